import { optionKind } from './options-schema.ts';
import { severitiesOf } from './rule-catalogue.ts';
import type { OptionSpec, RuleDoc } from './rule.ts';
import { plainPalette, type Palette } from './reporters/reporter.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

/** A rule's own text for a terminal of `width` columns: what, why, examples, fix, limits, options, references. */
export function explainRule(rule: RuleDoc, palette: Palette, width: number): string {
  const paragraph = (text: string, first = '  ', rest = first): string[] =>
    wrapWords(wordsOf(text), width, first, rest);
  const code = (text: string): string[] => text.split('\n').map((line) => `    ${palette.strong(line)}`);
  const section = (title: string, ...lines: string[]): string[] => ['', palette.strong(title), ...lines];
  const hasSettings = rule.scope !== 'drift';
  const lines = [
    `${palette.strong(rule.name)} (${palette[rule.severity](rule.severity)})`,
    ...paragraph(rule.summary),
    ...(hasSettings ? paragraph(gradesText(rule)) : []),
    ...section('Why it hurts', ...paragraph(rule.why)),
    ...(hasSettings
      ? section('Instead of', ...code(rule.examples.bad), palette.strong('write'), ...code(rule.examples.good))
      : []),
    ...section('How to mend it', ...paragraph(rule.fix)),
    ...section('What it does not report', ...rule.limits.flatMap((limit) => paragraph(limit, '  - ', '    '))),
    ...(hasSettings ? settingsOf(rule, section, paragraph, code) : []),
    ...(rule.references.length === 0 ? [] : section('Read more', ...rule.references.map((link) => `  ${link}`))),
  ];
  return `${lines.join('\n')}\n`;
}

type Writer = (text: string, first?: string, rest?: string) => string[];

function settingsOf(
  rule: RuleDoc,
  section: (title: string, ...lines: string[]) => string[],
  paragraph: Writer,
  code: Writer,
): string[] {
  const options = Object.entries(rule.options);
  return [
    ...section(
      'Options',
      ...(options.length === 0
        ? ['  none']
        : options.flatMap(([name, spec]) => paragraph(optionText(name, spec), '  - ', '    '))),
    ),
    ...section('In archwright.yaml', ...code(configuration(rule))),
    ...section(
      rule.scope === 'blueprint' ? 'At the place' : 'In the code',
      ...code(
        `${rule.scope === 'blueprint' ? '#' : '//'} archwright-ignore ${rule.name} -- the reason why it is right here`,
      ),
    ),
  ];
}

/** Every rule with its severity and what it finds. */
export function listRules(rules: readonly RuleDoc[], palette: Palette, width: number): string {
  const lines = rules.flatMap(({ name, severity, summary }) => [
    `${palette.strong(name)} (${palette[severity](severity)})`,
    ...wrapWords(wordsOf(summary), width, '  ', '  '),
  ]);
  return `${lines.join('\n')}\n\n${palette.dim('archwright explain <rule> tells more')}\n`;
}

/** A rule's text without color, for formats that take plain text. */
export function ruleText(rule: RuleDoc): string {
  return explainRule(rule, plainPalette, 100);
}

/** A rule's text in Markdown. */
export function ruleMarkdown(rule: RuleDoc): string {
  const fence = (text: string): string => `\`\`\`${rule.scope === 'blueprint' ? 'yaml' : 'ts'}\n${text}\n\`\`\``;
  const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');
  const options = Object.entries(rule.options).map(([name, spec]) => optionText(`\`${name}\``, spec));
  return [
    rule.summary,
    `**Why it hurts.** ${rule.why}`,
    `**How to mend it.** ${rule.fix}`,
    ...(rule.scope === 'drift' ? [] : ['Instead of', fence(rule.examples.bad), 'write', fence(rule.examples.good)]),
    `**It does not report**\n\n${list(rule.limits)}`,
    ...(options.length === 0 ? [] : [`**Options**\n\n${list(options)}`]),
    ...(rule.references.length === 0 ? [] : [`**Read more**\n\n${list(rule.references)}`]),
  ].join('\n\n');
}

function gradesText(rule: RuleDoc): string {
  const { recommended, strict } = severitiesOf(rule);
  return `${rule.group === 'core' ? 'Core rule' : 'Advice'}: ${recommended} in "recommended", ${strict} in "strict".`;
}

function optionText(name: string, spec: OptionSpec): string {
  return `${name} (${optionKind(spec)}, default ${JSON.stringify(spec.default)}): ${spec.description}`;
}

/** How the rule is settled in archwright.yaml, with its defaults. */
export function configuration(rule: RuleDoc): string {
  const options = Object.entries(rule.options).map(([name, spec]) => `${name}: ${JSON.stringify(spec.default)}`);
  const value = options.length === 0 ? rule.severity : `{ severity: ${rule.severity}, ${options.join(', ')} }`;
  return `lint:\n  rules:\n    ${rule.name}: ${value}`;
}
