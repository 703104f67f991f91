import type { Access, Datastore, DatastoreUse, Evidence } from '../../model/system.ts';
import type { Inventory, Unit } from '../inventory/unit.ts';
import type { AccessShape, StoreShape } from '../libraries/recogniser.ts';
import type { Attribution } from './attribution.ts';
import type { CallRef } from './callers.ts';
import { evidenceOf, type Collected } from './collect.ts';
import { Environment } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { storeOf, unknownStore, type Opened } from './store-identity.ts';
import { openedByPrisma } from './prisma-stores.ts';
import type { Value } from './values.ts';

const SQL = /postgres|mysql|sqlite|mssql/;

/** Datastores and who uses them, with the tables that each site reads or writes. */
export function findStores(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
  inventory: Inventory,
): { datastores: Datastore[]; datastoreUses: DatastoreUse[] } {
  const opened = joinUnknown([
    ...fromCode(evaluator, collected, attribution, environments),
    ...openedByPrisma(evaluator, attribution, environments, inventory),
  ]);
  const uses = new Map<string, Use>();
  const useOf = (unit: Unit, store: Datastore): { evidence: Evidence[]; accesses: Access[] } => {
    const id = `${unit.id}|${store.id}`;
    const known = uses.get(id) ?? { unit, store, evidence: [], accesses: [] };
    uses.set(id, known);
    return known;
  };
  for (const { unit, store, evidence } of opened) {
    const use = useOf(unit, store);
    for (const item of evidence)
      if (!use.evidence.some((known) => known.file === item.file && known.line === item.line)) use.evidence.push(item);
  }
  for (const { shape, chain } of collected.accesses) {
    const [site] = chain;
    if (!site) continue;
    const evidence = [evidenceOf(evaluator, site)];
    const units = attribution.services(site);
    const tables = units.length > 1 && isForSubclasses(evaluator, site) ? [null] : shape.tables;
    for (const unit of units) {
      const own = opened.filter((item) => item.unit.id === unit.id);
      const found =
        madeBy(own, shape) ??
        givenTo(own, shape) ??
        own.find((item) => item.store.engine === shape.engine) ??
        (shape.engine === '' ? storeWith(own, shape.tables) : undefined);
      const use = useOf(unit, found?.store ?? unknownStore(unit, shape.engine || 'sql'));
      for (const name of tables) {
        const table = name === null ? null : (found?.tables?.get(name) ?? name);
        use.accesses.push({ table, mode: shape.mode, operation: shape.operation, evidence });
      }
      if (use.evidence.length === 0) use.evidence.push(...evidence);
    }
  }
  const all = [...uses.values()];
  const sitesOf = (use: Use): readonly CallRef[] =>
    opened.flatMap(({ unit, store, site }) => (unit === use.unit && store === use.store && site ? [site] : []));
  return finish(all.filter((use) => !isIdle(use, all, sitesOf, attribution)));
}

interface Use {
  readonly unit: Unit;
  readonly store: Datastore;
  readonly evidence: Evidence[];
  readonly accesses: Access[];
}

// A client of DynamoDB connects to nothing when it is made: who loads shared code that makes one for others, and asks it for
// nothing, does not use it.
function isIdle(
  use: Use,
  all: readonly Use[],
  sitesOf: (use: Use) => readonly CallRef[],
  attribution: Attribution,
): boolean {
  const sites = sitesOf(use);
  if (use.accesses.length > 0 || use.store.engine !== 'dynamodb' || sites.length === 0) return false;
  const asked = all.filter(({ accesses }) => accesses.length > 0).flatMap(sitesOf);
  return sites.every(
    ({ file, c }) =>
      attribution.service(file)?.id !== use.unit.id && asked.some((site) => site.file === file && site.c === c),
  );
}

// A repository that many extend works with the tables of all of them: which of these are a service's own it does not say.
function isForSubclasses(evaluator: Evaluator, { file, c }: CallRef): boolean {
  const { calls, functions } = evaluator.program.facts(file);
  let fn = functions[calls[c]?.fn ?? -1];
  while (fn && fn.cls < 0) fn = functions[fn.parent];
  const cls = fn?.cls ?? -1;
  return (
    cls >= 0 && (evaluator.providers?.subclassesOf({ t: 'class', file, c: cls, frame: undefined }).length ?? 0) > 1
  );
}

