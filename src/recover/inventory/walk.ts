import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, relative } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { CoverageGap } from '../../model/system.ts';
import { trackedFiles } from './git-index.ts';

/** What a walk over a repository found: files relative to its root, with forward slashes, sorted. */
export interface Walk {
  readonly files: readonly string[];
  readonly gaps: readonly CoverageGap[];
}

// Folders that package managers, version control and frameworks fill; nobody writes code in them.
const FILLED = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  '.git',
  '.hg',
  '.svn',
  '.npm',
  '.pnpm-store',
  '.yarn',
  '.next',
  '.nuxt',
  '.turbo',
  '.nx',
  '.parcel-cache',
  '.serverless',
  '.svelte-kit',
  '.aws-sam',
  'cdk.out',
  '.terraform',
  '.venv',
  '__pycache__',
  '.archwright',
]);

/** True for a path in a folder that is never looked into. */
export function isFilled(path: string): boolean {
  return path.split('/').some((name) => FILLED.has(name));
}

interface State {
  readonly root: string;
  readonly realRoot: string;
  readonly files: string[];
  readonly gaps: CoverageGap[];
  tracked: { files: ReadonlySet<string>; folders: ReadonlySet<string> } | undefined | null;
}

/** A .gitignore and the folder in which it holds. */
interface Filter {
  readonly folder: string;
  readonly matcher: Ignore;
  /** Fits every path that the matcher says something about, and few others: far quicker than the matcher itself. */
  readonly hint: RegExp;
}

/**
 * Lists the files of a repository once. Left out: what .gitignore files exclude unless git tracks it, and folders that package managers fill.
 * Symbolic links to folders are not followed; what cannot be read becomes a gap. `root` must be a readable folder.
 */
export function walkRepository(root: string): Walk {
  const state: State = { root, realRoot: realpathSync(root), files: [], gaps: [], tracked: null };
  const pending: { folder: string; filters: readonly Filter[] }[] = [{ folder: '', filters: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const entries = readFolder(state, next.folder);
    const filters = withGitignore(state, next.folder, entries, next.filters);
    for (const entry of entries) {
      const path = next.folder === '' ? entry.name : `${next.folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!FILLED.has(entry.name) && !isExcluded(state, filters, path, true)) {
          pending.push({
            folder: path,
            filters: filters.filter((filter, at) => !isTakenBack(filters, filter, at, path)),
          });
        }
      } else if (entry.isSymbolicLink()) {
        if (!FILLED.has(entry.name) && !isExcluded(state, filters, path, false)) followLink(state, path);
      } else if (entry.isFile() && !isExcluded(state, filters, path, false)) state.files.push(path);
    }
  }
  return {
    files: state.files.sort(),
    gaps: state.gaps.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)),
  };
}

function readFolder(state: State, folder: string): Dirent[] {
  try {
    return readdirSync(join(state.root, folder), { withFileTypes: true });
  } catch (error) {
    state.gaps.push(gap(folder === '' ? '.' : folder, `the folder cannot be read (${codeOf(error)})`));
    return [];
  }
}

function withGitignore(state: State, folder: string, entries: Dirent[], filters: readonly Filter[]): readonly Filter[] {
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return filters;
  try {
    const text = readFileSync(join(state.root, folder, '.gitignore'), 'utf8');
    return [...filters, { folder, matcher: ignore({ allowRelativePaths: false }).add(text), hint: hintOf(text) }];
  } catch {
    return filters;
  }
}

// Of each pattern the longest piece without a wildcard: a path that has none of the pieces fits no pattern.
function hintOf(text: string): RegExp {
  const pieces = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) =>
      line
        .replace(/^!|\s+$/g, '')
        .split(/\\.?|\[[^\]]*\]?|[*?/\]]/)
        .reduce((longest, piece) => (piece.length > longest.length ? piece : longest), ''),
    );
  // A pattern of wildcards only says something about everything.
  if (pieces.includes('')) return /(?:)/;
  return new RegExp([...new Set(pieces)].map((piece) => piece.replace(/\W/g, '\\$&')).join('|') || '(?!)', 'i');
}

// The .gitignore nearest to a path decides, as in git: a deeper one may take back what an outer one excludes.
function isExcluded(state: State, filters: readonly Filter[], path: string, isFolder: boolean): boolean {
  for (let i = filters.length - 1; i >= 0; i--) {
    const verdict = verdictOf(filters[i], path, isFolder);
    if (verdict === 'kept') return false;
    if (verdict === 'excluded') return !isTracked(state, path, isFolder);
  }
  return false;
}

// A folder that a deeper .gitignore took back would stay excluded for all that is in it by the outer one, which judges by parents too.
function isTakenBack(filters: readonly Filter[], filter: Filter, at: number, folder: string): boolean {
  if (at === filters.length - 1 || verdictOf(filter, folder, true) !== 'excluded') return false;
  return filters.slice(at + 1).some((deeper) => verdictOf(deeper, folder, true) === 'kept');
}

function verdictOf(filter: Filter | undefined, path: string, isFolder: boolean): 'excluded' | 'kept' | 'open' {
  if (filter === undefined) return 'open';
  const inside = filter.folder === '' ? path : path.slice(filter.folder.length + 1);
  if (!filter.hint.test(inside)) return 'open';
  const { ignored, unignored } = filter.matcher.test(isFolder ? `${inside}/` : inside);
  return unignored ? 'kept' : ignored ? 'excluded' : 'open';
}

function isTracked(state: State, path: string, isFolder: boolean): boolean {
  if (state.tracked === null) {
    const files = trackedFiles(state.root);
    state.tracked = files && { files, folders: foldersOf(files) };
  }
  // Outside of git, an environment file is the only ignored thing that says something about the system.
  if (state.tracked === undefined)
    return !isFolder && /^(?:\.env(?:\..+)?|.+\.env)$/.test(path.slice(path.lastIndexOf('/') + 1));
  return (isFolder ? state.tracked.folders : state.tracked.files).has(path);
}

function foldersOf(files: ReadonlySet<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const folder = file.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

// A link to a file inside the root is read where the link stands; a folder inside the root is seen at its own place.
function followLink(state: State, path: string): void {
  const absolute = join(state.root, path);
  try {
    const target = relative(state.realRoot, realpathSync(absolute));
    if (target === '..' || target.startsWith('../') || target.startsWith('..\\') || /^[A-Za-z]:/.test(target)) {
      state.gaps.push(gap(path, 'a symbolic link that leads out of the root is not followed'));
    } else if (statSync(absolute).isFile()) state.files.push(path);
  } catch (error) {
    const code = codeOf(error);
    const why =
      code === 'ENOENT'
        ? 'whose target does not exist'
        : code === 'ELOOP'
          ? 'that leads back to itself'
          : `that cannot be read (${code})`;
    state.gaps.push(gap(path, `a symbolic link ${why}`));
  }
}

function gap(file: string, reason: string): CoverageGap {
  return { file, line: 0, column: 0, reason };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
