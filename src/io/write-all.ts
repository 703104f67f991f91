import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  chmodSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../util/user-error.ts';
import { explained } from './write-file.ts';

/** One file to write or remove (`text: null`). `before` is what must lie there (null: nothing), or the whole set is refused. */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly text: string | null;
  /** Permissions of a file that is not there yet; without them, those of the process. */
  readonly mode?: number | undefined;
}

// Named after the process that writes, so that another one can tell an interrupted set from a running one.
const STAGE = 'stage-';
const DONE = '.done';
// A set takes seconds; a stage older than this belongs to a process that is gone, whoever has its number by then.
const LONGEST_MS = 10 * 60_000;

/**
 * Writes a set of files below `root`, all or none: everything is staged first, then renamed into place, and put back when
 * anything fails. `stateDir` (relative to root) holds the stage; a set that was interrupted is rolled back by the next call.
 */
export function writeAll(root: string, stateDir: string, changes: readonly FileChange[]): void {
  rollBackInterrupted(root, stateDir);
  for (const { path } of changes) requireInside(root, path);
  if (changes.length === 0) return;
  const state = join(root, stateDir);
  const made = explained(state, () => makeFolder(state));
  const stage = explained(state, () => mkdtempSync(join(state, `${STAGE}${process.pid}-`)));
  try {
    requireAlone(root, state, stage);
    mkdirSync(join(stage, 'new'));
    mkdirSync(join(stage, 'old'));
    for (const [index, { text, mode }] of changes.entries()) {
      const staged = join(stage, 'new', String(index));
      if (text !== null) explained(staged, () => writeFileSync(staged, text));
      if (text !== null && mode !== undefined) chmodSync(staged, mode);
    }
    writeJournal(stage, changes);
    for (const [index, change] of changes.entries())
      explained(join(root, change.path), () => put(root, stage, index, change));
    // From here on the set is written: whoever finds the stage removes it.
    renameSync(stage, `${stage}${DONE}`);
  } catch (error) {
    rollBack(root, stage);
    for (const folder of made.reverse()) removeIfEmpty(folder);
    throw error;
  }
  sweep(`${stage}${DONE}`);
}

/** Rolls back what a run that was killed left half written, and tells whether there was any. Throws UserError while another one writes. */
export function rollBackInterrupted(root: string, stateDir: string): boolean {
  const state = join(root, stateDir);
  if (!existsSync(state)) return false;
  let found = false;
  for (const name of readdirSync(state).filter((entry) => entry.startsWith(STAGE))) {
    if (name.endsWith(DONE)) sweep(join(state, name));
    else if (isRunning(state, name)) throw busy(root);
    else {
      rollBack(root, join(state, name));
      found = true;
    }
  }
  return found;
}

/** Throws UserError when `path` (relative to root) leads outside root, by its text or through a symbolic link. */
export function requireInside(root: string, path: string): void {
  const target = resolve(root, path);
  const outside = new UserError(`"${path}" lies outside the folder "${root}"`, {
    help: 'paths are relative to archwright.yaml and stay below it',
  });
  if (isAbsolute(path) || !isBelow(resolve(root), target)) throw outside;
  if (!existsSync(root)) return;
  let folder = dirname(target);
  while (!existsSync(folder)) folder = dirname(folder);
  const real = realpathSync(folder);
  if (real !== realpathSync(root) && !isBelow(realpathSync(root), real)) throw outside;
}

function put(root: string, stage: string, index: number, { path, before, text }: FileChange): void {
  const target = join(root, path);
  const found = existsSync(target) ? readFileSync(target, 'utf8') : null;
  if (found !== before)
    throw new UserError(`"${path}" changed while it was being written`, { help: 'run the command again' });
  const staged = join(stage, 'new', String(index));
  if (found !== null) {
    if (text !== null) chmodSync(staged, statSync(target).mode & 0o777);
    renameSync(target, join(stage, 'old', String(index)));
  }
  if (text !== null) {
    makeFolder(dirname(target));
    renameSync(staged, target);
  } else removeEmptyUpTo(root, dirname(target));
}

// Two that begin at the same moment see each other, and both give way.
function requireAlone(root: string, state: string, stage: string): void {
  for (const name of readdirSync(state))
    if (name.startsWith(STAGE) && !name.endsWith(DONE) && join(state, name) !== stage) throw busy(root);
}

function busy(root: string): UserError {
  return new UserError(`another run is writing below "${root}"`, { help: 'wait until it ends' });
}

// Renamed into place, so that it is there whole or not at all; without it nothing was moved yet.
function writeJournal(stage: string, changes: readonly FileChange[]): void {
  const journal = join(stage, 'journal.json');
  const entries = changes.map(({ path, before, text }) => ({
    path,
    before: before !== null,
    after: text === null ? null : hash(text),
  }));
  writeFileSync(`${journal}.tmp`, JSON.stringify(entries));
  renameSync(`${journal}.tmp`, journal);
}

// What is left of a set that was written is no harm, only untidy: the next run tries again.
function sweep(done: string): void {
  try {
    rmSync(done, { recursive: true, force: true });
  } catch {
    // See above.
  }
}

interface JournalEntry {
  readonly path: string;
  readonly before: boolean;
  /** Hash of what was to be there afterwards. */
  readonly after?: string | null;
}

// Safe to repeat: what has been put back or was never moved is left alone, and so is what somebody edited since.
function rollBack(root: string, stage: string): void {
  const journal = join(stage, 'journal.json');
  if (existsSync(journal)) {
    const entries = JSON.parse(readFileSync(journal, 'utf8')) as JournalEntry[];
    for (const [index, { path, before, after }] of entries.entries()) {
      const target = join(root, path);
      const old = join(stage, 'old', String(index));
      const isOurs = !existsSync(target) || after === undefined || hash(readFileSync(target)) === after;
      if (existsSync(old)) {
        makeFolder(dirname(target));
        if (isOurs) renameSync(old, target);
      } else if (isOurs && !before && !existsSync(join(stage, 'new', String(index)))) rmSync(target, { force: true });
    }
    for (const { path } of entries) removeEmptyUpTo(root, dirname(join(root, path)));
  }
  rmSync(stage, { recursive: true, force: true });
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function makeFolder(folder: string): string[] {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
  mkdirSync(folder, { recursive: true });
  return missing;
}

function removeEmptyUpTo(root: string, folder: string): void {
  for (let at = folder; isBelow(resolve(root), resolve(at)); at = dirname(at)) removeIfEmpty(at);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or not there: either way nothing to do.
  }
}

function isRunning(state: string, name: string): boolean {
  const pid = Number(name.slice(STAGE.length).split('-')[0]);
  const began = statSync(join(state, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (pid === process.pid || Date.now() - began > LONGEST_MS) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
