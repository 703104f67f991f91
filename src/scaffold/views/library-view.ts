import type { Blueprint, LibrarySpec } from '../../blueprint/blueprint.ts';

/** A library as templates need it. */
export interface LibraryView {
  readonly system: string;
  readonly name: string;
  /** What imports call it: `@shop/money`. */
  readonly package: string;
  readonly path: string;
  /** From its folder to the root, with a slash at the end. */
  readonly rootPath: string;
  /** Names of the services that use it. */
  readonly users: readonly string[];
  readonly owner: string | null;
}

/** The views of a blueprint's libraries, in the order of the file; with `names`, of those alone. */
export function libraryViews(
  { system, libraries, services }: Blueprint,
  names: readonly string[] = libraries.map(({ name }) => name),
): readonly LibraryView[] {
  return libraries
    .filter(({ name }) => names.includes(name))
    .map(({ name, path, owner }: LibrarySpec) => ({
      system: system.name,
      name,
      package: `@${system.name}/${name}`,
      path,
      rootPath: '../'.repeat(path.split('/').length),
      users: services.filter(({ uses }) => uses.includes(name)).map((service) => service.name),
      owner,
    }));
}
