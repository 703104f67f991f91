import picomatch from 'picomatch';
import { isBrowserPackage, isRenderingPackage, isServerPackage } from '../../recover/inventory/package-kinds.ts';
import type { PackageJson } from '../../recover/manifests/package-json.ts';
import { baseOf, folderOf, isInside, joinPath } from '../../recover/manifests/paths.ts';
import { UserError } from '../../util/user-error.ts';

/** A part of a system that could be deployed alone: a folder with production code. */
export interface Module {
  /** Its folder's name, with parents in front where two folders have the same name. */
  readonly name: string;
  readonly folder: string;
  readonly lines: number;
  /** How it was recognised, in words: `package`, `Nest module`, `folder of src/modules`. */
  readonly by: string;
}

/** What modules are looked for in. */
export interface Grounds {
  /** Production source files. */
  readonly files: readonly { readonly file: string; readonly lines: number }[];
  readonly packages: readonly PackageJson[];
}

// Folders whose children are modules, whatever they are called.
const CONTAINER =
  /^(?:modules|domains?|features|contexts|bounded-contexts|areas|slices|components|bundles|plugins|apps)$/i;
// Folders by what their files are technically, or that everybody shares: no part of the domain.
const TECHNICAL =
  /^(?:src|app|lib|libs?|dist|build|utils?|utilities|helpers?|common|commons|shared|core|kernel|base|infra(?:structure)?|config(?:s|uration)?|constants?|types?|typings|interfaces?|enums?|dtos?|errors?|exceptions?|logs?|logger|logging|middlewares?|guards?|pipes?|filters?|interceptors?|decorators?|controllers?|routes?|routers?|handlers?|services?|providers?|repositor(?:y|ies)|models?|entit(?:y|ies)|schemas?|db|database|databases|dao|data|persistence|orm|typeorm|prisma|sequelize|mongo|mongoose|redis|api|rest|graphql|resolvers?|grpc|http|server|web|views?|templates?|public|assets|static|jobs?|workers?|queues?|events?|listeners?|subscribers?|cron|tasks|cli|commands?|bin|scripts?|tools|test|tests|testing|mocks?|i18n|locales?|loaders?|bootstrap|startup|health|metrics|monitoring|telemetry|swagger|docs|validators?|validations?|serializers?|transformers?|adapters?|ports|clients?|domain|application|presentation|modules?|features?|plugins?|vendor|generated|migrations?|seeds?)$/i;

const FEWEST = 3;
const COVERED = 0.4;
// A package that holds this share of the code is looked into: its folders say more than itself.
const WHOLE = 0.5;

/** True for a name that says how code is written, not what it is about: `utils`, `controllers`. */
export function isTechnicalName(name: string): boolean {
  return TECHNICAL.test(name);
}

/**
 * The modules of a system: packages of a workspace, modules of Nest, children of folders such as `src/modules`, or the
 * folders under `src` that are about something. `globs` name their folders instead. Sorted by folder; empty where nothing
 * is cut. Throws UserError when globs match no folder with code.
 */
export function findModules(all: Grounds, globs: readonly string[] = []): readonly Module[] {
  if (globs.length > 0) return named(byGlobs(all, globs), all);
  const grounds = withoutFrontEnds(all);
  const packages = packageFolders(grounds);
  const outer = packages.length >= 2 ? packages : [];
  const whole = linesUnder(grounds, '.');
  const large = outer.find((one) => linesUnder(grounds, one.folder) > whole * WHOLE)?.folder;
  const scope = outer.length === 0 ? '.' : large;
  const inner = scope === undefined ? [] : foldersIn(grounds, scope);
  if (inner.length < FEWEST) return named(outer.length === 0 ? inner : outer, grounds);
  return named([...outer.filter(({ folder }) => folder !== scope), ...inner], grounds);
}

// Folders of a front end are about something as well, but nobody deploys a chart as a service. A file belongs to the
// innermost package around it; a package in the root may hold both ends.
function withoutFrontEnds({ files, packages }: Grounds): Grounds {
  const isFront = new Map(packages.map((one) => [one.folder, one.folder !== '.' && isFrontEnd(one)]));
  const kept = files.filter(({ file }) => {
    const home = ancestors(folderOf(file)).find((folder) => isFront.has(folder));
    return home === undefined || isFront.get(home) === false;
  });
  return { files: kept, packages };
}

interface Found {
  readonly folder: string;
  readonly by: string;
}

function byGlobs({ files }: Grounds, globs: readonly string[]): Found[] {
  const matches = picomatch(globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, '')));
  const folders = new Set(files.flatMap(({ file }) => ancestors(folderOf(file))));
  const found = [...folders]
    .filter((folder) => matches(folder))
    .map((folder) => ({ folder, by: 'named by --modules' }));
  if (found.length > 0) return found;
  throw new UserError(`--modules ${globs.join(' ')}: no folder with code has such a path`, {
    help: 'the paths are those of folders, relative to the root: --modules "src/modules/*"',
  });
}

// What runs in a browser is no part of the back end; what has no code of its own only configures.
function packageFolders(grounds: Grounds): Found[] {
  const { packages } = grounds;
  const root = packages.find(({ folder }) => folder === '.');
  const patterns = (root?.workspaces ?? []).filter((one) => !one.startsWith('!'));
  const listed = patterns.length === 0 ? () => true : picomatch(patterns.map((one) => one.replace(/^\.\/|\/+$/g, '')));
  return packages
    .filter((one) => one.folder !== '.' && listed(one.folder) && !isFrontEnd(one) && linesOf(grounds, one.folder) > 0)
    .map(({ folder }) => ({ folder, by: 'package' }));
}

