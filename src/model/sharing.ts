import type { Datastore, DatastoreUse, SystemModel } from './system.ts';

/** Who touches one table or collection; service ids, sorted. */
export interface TableSharing {
  readonly table: string;
  readonly readers: readonly string[];
  readonly writers: readonly string[];
}

/** A datastore that at least two services use. */
export interface SharedDatastore {
  readonly datastore: Datastore;
  /** Ids of the services, sorted. */
  readonly services: readonly string[];
  readonly uses: readonly DatastoreUse[];
  /** Every table whose name is known, sorted by name. */
  readonly tables: readonly TableSharing[];
  /** Services that write somewhere in it without the table being known. */
  readonly writersOfUnknown: readonly string[];
}

/** Datastores used by two or more services, sorted by id, with who reads and writes which tables. */
export function sharedDatastores(model: SystemModel): readonly SharedDatastore[] {
  const shared: SharedDatastore[] = [];
  for (const datastore of model.datastores) {
    const uses = model.datastoreUses.filter((use) => use.datastore === datastore.id);
    const services = sorted(uses.map((use) => use.service));
    if (services.length < 2) continue;
    shared.push({ datastore, services, uses, tables: tables(uses), writersOfUnknown: writers(uses, null) });
  }
  return shared.sort((a, b) => (a.datastore.id < b.datastore.id ? -1 : 1));
}

function tables(uses: readonly DatastoreUse[]): readonly TableSharing[] {
  const names = uses.flatMap((use) => use.accesses.flatMap((access) => access.table ?? []));
  return sorted(names).map((table) => ({
    table,
    readers: accessors(uses, table, 'read'),
    writers: writers(uses, table),
  }));
}

function writers(uses: readonly DatastoreUse[], table: string | null): readonly string[] {
  return accessors(uses, table, 'write');
}

function accessors(uses: readonly DatastoreUse[], table: string | null, mode: 'read' | 'write'): readonly string[] {
  const found = uses.filter((use) => use.accesses.some((access) => access.table === table && access.mode === mode));
  return sorted(found.map((use) => use.service));
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
