import type { Access, Datastore, DatastoreUse, Evidence } from '../../model/system.ts';
import type { Inventory, Unit } from '../inventory/unit.ts';
import type { StoreShape } from '../libraries/recogniser.ts';
import { parseTarget } from './address.ts';
import type { Attribution } from './attribution.ts';
import { evidenceOf, type Collected } from './collect.ts';
import { Environment, showText } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mongodb: 27017,
  redis: 6379,
  elasticsearch: 9200,
  mssql: 1433,
};

interface Opened {
  readonly unit: Unit;
  readonly store: Datastore;
  readonly evidence: readonly Evidence[];
}

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
    ...fromPrisma(evaluator, collected, attribution, environments, inventory),
  ]);
  const uses = new Map<string, { unit: Unit; store: Datastore; evidence: Evidence[]; accesses: Access[] }>();
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
    for (const unit of attribution.services(site)) {
      const own = opened.filter((item) => item.unit.id === unit.id);
      const store =
        (
          own.find((item) => item.store.engine === shape.engine) ??
          (shape.engine === ''
            ? own.find((item) => /postgres|mysql|sqlite|mssql|mongodb/.test(item.store.engine))
            : undefined)
        )?.store ?? unknownStore(unit, shape.engine || 'sql');
      const use = useOf(unit, store);
      for (const table of shape.tables)
        use.accesses.push({ table, mode: shape.mode, operation: shape.operation, evidence });
      if (use.evidence.length === 0) use.evidence.push(...evidence);
    }
  }
  return finish([...uses.values()]);
}

// One store opened in several ways (embedded without a URL, over the network with one) is the one that has an address.
function joinUnknown(opened: readonly Opened[]): Opened[] {
  return opened.map((item) => {
    if (item.store.host !== null || item.store.database !== null) return item;
    const known = opened.filter(
      (other) =>
        other.unit.id === item.unit.id && other.store.engine === item.store.engine && other.store.host !== null,
    );
    const [only] = known;
    return only && new Set(known.map((other) => other.store.id)).size === 1 ? { ...item, store: only.store } : item;
  });
}

function finish(uses: readonly { unit: Unit; store: Datastore; evidence: Evidence[]; accesses: Access[] }[]): {
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
    return attribution.services(outer).map((unit): Opened => {
      const { store, steps } = storeOf(
        ownShape(shape, (values) => attribution.own(unit, values)),
        unit,
        environments.get(unit.id) ?? new Environment([]),
      );
      return { unit, store, evidence: [...evidence, ...steps] };
    });
  });
}

function ownShape(shape: StoreShape, own: (values: readonly Value[]) => readonly Value[]): StoreShape {
  return { ...shape, url: own(shape.url), host: own(shape.host), port: own(shape.port), database: own(shape.database) };
}

function storeOf(
  shape: StoreShape,
  unit: Unit,
  environment: Environment,
): { store: Datastore; steps: readonly Evidence[] } {
  const engine = shape.engine || engineOfDependencies(unit);
  const urls = environment.resolveAll(shape.url);
  const url = urls.find((item) => item.parts.every((part) => 's' in part)) ?? urls[0];
  const schema = shape.schema ? single(shape.schema, environment) : null;
  const parsed = url ? parseTarget(url, { file: '', line: 0, column: 0 }) : undefined;
  const fromUrl = parsed?.path && parsed.path !== '/' ? parsed.path.slice(1) : null;
  const host = parsed?.host ?? single(shape.host, environment);
  const port =
    parsed?.port ??
    numberOf(single(shape.port, environment)) ??
    (host === null ? null : (DEFAULT_PORTS[engine] ?? null));
  const database =
    single(shape.database, environment) ?? (fromUrl?.includes(':') || fromUrl?.includes('{') ? null : fromUrl);
  const schemaInUrl = url ? /[?&]schema=([\w-]+)/.exec(showText(url))?.[1] : undefined;
  const steps = (parsed?.address.evidence ?? [])
    .filter((item) => item.file !== '')
    .map((item) => (item.note ? item : { ...item, note: 'the address is written here' }));
  return { store: datastore(unit, engine, host, port, database, schema ?? schemaInUrl ?? null), steps };
}

