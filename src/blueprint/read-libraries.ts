import type { Blueprint, LibrarySpec, ServiceSpec } from './blueprint.ts';
import { oneOf, type Cursor } from './cursor.ts';
import { MONOLITH_FOLDER } from './deployed-model.ts';
import { flawOfFolder, flawOfKebabName } from './names.ts';
import { readNames } from './read-names.ts';
import { readOwner } from './read-surroundings.ts';

/** A library as it is read, and where its name and its folder stand. */
export interface LibraryDraft extends LibrarySpec {
  readonly cursor: Cursor;
  /** Undefined where the folder follows the name. */
  readonly given: Cursor | undefined;
}

/** Reads `libraries`: each by itself. `owner` is that of the system. */
export function readLibraries(cursor: Cursor | undefined, owner: string | null): readonly LibraryDraft[] {
  const entries = cursor && cursor.value !== null ? cursor.asMap('libraries') : undefined;
  return [...(entries ?? [])].map(([name, entry]) => readLibrary(name, entry, owner));
}

function readLibrary(name: string, cursor: Cursor, owner: string | null): LibraryDraft {
  cursor.check(name, flawOfKebabName(name), true);
  const entries = cursor.value === null ? undefined : cursor.asMap(`the library "${name}"`, ['path', 'owner']);
  const given = entries?.get('path');
  const own = { name, owner: readOwner(entries?.get('owner')) ?? owner, cursor, given };
  const path = given?.asString('path');
  if (given === undefined || path === undefined) return { ...own, path: `libs/${name}` };
  if (path === '.') given.fail('a library cannot lie in the root, where the files of the whole system are', folderHelp);
  else given.check(path, flawOfFolder(path));
  return { ...own, path: path.replace(/\/+$/, '') };
}

const folderHelp = 'leave "path" out for libs/<name>, or name a folder';

/** `uses` of a service: names of libraries, each of which is declared. */
export function readUses(list: Cursor | undefined, libraries: readonly LibrarySpec[]): readonly string[] {
  const names = libraries.map(({ name }) => name);
  const uses = readNames(list, 'uses', () => undefined);
  for (const { name, cursor } of uses) {
    if (names.includes(name)) continue;
    const declare = 'declare it under "libraries", or with "archwright new library"';
    cursor.fail(`there is no library "${name}"`, names.length === 0 ? declare : oneOf(name, names, 'libraries'));
  }
  return uses.map(({ name }) => name).filter((name) => names.includes(name));
}

/** Notes a mistake for each library whose package or folder is that of something else. */
export function checkLibraries(
  libraries: readonly LibraryDraft[],
  services: readonly ServiceSpec[],
  system: Blueprint['system'],
): void {
  const monolith = system.shape === 'modular-monolith' && services.some(({ standalone }) => !standalone);
  const names = new Map(services.map(({ name }) => [plain(name), `the service "${name}"`]));
  if (monolith) names.set(plain(system.name), `the monolith "${system.name}"`);
  const folders = services
    .filter(({ existing, path }) => existing === null || path !== '.')
    .map(({ name, path }) => ({ path, of: `"${name}"` }));
  if (monolith) folders.push({ path: MONOLITH_FOLDER, of: 'the monolith' });
  for (const { name, path, cursor, given } of libraries) {
    const twin = names.get(plain(name));
    if (twin !== undefined)
      cursor.fail(`"${name}" would be the package of ${twin}, too`, 'give one of them another name', true);
    names.set(plain(name), `the library "${name}"`);
    const shared = folders.find((folder) => isWithin(path, folder.path) || isWithin(folder.path, path));
    // Folders that follow the names are told with the names.
    if (shared !== undefined && (given !== undefined || twin === undefined))
      (given ?? cursor).fail(
        `the folder "${path}" shares files with "${shared.path}" of ${shared.of}`,
        'give each library a folder of its own',
        given === undefined,
      );
    folders.push({ path, of: `"${name}"` });
  }
}

/** The libraries without where they stand. */
export function librarySpecs(drafts: readonly LibraryDraft[]): readonly LibrarySpec[] {
  return drafts.map(({ name, path, owner }) => ({ name, path, owner }));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function isWithin(path: string, folder: string): boolean {
  return `${path.toLowerCase()}/`.startsWith(`${folder.toLowerCase()}/`);
}
