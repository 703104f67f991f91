import { posix } from 'node:path';
import { parseJson } from '../../io/json.ts';

/** What a tsconfig.json says of specifiers: `baseUrl` and `paths`. */
export interface PathAliases {
  readonly dir: string;
  /** Folder that bare specifiers may start from. */
  readonly base: string | undefined;
  /** Folder that the targets of `paths` start from. */
  readonly pathsFrom: string;
  readonly paths: readonly {
    readonly prefix: string;
    readonly suffix: string;
    readonly exact: boolean;
    readonly targets: readonly string[];
  }[];
}

/** The aliases of all tsconfig files, those of the deepest folders first. */
export function readAliases(configs: ReadonlyMap<string, string>): PathAliases[] {
  const found: PathAliases[] = [];
  for (const file of [...configs.keys()].sort()) {
    const options = compilerOptions(configs, file, new Set());
    if (options) found.push(options);
  }
  return found.sort((a, b) => (b.dir === '.' ? 0 : b.dir.length) - (a.dir === '.' ? 0 : a.dir.length));
}

interface TsConfig {
  readonly extends?: unknown;
  readonly compilerOptions?: { readonly baseUrl?: unknown; readonly paths?: unknown };
}

// `extends` is followed inside the repository only; a circle ends it. What a file does not say, the last parent that does says.
function compilerOptions(
  configs: ReadonlyMap<string, string>,
  file: string,
  seen: ReadonlySet<string>,
): PathAliases | undefined {
  const source = configs.get(file);
  if (source === undefined || seen.has(file)) return undefined;
  const config = parseJson(source).value as TsConfig | null | undefined;
  const dir = posix.dirname(file);
  const inherited = parentsOf(config?.extends)
    .map((parent) => compilerOptions(configs, posix.join(dir, parent), new Set([...seen, file])))
    .filter((options) => options !== undefined);
  const own = config?.compilerOptions;
  const base =
    typeof own?.baseUrl === 'string' ? posix.join(dir, own.baseUrl) : inherited.findLast((one) => one.base)?.base;
  const paths = pathsOf(own?.paths);
  const parent = inherited.findLast((one) => one.paths.length > 0);
  if (paths.length > 0) return { dir, base, pathsFrom: base ?? dir, paths };
  if (parent) return { dir, base, pathsFrom: parent.pathsFrom, paths: parent.paths };
  return base === undefined ? undefined : { dir, base, pathsFrom: base, paths: [] };
}

function parentsOf(value: unknown): string[] {
  return [value]
    .flat()
    .filter((parent): parent is string => typeof parent === 'string' && parent.startsWith('.'))
    .map((parent) => (parent.endsWith('.json') ? parent : `${parent}.json`));
}

// As TypeScript does, names without a star come first, then longer prefixes.
function pathsOf(value: unknown): PathAliases['paths'] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .flatMap(([pattern, targets]: [string, unknown]) => {
      if (!Array.isArray(targets)) return [];
      const [prefix = '', suffix = ''] = pattern.split('*');
      const exact = !pattern.includes('*');
      return [{ prefix, suffix, exact, targets: targets.filter((target) => typeof target === 'string') }];
    })
    .sort((a, b) => Number(b.exact) - Number(a.exact) || b.prefix.length - a.prefix.length);
}
