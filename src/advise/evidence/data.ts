import { sharedDatastores } from '../../model/sharing.ts';
import type { Evidence } from '../../model/system.ts';
import { count } from '../../util/markdown.ts';
import { some } from '../seams/reasons.ts';
import { known, unknown, type Fact, type Reading, type Sources } from './fact.ts';

const STORES = /^(?:postgres|mysql|mssql|mongodb|redis|memcached|elasticsearch|cassandra|neo4j|couchdb|dynamodb|clickhouse|influxdb|eventstore|sqlite|oracle|firestore|meilisearch)$/;

/** What the system remembers, and who touches it. */
export const dataFacts: readonly Fact[] = [
  { name: 'datastores', title: 'Kinds of datastores in use', kind: 'list', read: engines },
  { name: 'shared-datastores', title: 'Datastores that several services use', kind: 'count', unit: 'datastores', read: sharedStores },
  { name: 'shared-tables', title: 'Tables that several services write', kind: 'count', unit: 'tables', read: sharedTables },
];

function engines({ model }: Sources): Reading {
  const found = new Map<string, readonly Evidence[]>();
  for (const { id, engine } of model.datastores) {
    const use = model.datastoreUses.find(({ datastore }) => datastore === id);
    if (!found.has(engine)) found.set(engine, use?.evidence.slice(0, 1) ?? []);
  }
  for (const { engine, evidence } of model.deployment.infrastructure)
    if (STORES.test(engine) && !found.has(engine)) found.set(engine, evidence.slice(0, 1));
  if (found.size === 0) return unknown('no datastore was recognised');
  return known([...found.keys()].sort(), 'model: stores that are opened, and deployed infrastructure', [...found.values()].flat());
}

function sharedStores({ model }: Sources): Reading {
  if (model.datastoreUses.length === 0) return unknown('no datastore was recognised');
  const shared = sharedDatastores(model);
  const names = shared.map(({ datastore, services }) => `${datastore.database ?? datastore.engine} (${some(services)})`);
  return known(
    shared.length,
    `model: ${shared.length === 0 ? 'no datastore is used by two services' : some(names, 2)}`,
    shared.flatMap(({ uses }) => uses.flatMap(({ evidence }) => evidence.slice(0, 1))),
  );
}

function sharedTables({ model }: Sources): Reading {
  const accesses = model.datastoreUses.flatMap((use) => use.accesses);
  const named = accesses.filter(({ table }) => table !== null).length;
  if (named === 0) return unknown('no access to a table whose name is known was recognised');
  const shared = sharedDatastores(model).flatMap(({ tables, datastore }) =>
    tables.filter(({ writers }) => writers.length > 1).map((table) => ({ ...table, datastore: datastore.id })),
  );
  const places = shared.flatMap(({ table, datastore }) =>
    model.datastoreUses
      .filter((use) => use.datastore === datastore)
      .flatMap((use) => use.accesses.filter((one) => one.table === table && one.mode === 'write').slice(0, 1))
      .flatMap(({ evidence }) => evidence.slice(0, 1)),
  );
  const what = shared.length === 0 ? 'each has one writer at most' : some(shared.map(({ table, writers }) => `${table} (${some(writers)})`), 3);
  return known(shared.length, `model: ${count(named, 'access', 'accesses')} to named tables; ${what}`, places);
}
