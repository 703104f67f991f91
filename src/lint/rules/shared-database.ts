import type { Access, Datastore, DatastoreUse, Evidence, Service, SystemModel } from '../../model/system.ts';
import { byCodeUnit } from '../../util/by-code-unit.ts';
import { databaseIdentity, sameDeployable } from '../database-identity.ts';
import { besideOnOneMachine } from '../own-machine.ts';
import { defineRule, type Report } from '../rule.ts';
import { otherSites, siteKey, withNote } from '../sites.ts';
import { quoteList } from '../wording.ts';

/** Reports databases that two or more services open: an error when they meet in a table that one of them writes. */
export const sharedDatabase = defineRule({
  name: 'shared-database',
  group: 'core',
  severity: 'error',
  summary: 'Two or more services that open the same database; an error when one writes a table that another uses.',
  why: 'The schema becomes an interface that nobody versions: a migration of one service breaks the others, neither can be deployed alone, and a write of one changes data behind the back of the other. Locks and connection limits are shared as well.',
  fix: 'Give each table one owner. Let the others ask it through its API, or publish events from which they keep their own copy; then give each service a database, or at least a schema with credentials of its own.',
  limits: [
    'Databases whose host and name the files do not say; a known host alone is not enough unless both services use the same table.',
    'Another database or schema on the same server, and the same credentials on another server.',
    'Redis, Memcached and their kin, brokers, and embedded databases in a relative file.',
    'Databases of "localhost" that programs open which listen on the same port and have nothing to do with each other.',
    'The API and the worker of one service, and the modules of a modular monolith.',
  ],
  options: {
    allow: {
      type: 'text-list',
      default: [],
      description: 'Names of databases that may be shared, for instance during a migration.',
    },
  },
  examples: {
    bad: `// orders/src/db.ts
export const db = new Pool({ connectionString: 'postgres://db/shop' });

// billing/src/db.ts
export const db = new Pool({ connectionString: 'postgres://db/shop' });`,
    good: `// orders/src/db.ts
export const db = new Pool({ connectionString: 'postgres://db/orders' });

// billing/src/db.ts
export const db = new Pool({ connectionString: 'postgres://db/billing' });`,
  },
  references: [
    'https://microservices.io/patterns/data/database-per-service.html',
    'https://learn.microsoft.com/azure/architecture/microservices/design/data-considerations',
  ],
  evidence: 'related',
  *check(model, { allow }) {
    for (const { store, uses } of storesByIdentity(model)) {
      if (store.database !== null && allow.includes(store.database)) continue;
      const isBeside = besideOnOneMachine(model, store.host);
      const all = ownersOf(model, uses);
      const owners = all.filter((one) => all.some((other) => other !== one && isBeside(one.service, other.service)));
      const tables = contestedTables(owners);
      const known = store.host !== null && store.database === null ? tables.length > 0 : true;
      if (owners.length > 1 && known) yield report(store, owners, tables);
    }
  },
});

interface Owner {
  readonly service: Service;
  readonly uses: readonly DatastoreUse[];
}

function storesByIdentity(model: SystemModel): { store: Datastore; uses: DatastoreUse[] }[] {
  const groups = new Map<string, { store: Datastore; uses: DatastoreUse[] }>();
  for (const store of model.datastores) {
    const identity = databaseIdentity(store);
    if (identity === null) continue;
    const group = groups.get(identity) ?? { store, uses: [] };
    group.uses.push(...model.datastoreUses.filter((use) => use.datastore === store.id));
    groups.set(identity, group);
  }
  return [...groups.values()];
}

function ownersOf(model: SystemModel, uses: readonly DatastoreUse[]): Owner[] {
  const owners: { service: Service; uses: DatastoreUse[] }[] = [];
  const named = model.services.filter(({ kind }) => kind !== 'module').sort((a, b) => byCodeUnit(a.name, b.name));
  for (const service of named) {
    const own = uses.filter((use) => use.service === service.id);
    if (own.length === 0) continue;
    const same = owners.find((owner) => sameDeployable(owner.service, service));
    if (same) same.uses.push(...own);
    else owners.push({ service, uses: own });
  }
  return owners;
}

