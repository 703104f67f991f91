import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { migrate } from '../src/store.ts';

const stock = [{ id: 'stock', sql: 'CREATE TABLE stock (id text PRIMARY KEY)' }];

test('each module has a schema of its own, in which the same name is another table', async () => {
  const database = await openDatabase({});
  const [orders, inventory] = [await database.schema('orders'), await database.schema('inventory')];
  await migrate(orders, stock);
  await migrate(inventory, stock);
  await migrate(inventory, stock);
  await orders.query('INSERT INTO stock VALUES ($1)', ['of orders']);
  expect(await orders.query('SELECT id FROM stock')).toEqual([{ id: 'of orders' }]);
  expect(await inventory.query('SELECT id FROM stock')).toEqual([]);
  await database.close();
});

test('transactions of modules roll back by themselves, and tell when they are committed', async () => {
  const database = await openDatabase({});
  const [orders, inventory] = [await database.schema('orders'), await database.schema('inventory')];
  await migrate(orders, stock);
  await migrate(inventory, stock);
  const told: string[] = [];
  const failed = orders.transaction(async (tx) => {
    tx.afterCommit(() => told.push('failed'));
    await tx.query("INSERT INTO stock VALUES ('lost')");
    throw new Error('no');
  });
  const done = inventory.transaction(async (tx) => {
    tx.afterCommit(() => told.push('done'));
    await tx.transaction(async (same) => same.query("INSERT INTO stock VALUES ('kept')"));
  });
  await expect(failed).rejects.toThrow('no');
  await done;
  expect(told).toEqual(['done']);
  expect(await orders.query('SELECT id FROM stock')).toEqual([]);
  expect(await inventory.query('SELECT id FROM stock')).toEqual([{ id: 'kept' }]);
  await database.close();
});

test('what is kept in a folder is there again, and belongs to one process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  const dataDir = join(folder, 'data');
  const first = await openDatabase({ dataDir });
  await migrate(await first.schema('orders'), stock);
  await expect(openDatabase({ dataDir })).rejects.toThrow();
  await first.close();
  const second = await openDatabase({ dataDir });
  expect(await (await second.schema('orders')).query('SELECT id FROM stock')).toEqual([]);
  await second.close();
  rmSync(folder, { recursive: true });
});
