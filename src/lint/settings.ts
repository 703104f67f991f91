import type { LintSettings, RuleSetting, RuleSettingMap } from '../blueprint/blueprint.ts';
import type { Severity } from '../model/finding.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError, type Where } from '../util/user-error.ts';
import { designRules } from './design-rules/index.ts';
import { globMatcher } from './globs.ts';
import { gradeIn, type Preset } from './presets.ts';
import { optionProblem, type Report, type RuleDoc } from './rule.ts';

/** Where in the configuration a path stands, and the text around it, for messages. */
export type Locate = (
  path: readonly (string | number)[],
  key: boolean,
) => { readonly where?: Where; readonly frame?: string };

/** What the configuration says about one rule. */
export interface RuleSettings {
  /** Undefined: as the preset grades it. */
  readonly severity: Severity | 'off' | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What holds for a rule: in general, and for findings that stand in a file. */
export interface SettingsOf {
  (rule: string, file?: string): RuleSettings;
  /** True when some override changes options of the rule. */
  readonly varies: (rule: string) => boolean;
  /** True when the rule is on somewhere. */
  readonly isOn: (rule: string) => boolean;
}

export const defaultSettings: LintSettings = { extends: [], rules: {}, overrides: [], ignore: [], customRules: [] };

/**
 * Checks rule names and options of a configuration against the rules that exist.
 * Throws UserError, at its place in the file, for an unknown rule, an unknown option or an option of a wrong type.
 */
export function checkSettings(settings: LintSettings, rules: readonly RuleDoc[], locate: Locate): SettingsOf {
  // One file settles both: rules about code, and those about the blueprint itself.
  const known = [...rules, ...designRules.filter(({ name }) => !rules.some((rule) => rule.name === name))];
  checkRules(settings.rules, known, ['lint', 'rules'], locate);
  const overrides = settings.overrides.map(({ files, rules }, index) => {
    checkRules(rules, known, ['lint', 'overrides', index, 'rules'], locate);
    return { matches: globMatcher(files), rules };
  });
  const layersFor = (rule: string, file: string | undefined): RuleSetting[] => {
    const over = file === undefined ? [] : overrides.filter(({ matches }) => matches(file));
    return [settings.rules, ...over.map(({ rules }) => rules)].flatMap((map) => settingIn(map, rule) ?? []);
  };
  const overriding = (rule: string): RuleSetting[] => overrides.flatMap(({ rules }) => settingIn(rules, rule) ?? []);
  return Object.assign((rule: string, file?: string) => layered(layersFor(rule, file)), {
    varies: (rule: string) => overriding(rule).some(({ options }) => options !== undefined),
    isOn: (rule: string) =>
      layered(layersFor(rule, undefined)).severity !== 'off' ||
      overriding(rule).some(({ severity = 'off' }) => severity !== 'off'),
  });
}

/** The settings without what they say about rules of other names. */
export function onlyAbout(settings: LintSettings, names: readonly string[]): LintSettings {
  const about = (rules: RuleSettingMap): RuleSettingMap =>
    Object.fromEntries(Object.entries(rules).filter(([name]) => names.includes(name)));
  const overrides = settings.overrides.map(({ files, rules }) => ({ files, rules: about(rules) }));
  return { ...settings, rules: about(settings.rules), overrides };
}

function settingIn(rules: RuleSettingMap, rule: string): RuleSetting | undefined {
  return Object.hasOwn(rules, rule) ? rules[rule] : undefined;
}

// Later ones weigh more, each option by itself.
function layered(settings: readonly RuleSetting[]): RuleSettings {
  return {
    severity: settings.findLast(({ severity }) => severity !== undefined)?.severity,
    options: Object.fromEntries(settings.flatMap(({ options = {} }) => Object.entries(options))),
  };
}

function checkRules(
  rules: RuleSettingMap,
  known: readonly RuleDoc[],
  path: readonly (string | number)[],
  locate: Locate,
): void {
  for (const [name, { options = {} }] of Object.entries(rules)) {
    const rule = findRule(name, known, locate([...path, name], true));
    for (const [option, value] of Object.entries(options)) checkOption(rule, option, value, [...path, name], locate);
  }
}

/** The rule of that name. Throws UserError with a did-you-mean, at `place`, when there is none. */
export function findRule<R extends RuleDoc>(name: string, known: readonly R[], place: ReturnType<Locate> = {}): R {
  const rule = known.find((candidate) => candidate.name === name);
  if (rule) return rule;
  const names = known.map((candidate) => candidate.name);
  const near = didYouMean(name, names);
  throw new UserError(`there is no rule "${name}"${near === undefined ? '' : `, did you mean "${near}"?`}`, {
    ...place,
    help: `rules: ${names.join(', ')}`,
  });
}

/**
 * The severity of a report: the configured one replaces the rule's own, as the preset grades it; reports that the rule
 * grades milder stay milder, and never exceed what is configured.
 */
export function severityOf(
  rule: RuleDoc,
  report: Pick<Report, 'severity'>,
  configured: Severity | undefined,
  preset: Preset = 'recommended',
): Severity {
  const highest = gradeIn(preset, rule, rule.severity);
  const own = gradeIn(preset, rule, report.severity ?? rule.severity);
  if (configured === undefined) return own;
  return own === highest ? configured : milder(own, configured);
}

/** True when `severity` is at least `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] >= RANK[threshold];
}

const RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

function milder(a: Severity, b: Severity): Severity {
  return RANK[a] <= RANK[b] ? a : b;
}

function checkOption(
  rule: RuleDoc,
  option: string,
  value: unknown,
  path: readonly (string | number)[],
  locate: Locate,
): void {
  const spec = Object.hasOwn(rule.options, option) ? rule.options[option] : undefined;
  if (!spec) {
    const names = Object.keys(rule.options);
    const near = didYouMean(option, names);
    throw new UserError(
      `rule "${rule.name}" has no option "${option}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
      {
        ...locate([...path, option], true),
        help: names.length === 0 ? 'it has no options' : `options: ${names.join(', ')}`,
      },
    );
  }
  const problem = optionProblem(spec, value);
  if (problem === null) return;
  const given = value === undefined ? 'nothing' : JSON.stringify(value);
  throw new UserError(`option "${option}" of rule "${rule.name}" is ${given}: ${problem}`, {
    ...locate([...path, option], false),
    help: spec.description,
  });
}
