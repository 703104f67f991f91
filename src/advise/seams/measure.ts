import type { Endpoint, Evidence, SystemModel } from '../../model/system.ts';
import type { FileUse } from '../../recover/file-uses.ts';
import { moduleIndex, type Module } from './find-modules.ts';

/** What one module imports of another. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** Imports that are there when the program runs, and those of types alone. */
  readonly imports: number;
  readonly types: number;
  /** Call sites that would become requests. */
  readonly calls: number;
  /** The first import. */
  readonly evidence: Evidence;
}

/** A table that files of several modules read or write. */
export interface SharedTable {
  readonly table: string;
  readonly datastore: string;
  /** By name of the module. */
  readonly users: readonly { readonly module: string; readonly writes: boolean; readonly evidence: Evidence }[];
}

/** Everything that is known about a module before it is judged. */
export interface ModuleMeasures {
  readonly module: Module;
  /** Names of modules that import it, and that it imports; types alone do not count. */
  readonly importedBy: readonly string[];
  readonly imports: readonly string[];
  readonly tables: readonly string[];
  readonly sharedTables: readonly SharedTable[];
  readonly endpoints: readonly Endpoint[];
  /** Call sites in other modules, and in files between modules. */
  readonly callsInto: number;
}

/** All modules of a system, and what is between them. */
export interface Measures {
  readonly modules: readonly ModuleMeasures[];
  readonly links: readonly Link[];
  /** Sites in the model that access a table whose name is known, in any module. */
  readonly accesses: number;
}

/** The files between modules, as one. */
const OUTSIDE = '';

/** What a repository says about its modules. */
interface SeamSources {
  readonly model: SystemModel;
  readonly uses: readonly FileUse[];
  readonly modules: readonly Module[];
}

/** Counts what binds modules to each other. */
export function measureModules({ model, uses, modules }: SeamSources): Measures {
  const find = moduleIndex(modules);
  const nameOf = (file: string): string => find(file)?.name ?? OUTSIDE;
  const links = linksBetween(uses, nameOf);
  const { byModule, accesses } = tablesOf(model, nameOf);
  const shared = sharedTables(byModule);
  return {
    links: links.filter(({ from, to }) => from !== OUTSIDE && to !== OUTSIDE),
    accesses,
    modules: modules.map((module) => {
      const { name } = module;
      const inward = links.filter(({ to }) => to === name);
      return {
        module,
        importedBy: inward.filter(({ from, imports }) => from !== OUTSIDE && imports > 0).map(({ from }) => from),
        imports: links
          .filter(({ from, to, imports }) => from === name && to !== OUTSIDE && imports > 0)
          .map(({ to }) => to),
        tables: [...(byModule.get(name)?.keys() ?? [])].map((key) => key.split('\n')[1] ?? '').sort(),
        sharedTables: shared.filter(({ users }) => users.some((user) => user.module === name)),
        endpoints: model.endpoints.filter(({ evidence }) => nameOf(evidence[0]?.file ?? '') === name),
        callsInto: inward.reduce((sum, { calls }) => sum + calls, 0),
      };
    }),
  };
}

function linksBetween(uses: readonly FileUse[], nameOf: (file: string) => string): readonly Link[] {
  const links = new Map<string, Link>();
  for (const use of uses) {
    const [from, to] = [nameOf(use.from), nameOf(use.to)];
    if (from === to) continue;
    const key = `${from}\n${to}`;
    const before = links.get(key) ?? { imports: 0, types: 0, calls: 0, evidence: undefined };
    links.set(key, {
      from,
      to,
      imports: before.imports + (use.typesOnly ? 0 : 1),
      types: before.types + (use.typesOnly ? 1 : 0),
      calls: before.calls + use.calls,
      evidence: before.evidence ?? { file: use.from, line: use.line, column: use.column, note: `imports ${use.to}` },
    });
  }
  return [...links].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
}

type Users = Map<string, { writes: boolean; evidence: Evidence }>;

/** Datastore and table → how each module uses it. */
function tablesOf(
  model: SystemModel,
  nameOf: (file: string) => string,
): { byModule: Map<string, Users>; accesses: number } {
  const byModule = new Map<string, Users>();
  let accesses = 0;
  for (const use of model.datastoreUses) {
    for (const { table, mode, evidence } of use.accesses) {
      const [site] = evidence;
      const name = site === undefined ? OUTSIDE : nameOf(site.file);
      if (table === null || site === undefined || name === OUTSIDE) continue;
      accesses++;
      const key = `${use.datastore}\n${table}`;
      const tables = byModule.get(name) ?? new Map<string, { writes: boolean; evidence: Evidence }>();
      byModule.set(name, tables);
      const before = tables.get(key);
      tables.set(key, {
        writes: before?.writes === true || mode === 'write',
        evidence: before?.evidence ?? site,
      });
    }
  }
  return { byModule, accesses };
}

function sharedTables(byModule: ReadonlyMap<string, Users>): readonly SharedTable[] {
  const users = new Map<string, { module: string; writes: boolean; evidence: Evidence }[]>();
  for (const [module, tables] of byModule)
    for (const [key, use] of tables) users.set(key, [...(users.get(key) ?? []), { module, ...use }]);
  return [...users]
    .filter(([, all]) => all.length > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, all]) => {
      const [datastore = '', table = ''] = key.split('\n');
      return { datastore, table, users: all.toSorted((a, b) => (a.module < b.module ? -1 : 1)) };
    });
}
