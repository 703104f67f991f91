import { parseJson } from '../io/json.ts';
import type { CoverageGap } from '../model/system.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { byHand } from './inventory/by-hand.ts';
import { bundledForBrowsers } from './inventory/bundled-folders.ts';
import { keptOutOfImages } from './inventory/docker-ignored.ts';
import { exampleFolders } from './inventory/examples.ts';
import type { GeneratedModules } from './inventory/generated-modules.ts';
import { isSource, roleAmong, roleOf } from './inventory/role.ts';
import { isInside } from './manifests/paths.ts';
import type { Resolver } from './link/program.ts';
import { ModuleResolver, type PackageEntry } from './link/resolve-module.ts';
import { ParserMissing, type SourceTree } from './sources/source-tree.ts';

export interface ReadFacts {
  readonly facts: ReadonlyMap<string, FileFacts>;
  readonly resolver: Resolver;
  readonly gaps: readonly CoverageGap[];
  readonly seen: number;
  readonly excluded: number;
  /** Files whose exported plugin fastify-cli starts. */
  readonly plugins: readonly string[];
}

interface Reading {
  readonly tree: SourceTree;
  readonly facts: Map<string, FileFacts>;
  readonly gaps: CoverageGap[];
}

/**
 * Facts of all production source files, and of the JSON files that they import. Files that cannot be read are gaps.
 * `started` are the files that manifests start, whatever their folders are called; `tools` those that scripts run by hand.
 */
export function readFacts(
  tree: SourceTree,
  packages: readonly PackageEntry[],
  generated?: GeneratedModules,
  started: readonly string[] = [],
  tools: readonly string[] = [],
): ReadFacts {
  const { files } = tree;
  const reading: Reading = { tree, facts: new Map(), gaps: [] };
  const scripts = started.filter((file) => isScript(tree, file));
  const sources = [...files.filter(isSource), ...scripts];
  const examples = exampleFolders(files);
  const isExample = (file: string): boolean => examples.some((folder) => isInside(file, folder));
  const isByHand = byHand(started, tools);
  for (const file of productionSources(tree, reading.gaps))
    if (!isExample(file) && !isByHand(file) && !generated?.kept(file)) addSource(reading, file);
  for (const file of scripts) addSource(reading, file);
  const resolver = new ModuleResolver(
    new Set([...sources, ...files.filter((file) => file.endsWith('.json'))]),
    packages,
    configs(reading),
    generated,
  );
  addImported(reading, resolver, [...reading.facts.keys()], (file) => isExample(file) || isByHand(file));
  addJson(reading, resolver);
  const { facts, gaps } = reading;
  const excluded = sources.filter((file) => !facts.has(file)).length;
  return { facts, resolver, gaps, seen: sources.length, excluded, plugins: [] };
}

// `node ./bin/www`: a program whose name has no ending is JavaScript when node runs it.
function isScript(tree: Pick<SourceTree, 'files' | 'read'>, file: string): boolean {
  if (isSource(file) || /\.[^/]*$/.test(file) || !tree.files.includes(file)) return false;
  const [, interpreter] = /^#!(.*)/.exec(readSafely(tree, file, []) ?? '#!unreadable') ?? [];
  return interpreter === undefined || /\bnode\b/.test(interpreter);
}

/** Source files that run in production as far as their paths tell, that no `.dockerignore` names, and that no browser runs. */
export function productionSources(tree: Pick<SourceTree, 'files' | 'read'>, gaps: CoverageGap[]): readonly string[] {
  const keptOut = keptOutOfImages(tree.files, (file) => readSafely(tree, file, gaps) ?? '');
  const bundled = bundledForBrowsers(tree.files);
  const all = new Set(tree.files);
  return tree.files.filter(
    (file) => isSource(file) && roleAmong(all, file) === 'production' && !keptOut.has(file) && !bundled.has(file),
  );
}

function addSource({ tree, facts, gaps }: Reading, file: string): void {
  const { facts: found, problem } = safely(file, gaps, () => tree.facts(file)) ?? {};
  if (problem) gaps.push({ file, ...problem });
  if (found) facts.set(file, found);
}

// Migrations, seeds, scripts, generated code and examples that production code imports run in production.
function addImported(
  reading: Reading,
  resolver: Resolver,
  from: readonly string[],
  isAside: (file: string) => boolean,
): void {
  const { facts } = reading;
  const queue = [...from];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const specifier of facts.get(file)?.imports ?? []) {
      const target = resolver.resolve(file, specifier);
      if ('file' in target && isRunWhenImported(facts, target.file, isAside)) {
        addSource(reading, target.file);
        queue.push(target.file);
      }
    }
  }
}

function isRunWhenImported(facts: Reading['facts'], file: string, isAside: (file: string) => boolean): boolean {
  if (facts.has(file) || !isSource(file)) return false;
  return isAside(file) || /^(migration|seed|tooling|generated)$/.test(roleOf(file));
}

function readSafely(tree: Pick<SourceTree, 'read'>, file: string, gaps: CoverageGap[]): string | undefined {
  return safely(file, gaps, () => tree.read(file));
}

function safely<T>(file: string, gaps: CoverageGap[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParserMissing) throw error;
    const why = error instanceof Error ? error.message.split(',')[0] : String(error);
    gaps.push({ file, line: 0, column: 0, reason: `cannot be read: ${why}` });
    return undefined;
  }
}

function configs({ tree, gaps }: Reading): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of tree.files) {
    if (!/(^|\/)(tsconfig[\w.-]*|jsconfig)\.json$/.test(file)) continue;
    const text = readSafely(tree, file, gaps);
    if (text === undefined) continue;
    found.set(file, text);
    const { problem } = parseJson(text);
    if (problem) gaps.push({ file, line: problem.line, column: problem.column, reason: `JSON: ${problem.reason}` });
  }
  return found;
}

const NODE_CONFIG =
  /(^|\/)config\/(?:default|production|prod|development|custom-environment-variables)\.(?:json5?|ya?ml)$/;

// The default place of the configuration of Sequelize, whose boilerplate loads it by a path that it works out.
const SEQUELIZE_CONFIG = /(^|\/)config\/config\.json$/;

// An imported JSON file is a module whose only export is its value; node-config reads its folder without an import.
function addJson({ tree, facts, gaps }: Reading, resolver: Resolver): void {
  const wanted = new Set(tree.files.filter((file) => NODE_CONFIG.test(file) || SEQUELIZE_CONFIG.test(file)));
  for (const [file, { imports }] of facts) {
    for (const specifier of imports) {
      if (!specifier.endsWith('.json') && !specifier.startsWith('.')) continue;
      const target = resolver.resolve(file, specifier);
      if ('file' in target && target.file.endsWith('.json')) wanted.add(target.file);
    }
  }
  for (const file of [...wanted].sort()) addSource({ tree, facts, gaps }, file);
}
