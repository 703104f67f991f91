import { spawn } from 'node:child_process';
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder } from '../src/folder-lock.ts';
import { openStore } from '../src/store.ts';
import { storeSuite } from './support/store-suite.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the embedded store', () => {
  storeSuite(() => openStore({ dataDir: join(folder, 'orders') }));

  it('lives in memory when it has no folder', async () => {
    const store = await openStore({});
    await store.query('CREATE TABLE orders (id text)');
    await store.close();
    // What a database begins with is kept, and nobody writes to that.
    const another = await openStore({});
    expect(await another.query(`SELECT to_regclass('orders') AS found`, [])).toEqual([{ found: null }]);
    await another.close();
  });

  it('is refused to a second opener, and free again when closed', async () => {
    const dataDir = join(folder, 'held');
    const store = await openStore({ dataDir });
    await expect(openStore({ dataDir })).rejects.toThrow('already open in this process');
    await store.close();
    await (await openStore({ dataDir })).close();
  });
});

describe('the lock of a folder', () => {
  const lockOf = (name: string): string => join(folder, `${name}.lock`);

  it('of a living process is respected, with a message that names it', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    await writeFile(lockOf('living'), `${other.pid} ${hostname()}\n`);
    await expect(lockFolder(join(folder, 'living'))).rejects.toThrow(`in use by process ${other.pid}`);
    const gone = new Promise((resolve) => other.on('exit', resolve));
    other.kill('SIGKILL');
    await gone;
    await (await lockFolder(join(folder, 'living'))).release();
  });

  it('of another machine is respected', async () => {
    await writeFile(lockOf('remote'), `1 another-machine\n`);
    await expect(lockFolder(join(folder, 'remote'))).rejects.toThrow('another-machine');
  });

  it('with our own pid that we do not hold is a leftover of an earlier container', async () => {
    await writeFile(lockOf('container'), `${process.pid} ${hostname()}\n`);
    const lock = await lockFolder(join(folder, 'container'));
    expect(await readFile(lockOf('container'), 'utf8')).toContain(`${process.pid} `);
    await expect(lockFolder(join(folder, 'container'))).rejects.toThrow('already open');
    await lock.release();
    await expect(readFile(lockOf('container'))).rejects.toThrow('ENOENT');
  });
});
