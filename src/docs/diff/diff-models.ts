import { availabilityProduct } from '../../model/availability.ts';
import { synchronousChains } from '../../model/chains.ts';
import { synchronousCycles } from '../../model/cycles.ts';
import type { Finding } from '../../model/finding.ts';
import { serviceNames } from '../../model/service-names.ts';
import { sharedDatastores } from '../../model/sharing.ts';
import type { Evidence, SystemModel } from '../../model/system.ts';
import { byCodeUnit } from '../../util/by-code-unit.ts';
import { externalKey } from '../words.ts';
import { factsOf, type Fact, type FactKind } from './facts-of.ts';

/** What a change does to one fact. */
export interface FactChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly kind: FactKind;
  readonly service: string;
  /** What it is; empty for a service itself. */
  readonly what: string;
  /** What is different about it, of those that both sides have. */
  readonly attributes: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** Where it stands: after the change, or before it when it was removed. */
  readonly evidence: readonly Evidence[];
}

/** A longest path of requests, and the share of time (0 to 1) for which all its services answer. */
export interface ChainFigure {
  readonly services: readonly string[];
  readonly availability: number;
}

/** A pair of names: who calls, and the service or outside system that is called. */
export interface SyncEdge {
  readonly from: string;
  readonly to: string;
  readonly external: boolean;
  readonly evidence: readonly Evidence[];
}

/** Findings that a change brings, and those that it takes away. */
export interface FindingChange {
  readonly added: readonly Finding[];
  readonly removed: readonly Finding[];
}

/** What a change does to a system. Sorted; empty lists when it does nothing. */
export interface ModelDiff {
  readonly facts: readonly FactChange[];
  readonly edges: { readonly added: readonly SyncEdge[]; readonly removed: readonly SyncEdge[] };
  readonly findings: FindingChange;
  /** Services that call one another in a circle, which did not before. */
  readonly cycles: readonly (readonly string[])[];
  /** `orders in shop-db` → the services that write it now, of which there was at most one before. */
  readonly sharedTables: readonly { readonly table: string; readonly writers: readonly string[] }[];
  readonly chain: { readonly before: ChainFigure | null; readonly after: ChainFigure | null };
}

/**
 * Compares two states of one system. `availability` is what each service is assumed to have, 0 to 1. Findings are compared
 * by whoever knows how to; the rest is a pure function of the models.
 */
export function diffModels(
  before: SystemModel,
  after: SystemModel,
  findings: FindingChange,
  availability: number,
): ModelDiff {
  const [was, is] = [syncEdges(before), syncEdges(after)];
  return {
    facts: factChanges(factsOf(before), factsOf(after)),
    edges: { added: only(is, was), removed: only(was, is) },
    findings,
    cycles: newCycles(before, after),
    sharedTables: newlyShared(before, after),
    chain: { before: longestChain(before, availability), after: longestChain(after, availability) },
  };
}

/** Whether there is anything to tell. */
export function isEmpty({ facts, edges, findings, cycles, sharedTables }: ModelDiff): boolean {
  const lists = [facts, edges.added, edges.removed, findings.added, findings.removed, cycles, sharedTables];
  return lists.every(({ length }) => length === 0);
}

function factChanges(before: ReadonlyMap<string, Fact>, after: ReadonlyMap<string, Fact>): FactChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort(byCodeUnit);
  return keys.flatMap((key): FactChange[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const fact = is ?? was;
    if (fact === undefined) return [];
    const { kind, service, what, evidence } = fact;
    const base = { kind, service, what, evidence };
    if (was === undefined) return [{ ...base, change: 'added', attributes: [] }];
    if (is === undefined) return [{ ...base, change: 'removed', attributes: [] }];
    const attributes = attributeChanges(was, is);
    if (attributes.length === 0) return [];
    // What changed is shown where it stands, before what it is a change of.
    const places = attributes.flatMap(({ name }) => fact.places?.[name] ?? was.places?.[name] ?? []);
    return [{ ...base, evidence: [...places, ...evidence], change: 'changed', attributes }];
  });
}

function attributeChanges(was: Fact, is: Fact): FactChange['attributes'] {
  const names = new Set([...was.attributes.keys(), ...is.attributes.keys()]);
  return [...names].flatMap((name) => {
    // One site has no count of sites.
    const [before, after] = [was.attributes.get(name) ?? '1', is.attributes.get(name) ?? '1'];
    return before === after ? [] : [{ name, before, after }];
  });
}

function syncEdges(model: SystemModel): ReadonlyMap<string, SyncEdge> {
  const nameOf = serviceNames(model);
  const edges = new Map<string, SyncEdge>();
  for (const call of model.calls) {
    const external = call.toKind === 'external';
    const to = call.to === null ? (external ? externalKey(call) : null) : nameOf(call.to);
    const from = nameOf(call.from);
    if (to === null || to === from) continue;
    const key = JSON.stringify([from, to]);
    const known = edges.get(key);
    edges.set(key, { from, to, external, evidence: [...(known?.evidence ?? []), ...call.evidence.slice(0, 1)] });
  }
  return edges;
}

function only(some: ReadonlyMap<string, SyncEdge>, others: ReadonlyMap<string, SyncEdge>): SyncEdge[] {
  return [...some]
    .filter(([key]) => !others.has(key))
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, edge]) => edge);
}

function newCycles(before: SystemModel, after: SystemModel): (readonly string[])[] {
  const known = new Set(cycleSets(before).map((services) => JSON.stringify(services)));
  return cycleSets(after).filter((services) => !known.has(JSON.stringify(services)));
}

function cycleSets(model: SystemModel): (readonly string[])[] {
  const nameOf = serviceNames(model);
  return synchronousCycles(model).map(({ services }) => services.map(nameOf));
}

function newlyShared(before: SystemModel, after: SystemModel): ModelDiff['sharedTables'] {
  const known = writersByTable(before);
  return [...writersByTable(after)]
    .filter(([table]) => !known.has(table))
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([table, writers]) => ({ table, writers }));
}

function writersByTable(model: SystemModel): ReadonlyMap<string, readonly string[]> {
  const nameOf = serviceNames(model);
  const shared = sharedDatastores(model).flatMap(({ datastore, tables }) =>
    tables.flatMap(({ table, writers }): (readonly [string, readonly string[]])[] => {
      const store = datastore.database ?? datastore.host ?? datastore.engine;
      return writers.length < 2 ? [] : [[`${table} in ${store}`, writers.map(nameOf)]];
    }),
  );
  return new Map(shared);
}

function longestChain(model: SystemModel, availability: number): ChainFigure | null {
  const nameOf = serviceNames(model);
  let longest: readonly string[] | null = null;
  for (const { services } of synchronousChains(model))
    if (longest === null || services.length > longest.length) longest = services;
  if (longest === null) return null;
  // A service that a chain passes twice is still one that must be up.
  const needed = new Set(longest).size;
  return {
    services: longest.map(nameOf),
    availability: availabilityProduct(needed, availability),
  };
}
