import type { LintSettings } from '../blueprint/blueprint.ts';
import type { Severity } from '../model/finding.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError, type Where } from '../util/user-error.ts';
import { optionProblem, type Report, type RuleDoc } from './rule.ts';

/** Where in the configuration a path stands, and the text around it, for messages. */
export type Locate = (path: readonly string[], key: boolean) => { readonly where?: Where; readonly frame?: string };

/** What the configuration says about one rule. */
export interface RuleSettings {
  /** Undefined: as the rule says. */
  readonly severity: Severity | 'off' | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

export const defaultSettings: LintSettings = { extends: 'recommended', rules: {}, ignore: [] };

/**
 * Checks rule names and options of a configuration against the rules that exist.
 * Throws UserError, at its place in the file, for an unknown rule, an unknown option or an option of a wrong type.
 */
export function checkSettings(
  settings: LintSettings,
  known: readonly RuleDoc[],
  locate: Locate,
): (rule: string) => RuleSettings {
  for (const [name, { options = {} }] of Object.entries(settings.rules)) {
    const path = ['lint', 'rules', name];
    const rule = findRule(name, known, locate(path, true));
    for (const [option, value] of Object.entries(options)) checkOption(rule, option, value, path, locate);
  }
  return (name) => ({
    severity: Object.hasOwn(settings.rules, name) ? settings.rules[name]?.severity : undefined,
    options: (Object.hasOwn(settings.rules, name) ? settings.rules[name]?.options : undefined) ?? {},
  });
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
 * The severity of a report: the configured one replaces the rule's own; reports that the rule grades milder
 * stay milder, and never exceed what is configured.
 */
export function severityOf(
  rule: RuleDoc,
  report: Pick<Report, 'severity'>,
  configured: Severity | undefined,
): Severity {
  const own = report.severity ?? rule.severity;
  if (configured === undefined) return own;
  return own === rule.severity ? configured : milder(own, configured);
}

/** True when `severity` is at least `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] >= RANK[threshold];
}

const RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

function milder(a: Severity, b: Severity): Severity {
  return RANK[a] <= RANK[b] ? a : b;
}

function checkOption(rule: RuleDoc, option: string, value: unknown, path: readonly string[], locate: Locate): void {
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
