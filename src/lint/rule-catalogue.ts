import type { Severity } from '../model/finding.ts';
import { settingsSchema } from './options-schema.ts';
import { gradeIn } from './presets.ts';
import type { RuleDoc } from './rule.ts';

/** Gives the address of a rule's page. */
export type RuleAddress = (rule: string) => string;

/** What programs are told about a rule; `schema/rules.schema.json` describes it. */
export interface CatalogueEntry {
  readonly name: string;
  readonly group: RuleDoc['group'];
  /** The severity that it has in each preset. */
  readonly severity: { readonly recommended: Severity; readonly strict: Severity };
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  readonly limits: readonly string[];
  readonly examples: RuleDoc['examples'];
  readonly references: readonly string[];
  /** JSON Schema of its settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly docs: string;
}

/** A rule as data. */
export function catalogueEntry(rule: RuleDoc, addressOf: RuleAddress): CatalogueEntry {
  const { name, group, summary, why, fix, limits, examples, references, options } = rule;
  return {
    name,
    group,
    severity: severitiesOf(rule),
    summary,
    why,
    fix,
    limits,
    examples,
    references,
    settings: settingsSchema(options),
    docs: addressOf(name),
  };
}

/** All rules as data, as JSON. */
export function catalogueJson(rules: readonly RuleDoc[], addressOf: RuleAddress): string {
  const entries = rules.map((rule) => catalogueEntry(rule, addressOf));
  return `${JSON.stringify({ schemaVersion: 1, rules: entries }, null, 2)}\n`;
}

/** The highest severity of a rule in each preset. */
export function severitiesOf(rule: RuleDoc): CatalogueEntry['severity'] {
  return { recommended: gradeIn('recommended', rule, rule.severity), strict: gradeIn('strict', rule, rule.severity) };
}
