import type { Evidence } from '../../model/evidence.ts';
import type { DecisionTree, Input, Option, Threshold, Value } from '../tree.ts';

/** A fact about the repository of today that answers a question, and in words where it comes from. */
export interface Fact {
  readonly value: Value;
  readonly source: string;
}

/** What is known today about the questions of a tree, by input. */
export type Facts = ReadonlyMap<string, Fact>;

/** Whether a decision still stands. `unverifiable` when nothing about it could be looked at. */
export type AuditOutcome = 'holds' | 'violated' | 'threshold passed' | 'unverifiable';

/** Where a decision is recorded: a record's file, or archwright.yaml. Lines and columns count from 1. */
export interface DecisionPlace {
  readonly kind: 'record' | 'blueprint';
  readonly label: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that goes against a decision, at the place that shows it. */
export interface Violation {
  readonly by: 'lint rule' | 'setting' | 'other decision';
  /** Name of the rule, path of the setting, or label of the decision. */
  readonly name: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Further places that show it. */
  readonly evidence: readonly Evidence[];
}

/** A value that was one thing when it was decided and is another today. */
export interface Moved {
  readonly input: Input;
  /** Null: nobody knew. Undefined: it was not asked. */
  readonly then: Value | null | undefined;
  readonly now: Value;
  readonly source: string;
}

/** A reason to look at a decision again that is there today and was not then. */
export interface Passed {
  readonly kind: 'revisit' | 'recommendation';
  /** What the tree says about it. */
  readonly text: string;
  readonly condition: string | null;
  readonly values: readonly Moved[];
  /** The thresholds that these values are held against, with the number that counts for this decision. */
  readonly thresholds: readonly { readonly threshold: Threshold; readonly value: number }[];
}

/** A decision held against the code of today. */
export interface AuditedDecision {
  readonly place: DecisionPlace;
  readonly title: string;
  readonly tree: DecisionTree | null;
  readonly option: Option | null;
  readonly outcome: AuditOutcome;
  readonly violations: readonly Violation[];
  readonly passed: readonly Passed[];
  /** What was looked at and found in order: rules, settings, conditions. */
  readonly held: readonly string[];
  /** What could not be looked at, and why. */
  readonly open: readonly string[];
  /** What the decision leaves to people to check. */
  readonly confirm: readonly string[];
}
