import type { ModuleView } from './module-view.ts';

/** A module as a command of the process reaches it. */
interface CommandModule {
  readonly name: string;
  /** `.orders`, `['phone-bff']` */
  readonly access: string;
  readonly schema: string;
}

/** What an operator can do to a monolith from the command line: each holds for all modules that have what it is about. */
export interface CommandsView {
  readonly sagas: readonly CommandModule[];
  readonly redrive: readonly CommandModule[];
  readonly unpark: readonly CommandModule[];
  /** A table is one module's, so its name tells which. */
  readonly readModels: readonly { readonly table: string; readonly access: string }[];
}

/** The commands that the modules together give reason to. */
export function commandsView(modules: readonly ModuleView[]): CommandsView {
  const having = (has: (module: ModuleView) => boolean): CommandModule[] =>
    modules.filter(has).map(({ name, schema }) => ({ name, schema, access: accessTo(name) }));
  return {
    sagas: having(({ has }) => has.sagas),
    redrive: having(({ has }) => has.redrive),
    unpark: having(({ has }) => has.unpark),
    readModels: modules.flatMap(({ name, projections }) =>
      projections.map(({ table }) => ({ table, access: accessTo(name) })),
    ),
  };
}

/** How code reaches the module among the others. */
export function accessTo(module: string): string {
  return /^[a-z_]\w*$/i.test(module) ? `.${module}` : `['${module}']`;
}
