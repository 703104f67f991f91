import { byCodeUnit } from '../util/by-code-unit.ts';
import { configuration, ruleMarkdown } from './explain-rule.ts';
import { settingsSchema } from './options-schema.ts';
import { severitiesOf } from './rule-catalogue.ts';
import type { RuleDoc } from './rule.ts';

const MADE = '<!-- Written by "npm run docs:rules" from src/lint/rules. -->';

/** The pages of `docs/rules`: one for each rule, and an index. Path relative to that folder → text. */
export function rulePages(rules: readonly RuleDoc[]): ReadonlyMap<string, string> {
  const sorted = [...rules].sort((a, b) => byCodeUnit(a.name, b.name));
  return new Map([
    ['README.md', indexPage(sorted)],
    ...sorted.map((rule): [string, string] => [`${rule.name}.md`, rulePage(rule)]),
  ]);
}

/** The index of rules, in Markdown. */
export function indexPage(rules: readonly RuleDoc[]): string {
  const rows = (group: RuleDoc['group']): string[] => [
    '| rule | finds | recommended | strict |',
    '| --- | --- | --- | --- |',
    ...rules.filter((rule) => rule.group === group && rule.scope === undefined).map(indexRow),
  ];
  const parts = [
    '# Rules',
    MADE,
    'The severity is the highest that a rule gives in the preset; single findings may be milder. [Configuration](../linting.md) says how to change it.',
    '## Core',
    'They may fail CI.',
    rows('core').join('\n'),
  ];
  if (rules.some(({ group, scope }) => group === 'advice' && scope === undefined))
    parts.push('## Advice', 'It asks rather than asserts.', rows('advice').join('\n'));
  const ofBlueprints = rules.filter(({ scope }) => scope === 'blueprint').map(indexRow);
  if (ofBlueprints.length > 0)
    parts.push(
      '## Blueprint',
      'They judge what archwright.yaml declares (`archwright lint --blueprint`).',
      ['| rule | finds | recommended | strict |', '| --- | --- | --- | --- |', ...ofBlueprints].join('\n'),
    );
  return `${parts.join('\n\n')}\n`;
}

function indexRow(rule: RuleDoc): string {
  const { recommended, strict } = severitiesOf(rule);
  return `| [${rule.name}](${rule.name}.md) | ${rule.summary.replaceAll('|', '\\|')} | ${recommended} | ${strict} |`;
}

/** The page of a rule, in Markdown. */
export function rulePage(rule: RuleDoc): string {
  const { recommended, strict } = severitiesOf(rule);
  const hasOptions = Object.keys(rule.options).length > 0;
  return `${[
    `# ${rule.name}`,
    MADE,
    `${rule.group === 'core' ? 'Core rule' : 'Advice'}: ${recommended} in \`recommended\`, ${strict} in \`strict\`.`,
    ruleMarkdown(rule),
    '**In archwright.yaml**',
    `\`\`\`yaml\n${configuration(rule)}\n\`\`\``,
    ...(hasOptions
      ? [
          '**JSON Schema of its settings**',
          `\`\`\`json\n${JSON.stringify(settingsSchema(rule.options), null, 2)}\n\`\`\``,
        ]
      : []),
    ...(rule.scope === 'blueprint'
      ? [`\`\`\`yaml\n# archwright-ignore ${rule.name} -- the reason why it is right here\n\`\`\``]
      : ['**In the code**', `\`\`\`ts\n// archwright-ignore ${rule.name} -- the reason why it is right here\n\`\`\``]),
  ].join('\n\n')}\n`;
}
