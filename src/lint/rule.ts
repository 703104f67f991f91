import type { FixHint, Severity } from '../model/finding.ts';
import type { Beside } from '../model/recovery.ts';
import type { Evidence, SystemModel } from '../model/system.ts';

/** A number that a user may set for a rule; values below `minimum` are refused. */
export interface NumberOption {
  readonly type: 'number';
  readonly default: number;
  readonly minimum: number;
  readonly description: string;
}

/** A list of texts that a user may set for a rule. */
export interface TextListOption {
  readonly type: 'text-list';
  readonly default: readonly string[];
  readonly description: string;
}

export type OptionSpec = NumberOption | TextListOption;
export type OptionSchema = Readonly<Record<string, OptionSpec>>;

/** The values of a schema's options, defaults filled in. */
export type OptionValues<S extends OptionSchema> = {
  readonly [K in keyof S]: S[K] extends NumberOption ? number : readonly string[];
};

/**
 * Code that the rule reports, and how it would be right. A test executes both in a small shop; a comment with a path
 * (`// orders/src/db.ts`) begins a file.
 */
export interface RuleExamples {
  readonly bad: string;
  readonly good: string;
  /** For advice that takes more than a few lines to show: fixtures of the rule that are executed in place of the code. */
  readonly systems?: { readonly bad: string; readonly good: string };
}

/** What a rule says about itself: the single source of its documentation. */
export interface RuleDoc {
  /** Names the pattern, so that "allow shared-database" reads well. */
  readonly name: string;
  /** Core rules may fail CI; advice asks rather than asserts, and is `info` unless a preset or a setting raises it. */
  readonly group: 'core' | 'advice';
  /** The highest severity that the rule gives by itself; single reports may be milder. */
  readonly severity: Severity;
  /** One sentence: what a finding is. */
  readonly summary: string;
  /** Why it hurts, in a few sentences. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  /** What the rule does not report, one sentence each. */
  readonly limits: readonly string[];
  readonly options: OptionSchema;
  readonly examples: RuleExamples;
  readonly references: readonly string[];
  /** `path`: the evidence is a sequence of steps; `related`: further places of the same cause. */
  readonly evidence: 'path' | 'related';
  /**
   * `blueprint`: it judges what archwright.yaml declares, and its examples are blueprints; `drift`: it is told by
   * `archwright drift`, without examples and settings; code when left out.
   */
  readonly scope?: 'blueprint' | 'drift';
}

/** What a rule found, before severities, suppressions and fingerprints are applied. */
export interface Report {
  /** The place that a person would edit. */
  readonly at: Evidence;
  /** Id of the service that the place belongs to. */
  readonly service: string;
  readonly message: string;
  /** Further places, without `at`. */
  readonly evidence: readonly Evidence[];
  /** Milder than the rule's own severity; that one when left out. */
  readonly severity?: Severity;
  /** What to do here; the rule's `fix` when left out. */
  readonly help?: string;
  /** A mechanical fix may be possible here. */
  readonly fix?: FixHint;
}

/** A rule that can be run on a model. Pure: sees no disk, clock, network or environment. */
export interface Rule extends RuleDoc {
  /** Runs the rule; options that are left out take their defaults, values of a wrong type count as left out. */
  readonly run: (model: SystemModel, options?: Readonly<Record<string, unknown>>, beside?: Beside) => Report[];
}

interface RuleSpec<S extends OptionSchema> extends RuleDoc {
  readonly options: S;
  readonly check: (model: SystemModel, options: OptionValues<S>, beside: Beside) => Iterable<Report>;
}

/** Makes a rule out of its documentation and its check. */
export function defineRule<const S extends OptionSchema>({ check, ...doc }: RuleSpec<S>): Rule {
  return {
    ...doc,
    run: (model, options = {}, beside = {}) => [...check(model, optionValues(doc.options, options), beside)],
  };
}

/** Says what is wrong with a value given for an option, or null when it may be used. */
export function optionProblem(spec: OptionSpec, value: unknown): string | null {
  if (spec.type === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number is expected';
    return value < spec.minimum ? `the smallest value is ${spec.minimum}` : null;
  }
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isList ? null : 'a list of texts is expected';
}

// The overload ties the loosely built record to the schema's types without a cast.
function optionValues<S extends OptionSchema>(schema: S, given: Readonly<Record<string, unknown>>): OptionValues<S>;
function optionValues(schema: OptionSchema, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(schema)) {
    const value = given[name];
    values[name] = value === undefined || optionProblem(spec, value) !== null ? spec.default : value;
  }
  return values;
}
