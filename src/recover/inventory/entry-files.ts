import type { PackageJson } from '../manifests/package-json.ts';
import { baseOf, folderOf, isInside, joinPath, resolvePath } from '../manifests/paths.ts';
import { roleOf } from './role.ts';

const OUTPUT = /^(?:dist|build|lib|out|output|compiled|\.build|target|esm|cjs|release|bin|js|es|prod|_build|built)$/;
const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/**
 * The source file that a command's entry stands for, seen from `folder`: extensions are added, and compiled output (`dist/main.js`) is traced
 * to its source. Undefined when no such file is there.
 */
export function resolveEntry(files: ReadonlySet<string>, folder: string, entry: string): string | undefined {
  const path = resolvePath(folder, entry.replace(/^file:/, ''));
  if (path === null) return undefined;
  const inside = isInside(path, folder) && folder !== '.' ? path.slice(folder.length + 1) : path;
  const [first = '', ...rest] = inside.split('/');
  const candidates: string[] = [];
  if (OUTPUT.test(first) && rest.length > 0) {
    const below = rest.join('/');
    candidates.push(`src/${below}`, below, `app/${below}`, `${folderOf(below)}/src/${baseOf(below)}`);
    // A bundler drops folders: `dist/main.js` of `apps/orders` built from the workspace's root.
    if (rest.length > 1)
      candidates.push(`src/${rest.slice(1).join('/')}`, `${rest.slice(0, -1).join('/')}/src/${rest.at(-1) ?? ''}`);
  }
  candidates.push(inside);
  for (const candidate of candidates) {
    const found = withExtension(files, joinPath(folder, candidate.replace(/^\.\//, '')));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file that `node .` starts in a package. */
export function mainFile(files: ReadonlySet<string>, pkg: PackageJson): string | undefined {
  for (const main of [pkg.main, 'index', 'src/index', 'server', 'app', 'src/main', 'src/server', 'src/app']) {
    const found = main === null ? undefined : resolveEntry(files, pkg.folder, main);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Folder of the program that an entry file starts: its own folder without trailing `src`, `bin` and the like. */
export function programFolder(entry: string): string {
  let folder = folderOf(entry);
  while (/^(?:src|source|bin|lib|app|dist|main)$/.test(baseOf(folder)) && folder !== '.') folder = folderOf(folder);
  return folder;
}

function withExtension(files: ReadonlySet<string>, path: string): string | undefined {
  const bare = path.replace(/\.[cm]?[jt]sx?$/, '');
  const options = [
    ...EXTENSIONS.map((one) => `${bare}${one}`),
    path,
    ...EXTENSIONS.map((one) => `${path}/index${one}`),
  ];
  return options.find((option) => files.has(option) && !/\.d\.[cm]?ts$/.test(option) && roleOf(option) !== 'vendored');
}
