import type { Severity } from '../model/finding.ts';
import type { Beside } from '../model/recovery.ts';
import type { SystemModel } from '../model/system.ts';
import type { Preset } from './presets.ts';
import type { Report, Rule, RuleDoc } from './rule.ts';
import { severityOf, type SettingsOf } from './settings.ts';

/** A report with its rule and the severity that it has in the end. */
export interface GradedReport extends Report {
  readonly rule: RuleDoc;
  readonly level: Severity;
}

/** Runs one rule, so that a caller can measure it. */
export type Around = <T>(rule: string, run: () => T) => T;

interface Setting {
  readonly settingsOf: SettingsOf;
  readonly preset: Preset;
  readonly around?: Around | undefined;
  readonly beside?: Beside;
}

type Options = ReturnType<SettingsOf>['options'];

/** What the rules report, each with the options and the severity that hold for the file where it stands. */
export function runRules(rules: readonly Rule[], model: SystemModel, setting: Setting): GradedReport[] {
  const { settingsOf, around = (_, run) => run(), beside = {} } = setting;
  const files = rules.some(({ name }) => settingsOf.varies(name)) ? filesIn(model) : [];
  return rules.flatMap((rule) => {
    const run = (options: Options): readonly Report[] => rule.run(model, options, beside);
    const reports = around(rule.name, () =>
      settingsOf.varies(rule.name) ? runVaried(rule, settingsOf, files, run) : run(settingsOf(rule.name).options),
    );
    return reports.flatMap((report) => graded(rule, report, setting));
  });
}

/** The report with its severity; none where its rule is off. */
export function graded(rule: RuleDoc, report: Report, { settingsOf, preset }: Setting): GradedReport[] {
  const { severity } = settingsOf(rule.name, report.at.file);
  return severity === 'off' ? [] : [{ ...report, rule, level: severityOf(rule, report, severity, preset) }];
}

// A rule judges the whole system at once. So it runs once for every set of options that holds somewhere, and of each run
// those reports count that stand where its options hold.
function runVaried(
  rule: Rule,
  settingsOf: SettingsOf,
  files: readonly string[],
  run: (options: Options) => readonly Report[],
): Report[] {
  const keyOf = (file?: string): string => JSON.stringify(settingsOf(rule.name, file).options);
  const variants = new Map([undefined, ...files].map((file) => [keyOf(file), settingsOf(rule.name, file).options]));
  return [...variants].flatMap(([key, options]) =>
    run(options).filter(({ at }) => keyOf(at.file) === key || !variants.has(keyOf(at.file))),
  );
}

/** Every file that the model names as evidence. */
function filesIn(model: SystemModel): string[] {
  const files = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('file' in value && 'line' in value && typeof value.file === 'string') files.add(value.file);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(model);
  return [...files].sort();
}