function datastore(
  unit: Unit,
  engine: string,
  host: string | null,
  port: number | null,
  database: string | null,
  schema: string | null,
): Datastore {
  if (host === null && database === null) return unknownStore(unit, engine);
  // An unknown host is nobody else's host.
  const id = `${engine}://${host ?? unit.id}${port === null ? '' : `:${port}`}/${database ?? ''}${schema === null ? '' : `#${schema}`}`;
  return { id, engine, host, port, database, schema };
}

function unknownStore(unit: Unit, engine: string): Datastore {
  return { id: `${engine}:${unit.id}`, engine, host: null, port: null, database: null, schema: null };
}

function single(values: readonly Value[], environment: Environment): string | null {
  const [first] = environment
    .resolveAll(values)
    .map(showText)
    .filter((item) => item !== '' && !item.includes('{'));
  return first ?? null;
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

const ENGINES: readonly (readonly [RegExp, string])[] = [
  [/^(pg|pg-native|postgres)$/, 'postgres'],
  [/^(mysql|mysql2|mariadb)$/, 'mysql'],
  [/^(sqlite3|better-sqlite3)$/, 'sqlite'],
  [/^(mssql|tedious)$/, 'mssql'],
  [/^(mongodb|mongoose)$/, 'mongodb'],
];

function engineOfDependencies(unit: Unit): string {
  const names = [...(unit.packageJson?.dependencies.keys() ?? [])];
  return ENGINES.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? 'sql';
}

const PRISMA_ENGINES: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  postgres: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  mongodb: 'mongodb',
  sqlserver: 'mssql',
  cockroachdb: 'postgres',
};

// A service that constructs (or extends) PrismaClient opens the store of its schema.
function fromPrisma(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
  inventory: Inventory,
): Opened[] {
  const opened: Opened[] = [];
  const seen = new Set<string>();
  for (const [file, facts] of evaluator.program.files) {
    if (!facts.imports.some((specifier) => /prisma/i.test(specifier))) continue;
    const sites = [
      ...facts.calls.flatMap((call, c) =>
        call.isNew && evaluator.eval(file, call.callee, undefined).some(isPrismaClient)
          ? [{ at: call, ref: { file, c } }]
          : [],
      ),
      ...facts.classes.flatMap((cls) =>
        cls.ext && evaluator.eval(file, cls.ext, undefined).some(isPrismaClient)
          ? [{ at: cls, ref: { file, c: -1 } }]
          : [],
      ),
    ];
    for (const { at, ref } of sites) {
      for (const unit of ref.c >= 0 ? attribution.services(ref) : attribution.servicesOfFunction(file, -1)) {
        if (seen.has(unit.id)) continue;
        seen.add(unit.id);
        const schema = nearest(inventory, unit);
        if (!schema) continue;
        const value: Value[] =
          schema.url === null
            ? []
            : 'env' in schema.url
              ? [{ t: 'text', parts: [{ p: 'env', name: schema.url.env, at: schema.evidence }] }]
              : [{ t: 'text', parts: [{ p: 'text', s: schema.url.literal, origin: 'literal', at: schema.evidence }] }];
        const shape: StoreShape = {
          engine: PRISMA_ENGINES[schema.provider ?? ''] ?? schema.provider ?? 'sql',
          url: value,
          host: [],
          port: [],
          database: [],
        };
        const { store, steps } = storeOf(shape, unit, environments.get(unit.id) ?? new Environment([]));
        opened.push({
          unit,
          store,
          evidence: [
            evaluator.evidence(file, at),
            { ...schema.evidence, note: 'the schema names the store' },
            ...steps,
          ],
        });
      }
    }
  }
  return opened;
}

function isPrismaClient(value: Value): boolean {
  return value.t === 'lib' && /(^|\.)PrismaClient$/.test(value.lib.path);
}

function nearest(inventory: Inventory, unit: Unit): Inventory['manifests']['prisma'][number] | undefined {
  const shared = (file: string): number => {
    const [a, b] = [file.split('/'), unit.path.split('/')];
    let n = 0;
    while (n < b.length && a[n] === b[n]) n += 1;
    return n;
  };
  return [...inventory.manifests.prisma].sort(
    (a, b) => shared(b.file) - shared(a.file) || (a.file < b.file ? -1 : 1),
  )[0];
}