/** Whether a package is built for browsers. */
export function isFrontEnd({ dependencies, devDependencies }: PackageJson): boolean {
  const names = [...dependencies.keys()];
  if (names.some((name) => isServerPackage(name))) return false;
  return [...names, ...devDependencies.keys()].some((name) => isBrowserPackage(name) || isRenderingPackage(name));
}

// Of the ways to cut a folder the first that leaves little outside; otherwise the one that leaves the least.
function foldersIn(grounds: Grounds, scope: string): Found[] {
  const all = linesUnder(grounds, scope);
  const ways = [inContainers(grounds, scope), nestModules(grounds, scope), domainFolders(grounds, scope)];
  const usable = ways
    .filter((found) => found.length >= FEWEST)
    .map((found) => ({ found, share: found.reduce((sum, one) => sum + linesUnder(grounds, one.folder), 0) / all }));
  const best = usable.find(({ share }) => share >= COVERED) ?? usable.toSorted((a, b) => b.share - a.share)[0];
  return best?.found ?? [];
}

function inContainers({ files }: Grounds, scope: string): Found[] {
  const found = new Map<string, Found>();
  for (const { file } of files) {
    if (!isInside(file, scope)) continue;
    const path = segmentsBelow(file, scope);
    const at = path.findIndex((name, index) => CONTAINER.test(name) && index < path.length - 2);
    if (at < 0) continue;
    const container = joinPath(scope, path.slice(0, at + 1).join('/'));
    const folder = `${container}/${path[at + 1] ?? ''}`;
    found.set(folder, { folder, by: `folder of ${container}` });
  }
  return withoutTechnical([...found.values()]);
}

// The module that starts the application stands above the others; nested ones belong to what they are in.
function nestModules({ files }: Grounds, scope: string): Found[] {
  const folders = files
    .filter(
      ({ file }) => isInside(file, scope) && /\.module\.[jt]s$/.test(file) && !/^app\.module\./.test(baseOf(file)),
    )
    .map(({ file }) => folderOf(file))
    .filter((folder) => folder !== scope && !/^(?:src|app)$/.test(baseOf(folder)));
  const outermost = [...new Set(folders)].filter(
    (one) => !folders.some((other) => other !== one && isInside(one, other)),
  );
  return withoutTechnical(outermost.map((folder) => ({ folder, by: 'Nest module' })));
}

function domainFolders({ files }: Grounds, scope: string): Found[] {
  const bases = ['src', 'app', 'lib', 'server', 'src/app', 'src/server', 'app/src'].map((name) =>
    joinPath(scope, name),
  );
  for (const base of [...bases, scope]) {
    const folders = new Set(
      files.flatMap(({ file }) => {
        const path = isInside(file, base) ? segmentsBelow(file, base) : [];
        return path.length < 2 ? [] : [joinPath(base, path[0] ?? '')];
      }),
    );
    const found = withoutTechnical([...folders].map((folder) => ({ folder, by: `folder of ${base}` })));
    if (found.length >= FEWEST) return found;
  }
  return [];
}

function withoutTechnical(found: readonly Found[]): Found[] {
  return found.filter(({ folder }) => !isTechnicalName(baseOf(folder)));
}

function named(found: readonly Found[], grounds: Grounds): readonly Module[] {
  const folders = [...new Map(found.map((one) => [one.folder, one])).values()];
  return folders
    .map(({ folder, by }) => ({
      name: nameAmong(folder, folders),
      folder,
      by,
      lines: linesOf(grounds, folder, folders),
    }))
    .filter(({ lines }) => lines > 0)
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

// As much of the path as tells it from the others.
function nameAmong(folder: string, all: readonly Found[]): string {
  const parts = folder.split('/');
  for (let length = 1; length < parts.length; length++) {
    const name = parts.slice(-length).join('/');
    if (!all.some((one) => one.folder !== folder && `/${one.folder}`.endsWith(`/${name}`))) return name;
  }
  return folder;
}

function linesUnder({ files }: Grounds, folder: string): number {
  return files.reduce((sum, { file, lines }) => (isInside(file, folder) ? sum + lines : sum), 0);
}

// A package inside another one has its own lines.
function linesOf(grounds: Grounds, folder: string, among: readonly Found[] = []): number {
  const inner = among.filter((one) => one.folder !== folder && isInside(one.folder, folder));
  return inner.reduce((lines, one) => lines - linesUnder(grounds, one.folder), linesUnder(grounds, folder));
}

function segmentsBelow(file: string, folder: string): string[] {
  return (folder === '.' ? file : file.slice(folder.length + 1)).split('/');
}

function ancestors(folder: string): string[] {
  return folder === '.' ? [] : [folder, ...ancestors(folderOf(folder))];
}

/** Says which module a file is in, the innermost one; undefined for files between modules. */
export function moduleIndex(modules: readonly Module[]): (file: string) => Module | undefined {
  const byFolder = new Map(modules.map((one) => [one.folder, one]));
  const known = new Map<string, Module | undefined>();
  const of = (folder: string): Module | undefined => {
    const own = byFolder.get(folder);
    if (own !== undefined || folder === '.') return own;
    if (!known.has(folder)) known.set(folder, of(folderOf(folder)));
    return known.get(folder);
  };
  return (file) => of(folderOf(file));
}