// The store that the call opened which made the object.
function madeBy(own: readonly Opened[], { madeAt, engine }: AccessShape): Opened | undefined {
  const isOf = (item: Opened): boolean =>
    (engine === '' || item.store.engine === engine) &&
    (madeAt ?? []).some(({ file, call }) => item.site?.file === file && item.site.c === call);
  const found = own.filter(isOf);
  // A function that opens stores opens one for each of its callers: the site alone does not tell them apart.
  return new Set(found.map((item) => item.store.id)).size === 1 ? found[0] : undefined;
}

// Of several stores the only one that was handed to the package whose objects are worked with.
function givenTo(own: readonly Opened[], { layer, engine }: AccessShape): Opened | undefined {
  if (layer === undefined) return undefined;
  const found = own.filter((item) => item.layer === layer && (engine === '' || item.store.engine === engine));
  return new Set(found.map((item) => item.store.id)).size === 1 ? found[0] : undefined;
}

// Of several stores the one whose schema knows the table, else the first that has tables at all.
function storeWith(own: readonly Opened[], tables: readonly (string | null)[]): Opened | undefined {
  return (
    own.find((item) => tables.some((table) => table !== null && item.tables?.has(table))) ??
    own.find((item) => SQL.test(item.store.engine) || item.store.engine === 'mongodb')
  );
}

// One store opened in several ways (embedded without a URL, over the network with one) is the one that has an address.
function joinUnknown(opened: readonly Opened[]): Opened[] {
  return opened.map((item) => {
    if (item.store.host !== null || item.store.database !== null) return item;
    // A driver of several databases that is told which one elsewhere opens the one that the service has.
    const isSame = ({ engine, host }: Datastore): boolean =>
      item.store.engine === 'sql' ? SQL.test(engine) : engine === item.store.engine && host !== null;
    const known = opened.filter((other) => other.unit.id === item.unit.id && isSame(other.store));
    const [only] = known;
    return only && new Set(known.map((other) => other.store.id)).size === 1 ? { ...item, store: only.store } : item;
  });
}

function finish(uses: readonly Use[]): {
  datastores: Datastore[];
  datastoreUses: DatastoreUse[];
} {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const datastores = [...new Map(uses.map(({ store }) => [store.id, store])).values()].sort((a, b) =>
    compare(a.id, b.id),
  );
  const place = (item: Access): string =>
    `${item.evidence[0]?.file ?? ''}|${String(item.evidence[0]?.line ?? 0).padStart(7, '0')}|${item.table ?? ''}`;
  const datastoreUses = uses
    .map(({ unit, store, evidence, accesses }) => ({
      service: unit.id,
      datastore: store.id,
      accesses: [...new Map(accesses.map((item) => [`${place(item)}|${item.operation}`, item])).values()].sort((a, b) =>
        compare(place(a), place(b)),
      ),
      evidence,
    }))
    .sort((a, b) => compare(`${a.service}|${a.datastore}`, `${b.service}|${b.datastore}`));
  return { datastores, datastoreUses };
}

function fromCode(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
): Opened[] {
  return collected.stores.flatMap(({ shape, chain }) => {
    const [outer] = chain;
    const inner = chain.at(-1);
    if (!outer || !inner) return [];
    const evidence = [
      evidenceOf(evaluator, inner),
      ...chain.slice(0, -1).map((ref) => evidenceOf(evaluator, ref, 'which is called here')),
    ];
    const f = evaluator.program.facts(outer.file).calls[outer.c]?.fn ?? -1;
    const users = attribution.services(outer).filter((unit) => !attribution.isIdle(unit, outer.file, f));
    return users.map((unit): Opened => {
      const { store, steps } = storeOf(
        ownShape(shape, (values) => attribution.own(unit, values)),
        unit,
        environments.get(unit.id) ?? new Environment([]),
      );
      const layer = shape.layer === undefined ? {} : { layer: shape.layer };
      return { unit, store, evidence: [...evidence, ...steps], site: inner, ...layer };
    });
  });
}

function ownShape(shape: StoreShape, own: (values: readonly Value[]) => readonly Value[]): StoreShape {
  return { ...shape, url: own(shape.url), host: own(shape.host), port: own(shape.port), database: own(shape.database) };
}
