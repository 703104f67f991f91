import { parseJson } from '../io/json.ts';
import type { CoverageGap } from '../model/system.ts';
import type { FileFacts } from './facts/file-facts.ts';
import { lowerFile } from './facts/lower-file.ts';
import { keptOutOfImages } from './inventory/docker-ignored.ts';
import { exampleFolders } from './inventory/examples.ts';
import { isSource, roleOf } from './inventory/role.ts';
import { isInside } from './manifests/paths.ts';
import { ModuleResolver, type PackageEntry } from './link/resolve-module.ts';

// A source file this large was made by a machine.
const LARGEST = 1_500_000;
const LONGEST_LINE = 20_000;

export interface ReadFacts {
  readonly facts: ReadonlyMap<string, FileFacts>;
  readonly resolver: ModuleResolver;
  readonly gaps: readonly CoverageGap[];
  readonly seen: number;
  readonly excluded: number;
}

/** Facts of all production source files, and of the JSON files that they import. Files that cannot be read are gaps. */
export function readFacts(
  files: readonly string[],
  packages: readonly PackageEntry[],
  read: (file: string) => string,
): ReadFacts {
  const gaps: CoverageGap[] = [];
  const sources = files.filter(isSource);
  const keptOut = keptOutOfImages(files, (file) => readSafely(read, file, gaps) ?? '');
  const examples = exampleFolders(files);
  const isExample = (file: string): boolean => examples.some((folder) => isInside(file, folder));
  const chosen = sources.filter((file) => roleOf(file) === 'production' && !keptOut.has(file) && !isExample(file));
  const facts = new Map<string, FileFacts>();
  for (const file of chosen) addSource(facts, file, read, gaps);
  const resolver = new ModuleResolver(
    new Set([...sources, ...files.filter((file) => file.endsWith('.json'))]),
    packages,
    configs(files, read, gaps),
  );
  addImported(facts, resolver, read, gaps, isExample);
  addJson(facts, resolver, files, read, gaps);
  const excluded = sources.filter((file) => !facts.has(file)).length;
  return { facts, resolver, gaps, seen: sources.length, excluded };
}

function addSource(
  facts: Map<string, FileFacts>,
  file: string,
  read: (file: string) => string,
  gaps: CoverageGap[],
): void {
  const text = readSafely(read, file, gaps);
  if (text === undefined) return;
  const machineMade = text.length > LARGEST || (text.length > LONGEST_LINE && longestLine(text) > LONGEST_LINE);
  if (machineMade) {
    gaps.push({ file, line: 0, column: 0, reason: 'left out: its size or line length says that a machine wrote it' });
    return;
  }
  const lowered = lowerSafely(file, text, gaps);
  if (!lowered) return;
  facts.set(file, lowered);
  const [error] = lowered.errors;
  if (error) gaps.push({ file, line: error.line, column: error.column, reason: `syntax error: ${error.message}` });
}

// Migrations, seeds, scripts, generated code and examples that production code imports run in production.
function addImported(
  facts: Map<string, FileFacts>,
  resolver: ModuleResolver,
  read: (file: string) => string,
  gaps: CoverageGap[],
  isExample: (file: string) => boolean,
): void {
  const queue = [...facts.keys()];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const specifier of facts.get(file)?.imports ?? []) {
      const target = resolver.resolve(file, specifier);
      if (!('file' in target) || facts.has(target.file) || !isSource(target.file)) continue;
      if (!/^(migration|seed|tooling|generated)$/.test(roleOf(target.file)) && !isExample(target.file)) continue;
      addSource(facts, target.file, read, gaps);
      queue.push(target.file);
    }
  }
}

function readSafely(read: (file: string) => string, file: string, gaps: CoverageGap[]): string | undefined {
  try {
    return read(file);
  } catch (error) {
    gaps.push({
      file,
      line: 0,
      column: 0,
      reason: `cannot be read: ${error instanceof Error ? error.message.split(',')[0] : String(error)}`,
    });
    return undefined;
  }
}

function lowerSafely(file: string, text: string, gaps: CoverageGap[]): FileFacts | undefined {
  try {
    return lowerFile(file, text);
  } catch (error) {
    // Very deep nesting exhausts the stack: that file is lost, not the run.
    gaps.push({
      file,
      line: 0,
      column: 0,
      reason: `not understood: ${error instanceof Error ? error.message : String(error)}`,
    });
    return undefined;
  }
}

function longestLine(text: string): number {
  let longest = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    longest = Math.max(longest, stop - start);
    start = stop + 1;
  }
  return longest;
}

function configs(files: readonly string[], read: (file: string) => string, gaps: CoverageGap[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    if (!/(^|\/)(tsconfig[\w.-]*|jsconfig)\.json$/.test(file)) continue;
    const text = readSafely(read, file, gaps);
    if (text === undefined) continue;
    found.set(file, text);
    const { problem } = parseJson(text);
    if (problem) gaps.push({ file, line: problem.line, column: problem.column, reason: `JSON: ${problem.reason}` });
  }
  return found;
}

const NODE_CONFIG = /(^|\/)config\/(?:default|production|prod|development|custom-environment-variables)\.json$/;

// An imported JSON file is a module whose only export is its value; node-config reads its folder without an import.
function addJson(
  facts: Map<string, FileFacts>,
  resolver: ModuleResolver,
  files: readonly string[],
  read: (file: string) => string,
  gaps: CoverageGap[],
): void {
  const wanted = new Set(files.filter((file) => NODE_CONFIG.test(file)));
  for (const [file, { imports }] of facts) {
    for (const specifier of imports) {
      if (!specifier.endsWith('.json') && !specifier.startsWith('.')) continue;
      const target = resolver.resolve(file, specifier);
      if ('file' in target && target.file.endsWith('.json')) wanted.add(target.file);
    }
  }
  for (const file of [...wanted].sort()) {
    const text = readSafely(read, file, gaps);
    if (text === undefined || text.length > LARGEST) continue;
    const lowered = lowerSafely(`${file}.js`, `module.exports=${text}`, gaps);
    if (lowered) facts.set(file, { ...lowered, file, errors: [] });
  }
}
