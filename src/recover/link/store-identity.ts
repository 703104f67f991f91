import type { Datastore, Evidence } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import type { StoreShape } from '../libraries/recogniser.ts';
import type { CallRef } from './callers.ts';
import { parseTarget } from './address.ts';
import { showText, type Environment } from './environment.ts';
import type { Value } from './values.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mongodb: 27017,
  redis: 6379,
  elasticsearch: 9200,
  mssql: 1433,
  cassandra: 9042,
  neo4j: 7687,
  memcached: 11211,
  oracle: 1521,
  clickhouse: 8123,
  influxdb: 8086,
};

/** A store as one service opens it. */
export interface Opened {
  readonly unit: Unit;
  readonly store: Datastore;
  readonly evidence: readonly Evidence[];
  /** The call that opens it. */
  readonly site?: CallRef;
  /** The package that it was handed to. */
  readonly layer?: string;
  /** Tables by the names that code uses for them, where a schema maps them. */
  readonly tables?: ReadonlyMap<string, string>;
}

/** The store that a site opens, seen from one service, and the steps by which its address was found. */
export function storeOf(
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
  const host = local(parsed?.host ?? single(shape.host, environment));
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
  const id = `${engine}://${host === null ? unit.id : placedHost(unit, host)}${port === null ? '' : `:${port}`}/${database ?? ''}${schema === null ? '' : `#${schema}`}`;
  return { id, engine, host, port, database, schema };
}

// `db` and `localhost` mean another machine in each repository.
function placedHost({ repository }: Unit, host: string): string {
  return repository === '' || (host.includes('.') && !/^(?:127\.|0\.0\.0\.0|host\.docker)/.test(host))
    ? host
    : `${repository}/${host}`;
}

/** A store of which only the engine is known: nobody else's. */
export function unknownStore(unit: Unit, engine: string): Datastore {
  return { id: `${engine}:${unit.id}`, engine, host: null, port: null, database: null, schema: null };
}

// One machine under several names.
function local(host: string | null): string | null {
  return host !== null && /^(?:127\.0\.0\.1|0\.0\.0\.0|\[?::1\]?)$/.test(host) ? 'localhost' : host;
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
