import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Idempotency, idempotencyMigrations, keyedRequest, requireKeyed } from '../../src/idempotency.ts';
import { HttpProblem } from '../../src/problem.ts';
import { migrate, type Store } from '../../src/store.ts';

// No unique key: it would hide what happens twice.
const effects = { id: 'effects', sql: 'CREATE TABLE effects (key text NOT NULL)' };

/** What an Idempotency-Key promises, on every store. */
export function idempotencySuite(open: () => Promise<Store>): void {
  let store: Store;
  beforeAll(async () => {
    store = await open();
    await migrate(store, [...idempotencyMigrations, effects]);
  });
  afterAll(() => store.close());

  const request = (key: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    requireKeyed('placeOrder', { url: '/orders', body, headers: { 'idempotency-key': key, ...headers } });

  const place = async (
    keyed: ReturnType<typeof keyedRequest>,
    { waitMs = 0, idempotency = new Idempotency({ store }) } = {},
  ): Promise<unknown> =>
    idempotency.once(keyed, async (tx) => {
      await tx.query('INSERT INTO effects VALUES ($1)', [keyed?.key ?? 'none']);
      await sleep(waitMs);
      return { zulu: 1, id: keyed?.key, alpha: [new Date(0)] };
    });

  const count = async (key: string): Promise<number> =>
    (await store.query('SELECT key FROM effects WHERE key = $1', [key])).length;

  const statusOf = async (promise: Promise<unknown>): Promise<number> =>
    promise.then(
      () => 200,
      (error: unknown) => (error instanceof HttpProblem ? error.status : 500),
    );

  it('a repeated request gets the very answer of the first one', async () => {
    const first = await place(request('repeated'));
    expect(JSON.stringify(await place(request('repeated')))).toBe(JSON.stringify(first));
    expect(await count('repeated')).toBe(1);
  });

  it('100 requests at once with one key have one effect', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, () => statusOf(place(request('hundred'), { waitMs: 50 }))),
    );
    expect(await count('hundred')).toBe(1);
    expect(results.filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect(results).toContain(200);
    expect(await statusOf(place(request('hundred')))).toBe(200);
    expect(await count('hundred')).toBe(1);
  });

  it('a key that was used for something else is refused', async () => {
    await place(request('other', { total: 1 }));
    expect(await statusOf(place(request('other', { total: 2 })))).toBe(422);
    expect(await count('other')).toBe(1);
  });

  it('a key belongs to its caller and its operation', async () => {
    await place(request('mine', {}, { authorization: 'Bearer a' }));
    await place(request('mine', { other: true }, { authorization: 'Bearer b' }));
    await place({ ...request('mine', {}, { authorization: 'Bearer a' }), operation: 'cancel' });
    expect(await count('mine')).toBe(3);
  });

  it('what failed left nothing, and may be tried again', async () => {
    const failing = new Idempotency({ store }).once(request('failed'), async (tx) => {
      await tx.query(`INSERT INTO effects VALUES ('failed')`, []);
      throw new HttpProblem(409, 'sold out');
    });
    await expect(failing).rejects.toThrow('sold out');
    expect(await count('failed')).toBe(0);
    await place(request('failed'));
    expect(await count('failed')).toBe(1);
  });

  it('answers are forgotten after their time', async () => {
    await place(request('old'));
    await store.query(`UPDATE idempotency_keys SET answered_at = now() - interval '2 days' WHERE key = 'old'`, []);
    await place(request('new'), { idempotency: new Idempotency({ store }) });
    expect(await store.query(`SELECT key FROM idempotency_keys WHERE key = 'old'`, [])).toEqual([]);
  });

  it('without a key a request is what it is, and one that has to have it is refused', async () => {
    const bare = { url: '/orders', body: {}, headers: {} };
    expect(keyedRequest('placeOrder', bare)).toBeUndefined();
    await place(undefined);
    await place(undefined);
    expect(await count('none')).toBe(2);
    expect(await statusOf((async () => requireKeyed('placeOrder', bare))())).toBe(400);
    expect(await statusOf((async () => request('x'.repeat(201)))())).toBe(400);
  });
}
