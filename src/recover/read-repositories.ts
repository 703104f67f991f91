import type { FileFacts } from './facts/file-facts.ts';
import type { Resolver } from './link/program.ts';
import { generatedModules } from './inventory/generated-modules.ts';
import { fastifyPlugins, toolsOfPackage } from './inventory/starts.ts';
import type { Inventory } from './inventory/unit.ts';
import { OPENAPI, type ModuleTarget } from './link/resolve-module.ts';
import type { PackageJson } from './manifests/package-json.ts';
import { readFacts, type ReadFacts } from './read-facts.ts';
import { inRepository, type JoinedRepositories } from './sources/repositories.ts';

/** Reads the facts of each repository by itself, and lets packages that one publishes be imported by the others. */
export function readRepositories(joined: JoinedRepositories, { manifests, units }: Inventory): ReadFacts {
  const { packages, openApi } = manifests;
  const byRepository = new Map<string, PackageJson[]>(joined.members.map(({ name }) => [name, []]));
  for (const one of packages) byRepository.get(joined.repositoryOf(one.folder))?.push(one);
  const read = joined.members.map(({ name, tree }) => {
    const inside = (path: string): string => (name === '' ? path : path.slice(name.length + 1) || '.');
    const known = (byRepository.get(name) ?? []).map((item) => ({ ...item, folder: inside(item.folder) }));
    const own = known.map((item) => ({
      dir: item.folder,
      name: isItsOwn(item) ? (item.name ?? undefined) : undefined,
      entries: [...(item.main === null ? [] : [item.main]), ...(item.exportTargets.get('.') ?? [])],
      exports: item.exportTargets,
      imports: item.importTargets,
    }));
    const documents = openApi
      .filter(({ file }) => joined.repositoryOf(file) === name)
      .map((item) => ({ ...item, file: inside(item.file) }));
    const generated = generatedModules(documents, known, tree.files, (file) => tree.read(file));
    const entries = units.filter((unit) => unit.repository === name).flatMap((unit) => unit.entryFiles.map(inside));
    const files = new Set(tree.files);
    const tools = known.flatMap((item) => toolsOfPackage(files, item));
    const plugins = known.flatMap((item) => fastifyPlugins(files, item));
    return { name, ...readFacts(tree, own, generated, entries, tools), plugins };
  });
  const [only] = read;
  if (only?.name === '') return only;
  const facts = new Map<string, FileFacts>();
  for (const one of read)
    for (const [path, own] of one.facts) {
      const file = inRepository(one.name, path);
      facts.set(file, { ...own, file });
    }
  return {
    facts,
    resolver: new RepositoriesResolver(
      new Map(read.map((one) => [one.name, one.resolver])),
      publishers(joined, packages),
    ),
    gaps: read.flatMap(({ name, gaps }) => gaps.map((gap) => ({ ...gap, file: inRepository(name, gap.file) }))),
    seen: read.reduce((sum, one) => sum + one.seen, 0),
    excluded: read.reduce((sum, one) => sum + one.excluded, 0),
    plugins: read.flatMap((one) => one.plugins.map((file) => inRepository(one.name, file))),
  };
}

// A package that depends on another of its own name (a service called "express") never means itself by it.
function isItsOwn({ name, dependencies }: PackageJson): boolean {
  const version = name === null ? undefined : dependencies.get(name);
  return version === undefined || /^(?:workspace|file|link|portal):/.test(version);
}

/**
 * The repository that makes each package that others can install. Names without a scope count only with `exports`:
 * whoever calls a service `redis` does not publish the library of that name. A name that several make means none of them.
 */
function publishers(joined: JoinedRepositories, packages: readonly PackageJson[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const unclear = new Set<string>();
  for (const { name, folder, exports, ...item } of packages) {
    if (name === null || item.private || !(name.startsWith('@') || exports)) continue;
    if (found.has(name)) unclear.add(name);
    found.set(name, joined.repositoryOf(folder));
  }
  return new Map([...found].filter(([name]) => !unclear.has(name)));
}

class RepositoriesResolver implements Resolver {
  private readonly members: ReadonlyMap<string, Resolver>;
  private readonly publishers: ReadonlyMap<string, string>;

  constructor(members: ReadonlyMap<string, Resolver>, makers: ReadonlyMap<string, string>) {
    this.members = members;
    this.publishers = makers;
  }

  resolve(from: string, specifier: string): ModuleTarget {
    const at = from.indexOf('/');
    const own = from.slice(0, at);
    const target = this.resolveIn(own, from.slice(at + 1), specifier);
    if ('file' in target) return target;
    const maker = this.publishers.get(target.pkg);
    if (maker === undefined || maker === own) return target;
    const made = this.resolveIn(maker, 'package.json', specifier);
    return 'file' in made ? made : target;
  }

  get dirs(): readonly string[] {
    return [...this.members].flatMap(([name, member]) => member.dirs.map((dir) => inRepository(name, dir)));
  }

  packageOf(file: string): string {
    const { name, member, path } = this.memberOf(file);
    return inRepository(name, member?.packageOf(path) ?? '.');
  }

  file(path: string): string | undefined {
    const { name, member, path: inside } = this.memberOf(path);
    const found = member?.file(inside);
    return found === undefined ? undefined : inRepository(name, found);
  }

  private memberOf(path: string): { name: string; member: Resolver | undefined; path: string } {
    const at = path.indexOf('/');
    const name = at < 0 ? path : path.slice(0, at);
    return { name, member: this.members.get(name), path: at < 0 ? '.' : path.slice(at + 1) };
  }

  private resolveIn(name: string, from: string, specifier: string): ModuleTarget {
    const target = this.members.get(name)?.resolve(from, specifier) ?? { pkg: specifier, sub: '' };
    if ('file' in target) return { file: inRepository(name, target.file) };
    if (!target.pkg.startsWith(OPENAPI)) return target;
    return { ...target, pkg: `${OPENAPI}${inRepository(name, target.pkg.slice(OPENAPI.length))}` };
  }
}
