import type { LintResult } from '../../lint/engine.ts';
import { entryOf, type BaselineEntry, type PlacedEntry } from '../../lint/baseline.ts';
import type { Sources } from '../../lint/span.ts';
import { staleBaselineDoc } from '../../lint/suppression-rules.ts';
import { count } from '../../lint/wording.ts';
import { byCodeUnit } from '../../util/by-code-unit.ts';
import { UserError } from '../../util/user-error.ts';
import type { LintFlags } from './lint-flags.ts';

/** Refuses flags that together would write a baseline of a part. Throws UserError. */
export function checkBaselineFlags(flags: LintFlags): void {
  const { changed, service, rule, updateBaseline, pruneBaseline, init } = flags;
  const writes = init
    ? '--init'
    : updateBaseline
      ? '--update-baseline'
      : pruneBaseline
        ? '--prune-baseline'
        : undefined;
  const part = changed !== undefined ? '--changed' : service ? '--service' : init && rule ? '--rule' : undefined;
  if (writes === undefined) return;
  if (part !== undefined)
    throw new UserError(`"${writes}" and "${part}" do not go together: a baseline is about the whole system`);
  if (flags.baseline === false) throw new UserError(`"${writes}" and "--no-baseline" do not go together`);
}

/**
 * What the baseline becomes: with `update` all that is found, otherwise what is found and was known. Entries of rules that
 * did not run stay.
 */
export function nextBaseline(
  { known, findings, rules }: LintResult,
  before: readonly PlacedEntry[],
  { update, sources }: { readonly update: boolean; readonly sources: Sources },
): readonly BaselineEntry[] {
  const found = update ? [...known, ...findings.filter(({ rule }) => rule !== staleBaselineDoc.name)] : known;
  const untouched = before.filter((entry) => !rules.some(({ name }) => name === entry.rule));
  const entries = [...found.map((finding) => entryOf(finding, sources)), ...untouched.map(withoutPlace)];
  return entries.sort(
    (a, b) => byCodeUnit(a.file, b.file) || byCodeUnit(a.rule, b.rule) || byCodeUnit(a.fingerprint, b.fingerprint),
  );
}

/** `45 findings are known now (3 new, 2 gone)`. */
export function changeText(before: readonly BaselineEntry[], after: readonly BaselineEntry[], fresh: number): string {
  const gone = before.length + fresh - after.length;
  const changes = [...(fresh > 0 ? [`${fresh} new`] : []), ...(gone > 0 ? [`${gone} gone`] : [])].join(', ');
  const known = `${count(after.length, 'finding')} ${after.length === 1 ? 'is' : 'are'} known now`;
  return changes === '' ? known : `${known} (${changes})`;
}

function withoutPlace({ place: _, ...entry }: PlacedEntry): BaselineEntry {
  return entry;
}
