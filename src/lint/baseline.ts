import type { Finding } from '../model/finding.ts';
import type { Evidence } from '../model/system.ts';
import { fingerprintOf } from './fingerprint.ts';
import { lineAt, type Sources } from './span.ts';

/** A known finding, as a baseline keeps it. */
export interface BaselineEntry {
  readonly rule: string;
  readonly service: string;
  readonly file: string;
  /** The expression that the finding stands at, `axios.post`; empty where the source was not at hand. */
  readonly at: string;
  readonly fingerprint: string;
}

/** An entry and where it stands in its file. */
export interface PlacedEntry extends BaselineEntry {
  readonly place: Evidence;
}

/** What comparing findings with known ones gives. */
export interface Comparison<E extends BaselineEntry> {
  readonly known: readonly Finding[];
  readonly fresh: readonly Finding[];
  /** Entries that no finding needs any more. */
  readonly gone: readonly E[];
}

/** The entry for a finding. */
export function entryOf(
  { rule, service, file, line, column, endColumn, fingerprint }: Finding,
  sources: Sources,
): BaselineEntry {
  const at = lineAt(sources, { file, line })?.slice(column - 1, endColumn - 1) ?? '';
  return { rule, service, file, at, fingerprint };
}

/**
 * Tells known findings from new ones. Each entry stands for one finding, so a second one of the same kind is new. First by
 * fingerprint; then, because lines are edited, by rule, file and expression; then, because files are moved, by the line
 * in a file that is no longer there.
 */
export function compareWithEntries<E extends BaselineEntry>(
  findings: readonly Finding[],
  entries: readonly E[],
  sources: Sources,
): Comparison<E> {
  const left = new Set(entries);
  const known = new Set<Finding>();
  const settle = (keyOf: (finding: Finding) => readonly string[], keyOfEntry: (entry: E) => string): void => {
    const byKey = new Map<string, E[]>();
    for (const entry of left) byKey.set(keyOfEntry(entry), [...(byKey.get(keyOfEntry(entry)) ?? []), entry]);
    for (const finding of findings.filter((one) => !known.has(one))) {
      const key = keyOf(finding).find((one) => (byKey.get(one) ?? []).length > 0);
      const entry = key === undefined ? undefined : byKey.get(key)?.shift();
      if (entry === undefined) continue;
      left.delete(entry);
      known.add(finding);
    }
  };
  settle(
    ({ fingerprint }) => [fingerprint],
    ({ fingerprint }) => fingerprint,
  );
  settle(
    (finding) => editedKeys(entryOf(finding, sources)),
    (entry) => editedKeys(entry)[0] ?? entry.fingerprint,
  );
  const moved = [...left].filter(({ file }) => sources(file) === undefined);
  settle(
    (finding) => movedPrints(finding, moved, sources),
    ({ fingerprint }) => fingerprint,
  );
  return {
    known: findings.filter((one) => known.has(one)),
    fresh: findings.filter((one) => !known.has(one)),
    gone: [...left],
  };
}

function editedKeys({ rule, service, file, at }: BaselineEntry): readonly string[] {
  return at === '' ? [] : [JSON.stringify([rule, service, file, at])];
}

/** The fingerprints that a finding would have, did it still stand in one of the files that are gone. */
function movedPrints(finding: Finding, moved: readonly BaselineEntry[], sources: Sources): readonly string[] {
  const text = lineAt(sources, finding) ?? finding.message;
  const alike = moved.filter(({ rule, service }) => rule === finding.rule && service === finding.service);
  const files = [...new Set(alike.map(({ file }) => file))];
  return files.flatMap((file) => alike.map((_, ordinal) => fingerprintOf({ ...finding, file, text }, ordinal)));
}