interface Contest {
  readonly table: string;
  readonly writers: readonly Owner[];
  readonly sites: readonly Evidence[];
}

/** Tables that one service writes and another one reads or writes. */
function contestedTables(owners: readonly Owner[]): Contest[] {
  const tables = new Set(owners.flatMap((owner) => accessesOf(owner).map(({ table }) => table)));
  const contests: Contest[] = [];
  for (const table of [...tables].filter((name) => name !== null).sort(byCodeUnit)) {
    const users = owners.filter((owner) => accessesOf(owner, table).length > 0);
    const writers = users.filter((owner) => accessesOf(owner, table).some(({ mode }) => mode === 'write'));
    if (users.length < 2 || writers.length === 0) continue;
    contests.push({ table, writers, sites: users.flatMap((owner) => firstAccess(owner, table)) });
  }
  return contests;
}

function accessesOf({ uses }: Owner, table?: string): Access[] {
  const all = uses.flatMap((use) => use.accesses);
  return table === undefined ? all : all.filter((access) => access.table === table);
}

function firstAccess(owner: Owner, table: string): Evidence[] {
  const accesses = accessesOf(owner, table);
  const access = accesses.find(({ mode }) => mode === 'write') ?? accesses[0];
  const site = access?.evidence[0];
  if (!access || !site) return [];
  return [withNote(site, `"${owner.service.name}" ${access.mode === 'write' ? 'writes' : 'reads'} "${table}" here`)];
}

function report(store: Datastore, owners: readonly Owner[], contests: readonly Contest[]): Report {
  const bindings = owners.flatMap((owner) => bindingOf(owner));
  const [first, ...others] = bindings;
  const [at, ...further] = bindings.concat(contests.flatMap(({ sites }) => sites));
  const names = owners.map(({ service }) => service.name);
  return {
    at: first ?? at ?? { file: '.', line: 1, column: 1 },
    service: owners[0]?.service.id ?? '',
    severity: contests.length > 0 ? 'error' : 'warning',
    message: `${quoteList(names)} open one database, ${describe(store)}${tablesText(contests)}`,
    evidence: first ? otherSites([...separate(others, first), ...further], first) : [],
  };
}

// Services that open their store in shared code have one binding between them; repeating it says nothing.
function separate(bindings: readonly Evidence[], first: Evidence): Evidence[] {
  return bindings.filter((binding) => siteKey(binding) !== siteKey(first));
}

function bindingOf({ service, uses }: Owner): Evidence[] {
  const site =
    uses.flatMap((use) => use.evidence.slice(0, 1))[0] ?? uses.flatMap(({ accesses }) => accesses)[0]?.evidence[0];
  return site ? [withNote(site, `"${service.name}" opens it here`)] : [];
}

function describe({ engine, host, port, database, schema }: Datastore): string {
  const name = [database, schema].filter((part) => part !== null).join('.');
  const where = host === null ? '' : ` at ${host}${port === null ? '' : `:${port}`}`;
  return `${engine}${name ? ` "${name}"` : ''}${where}`;
}

function tablesText(contests: readonly Contest[]): string {
  if (contests.length === 0) return ', with separate tables as far as known';
  const both = contests.filter(({ writers }) => writers.length > 1).map(({ table }) => table);
  const one = contests.filter(({ writers }) => writers.length === 1);
  const parts = [
    ...(both.length > 0 ? [`more than one of them writes ${quoteList(both)}`] : []),
    ...one.map(({ table, writers }) => `"${table}" is written by "${writers[0]?.service.name}" and read by another`),
  ];
  return `; ${parts.join('; ')}`;
}
