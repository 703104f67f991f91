import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

const folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
const file = join(folder, 'empty-cluster.tar');

/**
 * A database that nobody has written to, to begin a new one with: making it takes seconds, reading it a fraction. It is made
 * once and kept within the installed PGlite, so that another version makes its own; undefined where nothing can be kept.
 */
export async function emptyCluster(): Promise<Blob | undefined> {
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return new Blob([kept]);
  const mayKeep = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return mayKeep ? makeCluster() : undefined;
}

async function makeCluster(): Promise<Blob> {
  const db = await PGlite.create();
  const cluster = await db.dumpDataDir('none');
  await db.close();
  // Whoever reads it finds all of it or nothing, however many processes make it at once.
  const mine = `${file}.${process.pid}`;
  const bytes = Buffer.from(await cluster.arrayBuffer());
  const keep = writeFile(mine, bytes).then(() => rename(mine, file));
  await keep.catch(() => rm(mine, { force: true }));
  return cluster;
}
