import { posix } from 'node:path';
import { isSource, roleOf } from './role.ts';

const BUNDLER = /^(?:webpack|rspack|vite|rollup|esbuild|parcel|snowpack|rsbuild)(?:[.-][\w-]+)*\.[cm]?[jt]s$/;
const FRONT_END = /(?:^|\/)(?:frontend|front-end|browser)(?=\/)/g;
const CLIENT = /(?:^|\/)client(?=\/)/g;

/**
 * Files that a package bundles for browsers and serves beside its own server code: a front-end folder (or a `client` next to a
 * `server`) without a package of its own, in a package that has a bundler's configuration and code elsewhere.
 */
export function bundledForBrowsers(files: readonly string[]): ReadonlySet<string> {
  const packages = new Set(
    files.filter((file) => posix.basename(file) === 'package.json').map((file) => posix.dirname(file)),
  );
  const bundling = new Set(
    files.filter((file) => BUNDLER.test(posix.basename(file))).map((file) => posix.dirname(file)),
  );
  const folders = new Set(files.flatMap((file) => ancestors(file)));
  const sources = files.filter(isSource);
  if (![...bundling].some((dir) => dir === '.' || packages.has(dir))) return new Set();
  const found = new Map<string, string[]>();
  const packageOf = nearestIn(packages);
  for (const file of sources) {
    const dir = packageOf(file);
    if (!bundling.has(dir)) continue;
    const inside = dir === '.' ? file : file.slice(dir.length + 1);
    if (isFrontEnd(inside, dir, folders)) found.set(dir, [...(found.get(dir) ?? []), file]);
  }
  const bundled = [...found].flatMap(([dir, own]) => (hasOtherCode(sources, packageOf, dir, new Set(own)) ? own : []));
  return new Set(bundled);
}

// The nearest of some folders that a file lies in; files of one folder share the answer.
function nearestIn(some: ReadonlySet<string>): (file: string) => string {
  const known = new Map<string, string>();
  return (file) => {
    const folder = posix.dirname(file);
    let nearest = known.get(folder);
    if (nearest === undefined) {
      nearest = ancestors(file).find((one) => some.has(one)) ?? '.';
      known.set(folder, nearest);
    }
    return nearest;
  };
}

// Folders from the nearest outwards.
function ancestors(file: string): string[] {
  const found: string[] = [];
  for (let at = posix.dirname(file); ; at = posix.dirname(at)) {
    found.push(at);
    if (at === '.' || at === '/') return found;
  }
}

function isFrontEnd(path: string, dir: string, folders: ReadonlySet<string>): boolean {
  if ([...path.matchAll(FRONT_END)].length > 0) return true;
  return [...path.matchAll(CLIENT)].some(({ index, 0: matched }) => {
    const parent = posix.join(dir, path.slice(0, index), matched.startsWith('/') ? '' : '.');
    return ['server', 'api', 'backend'].some((name) => folders.has(posix.join(parent, name)));
  });
}

function hasOtherCode(
  sources: readonly string[],
  packageOf: (file: string) => string,
  dir: string,
  own: ReadonlySet<string>,
): boolean {
  return sources.some(
    (file) =>
      packageOf(file) === dir && !own.has(file) && roleOf(file) === 'production' && !/\.config\.[cm]?[jt]s$/.test(file),
  );
}
