import type { Reference } from './adr-status.ts';
import type { Adr } from './read-adr.ts';

/** What a reference means: a record, or nothing that is there. */
export interface ResolvedReference {
  readonly from: Adr;
  readonly reference: Reference;
  readonly to: Adr | null;
}

/** Every reference of records to one another, in the order of the records. */
export function resolveReferences(records: readonly Adr[]): readonly ResolvedReference[] {
  return records.flatMap((from) =>
    from.references.map((reference) => ({ from, reference, to: find(records, reference) })),
  );
}

function find(records: readonly Adr[], { file, number }: Reference): Adr | null {
  const named = records.find(({ name }) => name === file);
  if (named || file !== null) return named ?? null;
  return records.find(({ parts }) => number !== null && parts.number === number) ?? null;
}

/** That one record takes the place of another, whoever of the two says so. */
export interface Succession {
  readonly older: Adr;
  readonly newer: Adr;
  /** Where the newer one says so, and where the older one does; at least one is there. */
  readonly saidByNewer: Reference | null;
  readonly saidByOlder: Reference | null;
}

/** Each pair once, by the older record and then by the newer one. */
export function successions(records: readonly Adr[]): readonly Succession[] {
  const pairs = new Map<string, Succession>();
  for (const { from, reference, to } of resolveReferences(records)) {
    if (to === null) continue;
    const isNewer = reference.kind === 'supersedes';
    const [older, newer] = isNewer ? [to, from] : [from, to];
    const key = `${older.name}\n${newer.name}`;
    const before = pairs.get(key) ?? { older, newer, saidByNewer: null, saidByOlder: null };
    const said = isNewer ? 'saidByNewer' : 'saidByOlder';
    pairs.set(key, { ...before, [said]: before[said] ?? reference });
  }
  const place = new Map(records.map((adr, index) => [adr, index]));
  const at = (adr: Adr): number => place.get(adr) ?? 0;
  return [...pairs.values()].toSorted((a, b) => at(a.older) - at(b.older) || at(a.newer) - at(b.newer));
}

/** Records that supersede each other in a circle; each circle once, from its first record on. */
export function supersessionCycles(records: readonly Adr[]): readonly (readonly Adr[])[] {
  const next = new Map<Adr, Adr[]>();
  for (const { older, newer } of successions(records)) next.set(older, [...(next.get(older) ?? []), newer]);
  const done = new Set<Adr>();
  const cycles: Adr[][] = [];
  const visit = (adr: Adr, way: readonly Adr[]): void => {
    const start = way.indexOf(adr);
    if (start >= 0) {
      cycles.push(way.slice(start));
      return;
    }
    if (done.has(adr)) return;
    for (const each of next.get(adr) ?? []) visit(each, [...way, adr]);
    done.add(adr);
  };
  for (const adr of records) visit(adr, []);
  return cycles;
}
