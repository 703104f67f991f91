import type { NoHistory } from '../../model/history.ts';
import type { Evidence, SystemModel } from '../../model/system.ts';
import type { PackageJson } from '../../recover/manifests/package-json.ts';
import type { Activity } from './activity.ts';
import type { Marks } from './find-marks.ts';
import type { Module } from '../seams/find-modules.ts';

/**
 * What a fact's value is: a `count`, a `rate` per week, a `share` in percent, a `duration` in milliseconds, a `truth`,
 * one word (`choice`), or several (`list`).
 */
export type FactKind = 'count' | 'rate' | 'share' | 'duration' | 'truth' | 'choice' | 'list';

export type FactValue = number | boolean | string | readonly string[];

/** What was found, with its source in words and the places that prove it; or why nothing can be said, and what would help. */
export type Reading =
  | { readonly value: FactValue; readonly source: string; readonly evidence: readonly Evidence[] }
  | { readonly unknown: string; readonly remedy: string | null };

/** What facts are read from; nothing else is looked at. */
export interface Sources {
  readonly model: SystemModel;
  readonly packages: readonly PackageJson[];
  readonly modules: readonly Module[];
  readonly marks: Marks;
  /** Production source files, and their lines, blank ones too. */
  readonly sourceFiles: number;
  readonly sourceLines: number;
  readonly activity: Activity | NoHistory;
  /** Text of a file; null when it is not there. */
  readonly read: (file: string) => string | null;
  readonly files: readonly string[];
}

/** A named fact about a repository. */
export interface Fact {
  /** Kebab-case: `contributors-90d`. */
  readonly name: string;
  readonly title: string;
  readonly kind: FactKind;
  /** What a number counts, in the plural. */
  readonly unit?: string;
  /** Every word that a choice or a list can hold; left out where they are free. */
  readonly words?: readonly string[];
  readonly read: (sources: Sources) => Reading;
}

/** A value with its grounds. */
export function known(value: FactValue, source: string, evidence: readonly Evidence[] = []): Reading {
  return { value, source, evidence: evidence.slice(0, MOST_PLACES) };
}

/** Why there is no value. */
export function unknown(why: string, remedy: string | null = null): Reading {
  return { unknown: why, remedy };
}

/** More places prove nothing more. */
const MOST_PLACES = 5;

/** `git: 4 authors`, or why the history says nothing. */
export function fromHistory(activity: Activity | NoHistory, read: (activity: Activity) => Reading): Reading {
  return 'missing' in activity ? unknown(activity.missing, activity.remedy) : read(activity);
}
