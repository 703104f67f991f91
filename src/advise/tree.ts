import type { Where } from '../util/user-error.ts';
import type { Term } from './term.ts';

export type InputType = 'enum' | 'int' | 'number' | 'bool' | 'duration' | 'percent';

/** An answer: durations in milliseconds, percentages from 0 to 100, enum values by name. */
export type Value = number | boolean | string;

/** What a person said: a value, or `null` for "I don't know". A question that was not asked is missing from the map. */
export type Answers = ReadonlyMap<string, Value | null>;

/** Thresholds that the user set to another number than the tree's, by name. */
export type Overrides = ReadonlyMap<string, number>;

/** One value that an enum input can take. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help: string | null;
}

/** A range of a numeric input with a name: everything up to and including `upTo` (Infinity in the last one). */
export interface Band {
  readonly upTo: number;
  readonly label: string;
}

/** How a fact about a repository becomes an answer. Without words and bands the fact's value is the answer. */
export interface Inference {
  /** A name of the catalogue of facts. */
  readonly fact: string;
  /** The answer that a word of the fact means; words that are not among them mean nothing. */
  readonly words: ReadonlyMap<string, Value>;
  /** The answer from a number on, ascending; smaller numbers than the first mean nothing. */
  readonly bands: readonly { readonly from: number; readonly is: Value }[];
  readonly at: Where;
}

/** A question of a tree. */
export interface Input {
  readonly id: string;
  readonly type: InputType;
  readonly ask: string;
  readonly help: string | null;
  /** Why the answer matters: shown with the question. */
  readonly why: string | null;
  /** Offered as the answer; never taken without being confirmed. */
  readonly default: Value | null;
  /** What a number counts: `engineers`, `per month`. */
  readonly unit: string | null;
  /** Smallest and largest number allowed; Infinity where there is no end. */
  readonly min: number;
  readonly max: number;
  readonly choices: readonly Choice[];
  readonly bands: readonly Band[];
  /** False when "I don't know" is not an answer. */
  readonly unknown: boolean;
  /** True when the answer holds for every tree that asks for it under the same id: it is asked once in a session. */
  readonly shared: boolean;
  /** What can fill the answer in from a repository, to be confirmed. */
  readonly infer: Inference | null;
  readonly at: Where;
}

/** A parsed and resolved `when`, with its text as the tree's author wrote it. */
export interface Condition {
  readonly text: string;
  readonly term: Term;
  readonly at: Where;
}

/**
 * A reason for an option. Gates come first and stop the interview; of the rules, the first that holds decides.
 * Rules with a weight decide nothing alone: where no other rule holds, the option with the greatest sum wins.
 */
export interface Rule {
  readonly kind: 'gate' | 'rule';
  readonly id: string;
  /** Null: always. */
  readonly when: Condition | null;
  readonly then: string;
  /** Text with `{name}` for the value of an input, force or threshold. */
  readonly because: string;
  readonly weight: number | null;
  /** Keys of sources, or `ours`. */
  readonly sources: readonly string[];
  readonly at: Where;
}

/** The first entry whose condition holds gives the force its points; none: 0. */
export interface ForcePoints {
  readonly when: Condition | null;
  readonly points: number;
  readonly because: string;
}

/** One force of a score, with a value of its own that conditions can use by its id. */
export interface Force {
  readonly id: string;
  readonly title: string;
  readonly points: readonly ForcePoints[];
  readonly sources: readonly string[];
  readonly at: Where;
}

/** A group of forces that conditions read with `max(id)`, `min(id)` and `sum(id)`. */
export interface Score {
  readonly id: string;
  readonly title: string;
  readonly help: string | null;
  readonly forces: readonly Force[];
  readonly at: Where;
}

/** A sign, to be watched for after the decision, that it should be looked at again. */
export interface Revisit {
  /** Null when only a person can tell. */
  readonly when: Condition | null;
  readonly text: string;
}

/** That an option contradicts one of another tree (or another one of its own), when both are decided in one system. */
export interface Conflict {
  readonly tree: string;
  readonly option: string;
  readonly because: string;
  readonly at: Where;
}

/** One answer to a tree's question. */
export interface Option {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly pros: readonly string[];
  readonly neutral: readonly string[];
  readonly cons: readonly string[];
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** Ids of the trees that come next. */
  readonly followups: readonly string[];
  /** Lint rules that check that the decision holds. */
  readonly checks: readonly string[];
  /** Options of other trees that do not go together with this one. */
  readonly conflicts: readonly Conflict[];
  /** What a person has to check, because no rule can. */
  readonly confirm: readonly string[];
  readonly revisit: readonly Revisit[];
  /** Dotted path into archwright.yaml → acceptable values; the first is written when none of them is there. */
  readonly blueprint: readonly { readonly path: readonly string[]; readonly values: readonly Value[] }[];
  readonly at: Where;
}

/** P read in the primary text, S a secondary page, M general knowledge, `ours` a default of our own. */
export type Grade = 'P' | 'S' | 'M' | 'ours';

/** A named number of a tree; a user can set another. */
export interface Threshold {
  readonly id: string;
  readonly value: number;
  readonly type: 'number' | 'duration' | 'percent';
  readonly unit: string | null;
  readonly title: string;
  readonly source: string;
  readonly grade: Grade;
  /** Who says otherwise. */
  readonly disagrees: readonly string[];
  readonly at: Where;
}

export interface Source {
  readonly key: string;
  readonly title: string;
  readonly url: string | null;
  readonly accessed: string | null;
}

/** The value that an organization gave a threshold, and the file that says so. */
export interface Preset {
  readonly value: number;
  readonly from: string;
}

/** A file that changed a tree. */
export interface Overlay {
  readonly file: string;
  /** The beginning of the SHA-256 of its text. */
  readonly digest: string;
  /** What it changed, besides thresholds: `rule "regulated" is tried first`. */
  readonly changes: readonly string[];
}

/** A decision tree, checked in form. `rules` are in the order in which they are tried, after the gates. */
export interface DecisionTree {
  readonly file: string;
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly question: string;
  readonly summary: string;
  /** Paragraphs. */
  readonly context: readonly string[];
  readonly inputs: ReadonlyMap<string, Input>;
  readonly thresholds: ReadonlyMap<string, Threshold>;
  readonly scores: ReadonlyMap<string, Score>;
  readonly forces: ReadonlyMap<string, Force>;
  readonly gates: readonly Rule[];
  readonly rules: readonly Rule[];
  readonly options: ReadonlyMap<string, Option>;
  readonly sources: ReadonlyMap<string, Source>;
  /** Where the field disagrees on the question as a whole. */
  readonly disagreement: readonly string[];
  /** Thresholds that the organization set, by name; an interview can set others. */
  readonly presets: ReadonlyMap<string, Preset>;
  readonly overlays: readonly Overlay[];
}
