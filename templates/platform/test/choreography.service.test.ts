import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NatsBus } from '../src/bus-nats.ts';
import { createLogger } from '../src/logger.ts';
import { openStore, type Store } from '../src/store.ts';
import { FAST_RETRIES } from './support/bus-suite.ts';
import { buildPlatform, type Build, type Child } from './support/child.ts';
import { prepareStore, STEPS } from './support/choreography-shop.ts';
import { choreographySuite } from './support/choreography-suite.ts';
import { describeWith, NATS_URL, POSTGRES_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

// A short run; CHOREOGRAPHY_KILLS=500 makes a long one.
const KILLS = Number(process.env['CHOREOGRAPHY_KILLS'] ?? 8);
const COUNT = KILLS * 8;

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);
const describeBoth = describePostgres === describe ? await describeWith('NATS', NATS_URL) : describe.skip;
const schema = `choreography_${runId}`;
const open = (): Promise<Store> => openStore({ databaseUrl: POSTGRES_URL, schema });

describeBoth('choreographed sagas on PostgreSQL and NATS', () => {
  let build: Build;
  beforeAll(async () => {
    build = await buildPlatform();
  });
  afterAll(async () => {
    await build.remove();
    const store = await open();
    await store.query(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
    const connection = await connect({ servers: NATS_URL });
    const manager = await jetstreamManager(connection);
    for await (const name of manager.streams.names()) if (name.includes(runId)) await manager.streams.delete(name);
    await connection.close();
  });

  choreographySuite({
    open,
    connect: (service) =>
      NatsBus.connect({
        url: NATS_URL,
        service,
        log: createLogger({ name: service, level: 'silent' }),
        retryDelaysMs: FAST_RETRIES,
      }),
    unique: (name) => `${name}-${runId}`,
    dropsCopies: true,
  });

  it('doubles and forgets nothing while its services are killed again and again', { timeout: 600_000 }, async () => {
    const store = await open();
    await prepareStore(store);
    const saga = `storm-${runId}`;
    const env = { SAGA: saga, SCHEMA: schema, NATS_URL, DATABASE_URL: POSTGRES_URL, COUNT: String(COUNT) };
    const services = ['orders', ...STEPS];
    const children = new Map<string, Child>();
    const start = (name: string): void =>
      void children.set(name, build.start('choreography', { ...env, SERVICE: name }));
    services.forEach(start);
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700));
      const name = services[Math.floor(Math.random() * services.length)] ?? 'orders';
      children.get(name)?.process.kill('SIGKILL');
      await children.get(name)?.ended;
      start(name);
    }
    const where = 'FROM choreographies WHERE name = $1';
    const count = async (states: string): Promise<number> =>
      (await store.query(`SELECT id ${where} AND state IN (${states})`, [saga])).length;
    await until(async () => (await count(`'COMPLETED', 'COMPENSATED'`)) === COUNT, 'every saga ended', 300_000);
    for (const child of children.values()) child.process.kill('SIGKILL');
    await Promise.all([...children.values()].map(({ ended }) => ended));
    const wrong = await store.query(
      `SELECT id, state, trace FROM (
         SELECT id, state, coalesce((SELECT string_agg(step || amount, ' ' ORDER BY position) FROM effects WHERE saga = id), '') AS trace
         ${where}) AS sagas
       WHERE NOT (state = 'COMPLETED' AND trace = 'reserve1 charge1 ship1')
         AND NOT (state = 'COMPENSATED' AND trace ~ '^(|reserve1 (charge1 (ship1 ship-1 )?charge-1 )?reserve-1)$')`,
      [saga],
    );
    expect(wrong).toEqual([]);
    console.log(`${KILLS} kills: ${await count(`'COMPLETED'`)} completed, ${await count(`'COMPENSATED'`)} compensated`);
    await store.close();
  });
});
