import { join, relative, resolve, sep } from 'node:path';
import { isFile, readText } from '../../io/read-text.ts';
import { lookAt } from '../../io/read-tree.ts';
import { writeFileAtomic } from '../../io/write-file.ts';
import type { BaselineEntry, PlacedEntry } from '../../lint/baseline.ts';
import { baselineText, parseBaseline } from '../../lint/baseline-file.ts';
import { UserError } from '../../util/user-error.ts';
import type { AdoptionFlags } from './adoption-options.ts';
import { pathOf, type LintConfiguration } from './lint-settings.ts';

const USUAL = '.archwright/baseline.json';

/** Where the baseline of a run lies, and whether the run goes by it. */
export interface BaselinePlace {
  readonly path: string;
  readonly isUsed: boolean;
  /** How to point at the setting that names it; undefined where the command line or nobody does. */
  readonly place: NonNullable<LintConfiguration['baseline']>['place'] | undefined;
}

/** The file of the baseline by flags and settings; the usual one where neither names one. */
export function baselinePlace(dir: string, flags: AdoptionFlags, { baseline }: LintConfiguration): BaselinePlace {
  const { baseline: flag, updateBaseline, pruneBaseline } = flags;
  if (typeof flag === 'string') return { path: flag, isUsed: true, place: undefined };
  const isAsked = flag === true || updateBaseline === true || pruneBaseline === true;
  if (baseline) return { path: pathOf(baseline), isUsed: flag !== false, place: baseline.place };
  return { path: join(dir, USUAL), isUsed: isAsked, place: undefined };
}

/** The entries of a baseline. Throws UserError when it is not there or is none. */
export function readBaseline(dir: string, { path, place }: BaselinePlace): readonly PlacedEntry[] {
  if (isFile(path)) return parseBaseline(path, relativeTo(dir, path), readText(path, 'the baseline'));
  throw new UserError(`there is no baseline "${path}"`, {
    ...place,
    help: '"archwright lint --update-baseline" writes one of what is found now',
  });
}

/** Writes a baseline. Throws UserError, with nothing written, when something else has its name. */
export function writeBaseline(dir: string, { path }: BaselinePlace, entries: readonly BaselineEntry[]): void {
  const there = lookAt(path);
  if (there && 'text' in there) parseBaseline(path, relativeTo(dir, path), there.text);
  if (there && 'other' in there)
    throw new UserError(`"${path}" is ${there.other}, not a baseline`, { help: 'give another file with --baseline' });
  writeFileAtomic(path, baselineText(entries));
}

function relativeTo(dir: string, path: string): string {
  return relative(resolve(dir), resolve(path)).split(sep).join('/');
}
