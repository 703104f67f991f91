import { posix, relative, resolve, sep } from 'node:path';
import { stateOfFiles, watchFolders } from '../../io/watch-folders.ts';
import { count } from '../../lint/wording.ts';
import { walkRepository } from '../../recover/inventory/walk.ts';
import { UserError } from '../../util/user-error.ts';
import { reportError } from '../report-error.ts';
import type { LintFlags } from './lint-flags.ts';
import { planReports } from './report-findings.ts';

// Editors write a file in several steps, and branches are switched file by file.
const QUIET_MS = 150;
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

/**
 * Lints, and again whenever files change, until it is told to stop. A mistake in the settings is told and waited out.
 * Throws UserError for flags that make no sense here.
 */
export async function watchLint(dir: string, flags: LintFlags, lint: () => Promise<unknown>): Promise<void> {
  checkFlags(flags);
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  let pending = false;
  let wake = (): void => undefined;
  const watcher = watchFolders(dir, () => {
    pending = true;
    wake();
  });
  const look = (): { folders: ReadonlySet<string>; state: string } => {
    const files = watchedFiles(dir, flags);
    return { folders: new Set(['.', ...files.map((file) => posix.dirname(file))]), state: stateOfFiles(dir, files) };
  };
  let before: string | undefined;
  try {
    while (!ended.signal.aborted) {
      pending = false;
      const { folders, state } = look();
      watcher.watch(folders);
      // A report that is written into the repository, or the cache, is no change.
      if (state !== before) {
        before = state;
        await runOnce(lint, flags);
        process.stderr.write(`watching ${count(folders.size, 'folder')}; Ctrl-C ends it\n`);
        // What changed meanwhile may be half written yet: it is waited out like any other change.
        pending ||= look().state !== before;
      }
      await nextChange(ended.signal, (call) => {
        wake = call;
        if (pending) call();
      });
    }
  } finally {
    watcher.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop);
  }
}

function checkFlags({ init, updateBaseline, pruneBaseline, fix, fixDryRun, facts }: LintFlags): void {
  const others = {
    '--init': init,
    '--update-baseline': updateBaseline,
    '--prune-baseline': pruneBaseline,
    '--fix': fix,
  };
  const more = { '--fix-dry-run': fixDryRun, '--facts': facts };
  const other = Object.entries({ ...others, ...more }).find(([, value]) => value);
  if (other) throw new UserError(`"--watch" and "${other[0]}" do not go together`);
}

function watchedFiles(dir: string, flags: LintFlags): readonly string[] {
  const own = planReports(flags).targets.flatMap(({ file }) =>
    file === null ? [] : [relative(resolve(dir), resolve(file)).split(sep).join('/')],
  );
  return [...walkRepository(dir).files.filter((file) => !own.includes(file)), '.archwright/baseline.json'];
}

async function runOnce(lint: () => Promise<unknown>, flags: LintFlags): Promise<void> {
  const isShown = planReports(flags).targets.some(({ file }) => file === null);
  if (process.stdout.isTTY && isShown) process.stdout.write(CLEAR);
  try {
    await lint();
  } catch (error) {
    await reportError(error);
  }
}

/** Waits for a change and for the quiet after it, or for the end. */
async function nextChange(end: AbortSignal, onWake: (wake: () => void) => void): Promise<void> {
  await new Promise<void>((done) => {
    let timer: NodeJS.Timeout | undefined;
    // Keeps the process alive where nothing could be watched.
    const alive = setInterval(() => undefined, 60_000);
    const finish = (): void => {
      clearInterval(alive);
      clearTimeout(timer);
      end.removeEventListener('abort', finish);
      done();
    };
    end.addEventListener('abort', finish);
    if (end.aborted) finish();
    onWake(() => {
      clearTimeout(timer);
      timer = setTimeout(finish, QUIET_MS);
    });
  });
}
