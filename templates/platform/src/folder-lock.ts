import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

export interface FolderLock {
  release(): Promise<void>;
}

const heldHere = new Set<string>();

/**
 * Keeps every other process out of `folder` by a lock file beside it. The lock of a process that died is taken over.
 * Rejects when its owner lives, here or in another process.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = `${folder.replace(/\/+$/, '')}.lock`;
  const mine = `${file}.${process.pid}`;
  if (heldHere.has(file)) throw new Error(`"${folder}" is already open in this process`);
  heldHere.add(file);
  try {
    // The content is complete before the name exists: link fails when the lock is taken.
    await writeFile(mine, `${process.pid} ${hostname()}\n`);
    while (!(await tryLink(mine, file))) await removeStale(file, folder);
  } catch (error) {
    heldHere.delete(file);
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
  return {
    release: async () => {
      heldHere.delete(file);
      await rm(file, { force: true });
    },
  };
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function removeStale(file: string, folder: string): Promise<void> {
  const found = await readIfThere(file);
  if (found === undefined) return;
  const [pid = '', host = ''] = found.trim().split(' ');
  if (isAlive(Number(pid), host)) {
    throw new Error(
      `"${folder}" is in use by process ${pid} on ${host}: the embedded store is for one process only. ` +
        `If that process is gone, delete "${file}"`,
    );
  }
  // Whoever moves it away decides. If another process was faster, this is its living lock, and it goes back.
  const taken = `${file}.stale.${process.pid}`;
  await rename(file, taken).catch(ignoreMissing);
  if ((await readIfThere(taken)) !== found) await tryLink(taken, file).catch(ignoreMissing);
  await rm(taken, { force: true });
}

/** Containers start as the same pid again and again: a lock with our own pid that we do not hold is a leftover. */
function isAlive(pid: number, host: string): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(ignoreMissing);
}

function ignoreMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
  return undefined;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
