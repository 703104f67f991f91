import { expect, it } from 'vitest';
import { migrate, type Store } from '../../src/store.ts';

const tables = [
  {
    id: '1',
    sql: 'CREATE TABLE orders (id text PRIMARY KEY, total integer NOT NULL, lines jsonb, placed_at timestamptz); ',
  },
  { id: '2', sql: `INSERT INTO orders VALUES ('first', 1); CREATE INDEX orders_total ON orders (total)` },
];

/** What every store must do. `open` opens the same data each time; the suite closes what it opens. */
export function storeSuite(open: () => Promise<Store>): void {
  it('runs each migration once, also when replicas start together', async () => {
    const store = await open();
    await Promise.all([migrate(store, tables), migrate(store, tables), migrate(store, tables)]);
    expect(await store.query('SELECT id FROM orders')).toEqual([{ id: 'first' }]);
    await store.close();
  });

  it('refuses a migration that was changed after it ran, and changes nothing', async () => {
    const store = await open();
    await migrate(store, tables);
    const changed = [
      { id: '0', sql: 'CREATE TABLE never (id text)' },
      { id: '1', sql: 'SELECT 1' },
    ];
    await expect(migrate(store, changed)).rejects.toThrow('migration "1" was changed');
    expect(await store.query(`SELECT to_regclass('never') AS found`, [])).toEqual([{ found: null }]);
    await store.close();
  });

  it('takes parameters and returns typed rows', async () => {
    const store = await open();
    await migrate(store, tables);
    const placedAt = new Date('2026-01-01T00:00:00Z');
    const values = ['typed', 7, JSON.stringify({ sku: 'pen' }), placedAt];
    await store.query('INSERT INTO orders (id, total, lines, placed_at) VALUES ($1, $2, $3, $4)', values);
    const rows = await store.query('SELECT total, lines, placed_at FROM orders WHERE id = $1', ['typed']);
    expect(rows).toEqual([{ total: 7, lines: { sku: 'pen' }, placed_at: placedAt }]);
    await store.close();
  });

  it('commits a transaction as a whole, and rolls back one that fails', async () => {
    const store = await open();
    await migrate(store, tables);
    const place = (id: string, tx: Store): Promise<unknown> =>
      tx.query('INSERT INTO orders (id, total) VALUES ($1, 1)', [id]);
    const result = await store.transaction(async (tx) => {
      await place('whole-1', tx);
      await tx.transaction((inner) => place('whole-2', inner));
      return 'done';
    });
    expect(result).toBe('done');
    const failing = store.transaction(async (tx) => {
      await place('rolled-back', tx);
      await place('whole-1', tx);
    });
    await expect(failing).rejects.toThrow('duplicate key');
    const rows = await store.query(`SELECT id FROM orders WHERE id ~ 'whole|rolled' ORDER BY id`, []);
    expect(rows).toEqual([{ id: 'whole-1' }, { id: 'whole-2' }]);
    await store.close();
  });

  it('answers its check while it is open', async () => {
    const store = await open();
    await store.check();
    await store.close();
    await expect(store.check()).rejects.toThrow();
  });

  it('keeps what was committed', async () => {
    const store = await open();
    expect(await store.query(`SELECT id FROM orders WHERE id = 'whole-2'`)).toHaveLength(1);
    await store.close();
  });
}
