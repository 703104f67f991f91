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

/** One file to write or remove (`text: null`). `before` is what must lie there (null: nothing), or the whole set is refused. */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly text: string | null;
}

// Named after the process that writes, so that another one can tell an interrupted set from a running one.
const STAGE = 'stage-';

/**
 * Writes a set of files below `root`, all or none: everything is staged first, then renamed into place, and put back when
 * anything fails. `stateDir` (relative to root) holds the stage; a set that was interrupted is rolled back by the next call.
 */
export function writeAll(root: string, stateDir: string, changes: readonly FileChange[]): void {
  rollBackInterrupted(root, stateDir);
  for (const { path } of changes) requireInside(root, path);
  if (changes.length === 0) return;
  const state = join(root, stateDir);
  const made = makeFolder(state);
  const stage = mkdtempSync(join(state, `${STAGE}${process.pid}-`));
  try {
    mkdirSync(join(stage, 'new'));
    mkdirSync(join(stage, 'old'));
    for (const [index, { text }] of changes.entries())
      if (text !== null) writeFileSync(join(stage, 'new', String(index)), text);
    writeFileSync(
      join(stage, 'journal.json'),
      JSON.stringify(changes.map(({ path, before }) => ({ path, before: before !== null }))),
    );
    for (const [index, change] of changes.entries()) put(root, stage, index, change);
  } catch (error) {
    rollBack(root, stage);
    for (const folder of made.reverse()) removeIfEmpty(folder);
    throw error;
  }
  const done = `${stage}.done`;
  renameSync(stage, done);
  rmSync(done, { recursive: true, force: true });
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
  } else removeIfEmpty(dirname(target));
}

function rollBackInterrupted(root: string, stateDir: string): void {
  const state = join(root, stateDir);
  if (!existsSync(state)) return;
  for (const name of readdirSync(state).filter((entry) => entry.startsWith(STAGE))) {
    if (name.endsWith('.done')) rmSync(join(state, name), { recursive: true, force: true });
    else if (!isRunning(Number(name.slice(STAGE.length).split('-')[0]))) rollBack(root, join(state, name));
    else throw new UserError(`another run is writing below "${root}"`, { help: 'wait until it ends' });
  }
}

// Safe to repeat: what has been put back or was never moved is left alone.
function rollBack(root: string, stage: string): void {
  const journal = join(stage, 'journal.json');
  if (existsSync(journal)) {
    const entries = JSON.parse(readFileSync(journal, 'utf8')) as { path: string; before: boolean }[];
    for (const [index, { path, before }] of entries.entries()) {
      const target = join(root, path);
      const old = join(stage, 'old', String(index));
      if (existsSync(old)) {
        makeFolder(dirname(target));
        renameSync(old, target);
      } else if (!before && !existsSync(join(stage, 'new', String(index)))) rmSync(target, { force: true });
    }
    for (const { path } of entries) removeEmptyUpTo(root, dirname(join(root, path)));
  }
  rmSync(stage, { recursive: true, force: true });
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

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
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
