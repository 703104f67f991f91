import type { Evidence } from '../../model/system.ts';
import { startedBy, type Started } from '../manifests/command.ts';
import type { PackageJson } from '../manifests/package-json.ts';
import { folderOf, joinPath, resolvePath } from '../manifests/paths.ts';
import { mainFile, resolveEntry } from './entry-files.ts';
import { roleOf } from './role.ts';

// Scripts that build, check or prepare; what they start is no service.
const NO_START =
  /^(?:(?:pre|post)?(?:test|build|lint|install|publish|pack|commit|version)|prepare|typeorm|prisma|sequelize|knex|mikro-orm|seed|migrat\w*|db|database|generat\w*|gen|codegen|e2e|load|bench\w*|docs?|release|clean|format|cover\w*|cli|scripts?|data|setup|deploy|create|init|schema|proto\w*|openapi|swagger|storybook|typecheck|tsc|compile|bundle|sync|update|check|ci|audit|import|export|backup|fixtures?|mocks?|smoke|stress|perf|populate|reset|drop|eject|analy[sz]e|husky|lint-staged|deps|config|env|i18n|translations?)(?:$|[:\-_.])|[:\-_.](?:test|tests|e2e|seed|migrate|migration|lint|build|docs|mock|mocks|cli|codegen|generate)(?:$|[:\-_.])/i;

/** One program that a command line starts in a folder. */
export interface Start {
  readonly started: Started;
  /** The source file, when it is told and there. */
  readonly entry: string | undefined;
  readonly evidence: Evidence;
}

/** What the start scripts of a package start; scripts that only call others are resolved where those stand. */
export function startsOfPackage(files: ReadonlySet<string>, pkg: PackageJson): Start[] {
  const starts: Start[] = [];
  for (const [name, { value, evidence }] of pkg.scripts) {
    if (NO_START.test(name)) continue;
    for (const started of startedBy(value)) {
      if (started.kind === 'script') continue;
      const start = toStart(files, pkg.folder, pkg, started, evidence);
      if (start !== undefined) starts.push(start);
    }
  }
  const framework = pkg.scripts.size === 0 ? configured(files, pkg) : undefined;
  if (framework !== undefined)
    starts.push({ started: { kind: 'framework', tool: framework }, entry: undefined, evidence: pkg.evidence });
  return starts;
}

// A workspace tool starts a front end by its configuration, without a script.
function configured(files: ReadonlySet<string>, pkg: PackageJson): string | undefined {
  return ['next', 'nuxt'].find(
    (tool) =>
      pkg.dependencies.has(tool) &&
      ['js', 'ts', 'mjs', 'cjs'].some((ending) => files.has(joinPath(pkg.folder, `${tool}.config.${ending}`))),
  );
}

/** Source files that scripts of a package start to build, fill, check or prepare something: by hand, beside what serves. */
export function toolsOfPackage(files: ReadonlySet<string>, pkg: PackageJson): string[] {
  return [...pkg.scripts].flatMap(([name, { value, evidence }]) =>
    NO_START.test(name)
      ? startedBy(value).flatMap((started) => toStart(files, pkg.folder, pkg, started, evidence)?.entry ?? [])
      : [],
  );
}

/** Source files whose exported plugin a script of the package hands to `fastify start`. */
export function fastifyPlugins(files: ReadonlySet<string>, pkg: PackageJson): string[] {
  return [...pkg.scripts].flatMap(([name, { value, evidence }]) =>
    NO_START.test(name) || !/\bfastify(?:-cli)?\s+start\b/.test(value)
      ? []
      : startedBy(value).flatMap((started) => toStart(files, pkg.folder, pkg, started, evidence)?.entry ?? []),
  );
}

/** What a command line starts in `folder`, package scripts looked up in the nearest package. */
export function startsOfCommand(
  files: ReadonlySet<string>,
  packages: ReadonlyMap<string, PackageJson>,
  folder: string,
  command: string,
  evidence: Evidence,
  depth = 0,
): Start[] {
  return startedBy(command).flatMap((started) => {
    if (started.kind !== 'script') return toStart(files, folder, nearest(packages, folder), started, evidence) ?? [];
    const pkg =
      started.workspace === null ? nearest(packages, folder) : workspaceOf(packages, folder, started.workspace);
    const script = pkg?.scripts.get(started.script);
    if (pkg === undefined || script === undefined || depth > 4) return [];
    return startsOfCommand(files, packages, pkg.folder, script.value, script.evidence, depth + 1);
  });
}

function toStart(
  files: ReadonlySet<string>,
  folder: string,
  pkg: PackageJson | undefined,
  started: Started,
  evidence: Evidence,
): Start | undefined {
  if (started.kind !== 'node') return { started, entry: undefined, evidence };
  const entry =
    started.entry === '.' || started.entry === './'
      ? pkg && mainFile(files, pkg)
      : (resolveEntry(files, folder, started.entry) ?? (pkg && resolveEntry(files, pkg.folder, started.entry)));
  const role = entry === undefined ? 'production' : roleOf(entry);
  return role === 'production' || role === 'generated' ? { started, entry, evidence } : undefined;
}

function nearest(packages: ReadonlyMap<string, PackageJson>, folder: string): PackageJson | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const pkg = packages.get(at);
    if (pkg !== undefined || at === '.') return pkg;
  }
}

function workspaceOf(
  packages: ReadonlyMap<string, PackageJson>,
  folder: string,
  name: string,
): PackageJson | undefined {
  const path = resolvePath(folder, name);
  return (
    (path === null ? undefined : packages.get(path)) ??
    [...packages.values()].find((pkg) => pkg.name === name || pkg.name?.endsWith(`/${name}`) === true)
  );
}
