import { jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';
import { connect as connectRabbit } from 'amqplib';
import { createClient as createRedis } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadLetterQueue, retryQueue } from '../src/rabbitmq-queues.ts';
import { openStore, type Store } from '../src/store.ts';
import { buildPlatform, type Build, type Child } from './support/child.ts';
import { describeKafka, startKafka, type KafkaServer } from './support/kafka-mock.ts';
import { startSqs, type SqsServer } from './support/sqs-server.ts';
import { describeWith, NATS_URL, POSTGRES_URL, RABBIT_URL, REDIS_URL, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

// A short run; OUTBOX_KILLS=1000 makes a long one. OUTBOX_SEED repeats the order of the kills.
const kills = Number(process.env['OUTBOX_KILLS'] ?? 4);
const seed = Number(process.env['OUTBOX_SEED'] ?? Date.now() % 1_000_000);
const natsUrl = process.env['OUTBOX_NATS_URL'] ?? NATS_URL;
const ordersFor = (count: number): number => count * 30;

const describePostgres = await describeWith('PostgreSQL', POSTGRES_URL);
const describeNats = describePostgres === describe ? await describeWith('NATS', natsUrl) : describe.skip;
const describeRedis = describePostgres === describe ? await describeWith('Redis', REDIS_URL) : describe.skip;
const describeRabbit = describePostgres === describe ? await describeWith('RabbitMQ', RABBIT_URL) : describe.skip;

// As the programs that are killed say it.
const RETRIES = [100, 200, 400, 800, 1_600, 3_200];

const roles = ['writer', 'relay', 'consumer'] as const;
type Role = (typeof roles)[number];

interface Broker {
  readonly name: 'nats' | 'rabbitmq' | 'redis' | 'kafka' | 'sqs';
  /** Read when it is needed: some start with the tests. */
  readonly url: string | (() => string);
  /** How many events a consumer handles at once. */
  readonly concurrency: number;
  /** Whether it keeps the order of one key. */
  readonly ordered: boolean;
}

let build: Build;
beforeAll(async () => {
  build = await buildPlatform();
});
afterAll(() => build.remove());

describeRabbit('orders on RabbitMQ', () => {
  survive({ name: 'rabbitmq', url: RABBIT_URL, concurrency: 10, ordered: false });
});
describeNats('orders on NATS, in order', () => {
  survive({ name: 'nats', url: natsUrl, concurrency: 1, ordered: true });
});
describeRedis('orders on Redis, in order', () => {
  survive({ name: 'redis', url: REDIS_URL, concurrency: 1, ordered: true });
});
describeRedis('orders on Redis, side by side', () => {
  survive({ name: 'redis', url: REDIS_URL, concurrency: 10, ordered: false });
});
describe.skipIf(describePostgres !== describe || describeKafka !== describe)('orders on Kafka, side by side', () => {
  let kafka: KafkaServer;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka.stop());
  survive({ name: 'kafka', url: () => kafka.url, concurrency: 10, ordered: true });
});
describePostgres('orders on SQS, side by side', () => {
  let sqs: SqsServer;
  beforeAll(async () => {
    sqs = await startSqs();
  });
  afterAll(() => sqs.stop());
  survive({ name: 'sqs', url: () => sqs.url, concurrency: 10, ordered: true });
});
if (process.env['OUTBOX_KILLS'])
  describeNats('orders on NATS, side by side', () => {
    survive({ name: 'nats', url: natsUrl, concurrency: 10, ordered: false });
  });

function survive(broker: Broker): void {
  const schema = `kill_${runId}_${broker.name}_${broker.concurrency}`;
  const run = schema.replaceAll('_', '-');
  const type = `order-${run}`;
  let store: Store;
  const running = new Set<Child>();

  beforeAll(async () => {
    store = await openStore({ databaseUrl: POSTGRES_URL, schema });
    expect(await start('declare', 0).ended).toBe(0);
  });
  afterAll(async () => {
    for (const child of running) child.process.kill('SIGKILL');
    await store.query(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
    await removeTraces(broker, run, type);
  });

  const start = (role: Role | 'declare', orders: number, killAt = ''): Child => {
    const env = { BROKER: broker.name, BUS_URL: urlOf(broker), DATABASE_URL: POSTGRES_URL, SCHEMA: schema, RUN: run };
    const concurrency = String(broker.concurrency);
    const more = { ROLE: role, TYPE: type, ORDERS: String(orders), KILL_AT: killAt, CONCURRENCY: concurrency };
    const child = build.start('shop-events', { ...env, ...more });
    running.add(child);
    void child.ended.then(() => running.delete(child));
    return child;
  };
  const count = async (table: string): Promise<number> => (await store.query(`SELECT n FROM ${table}`)).length;
  /** Lets all three work to the end, and holds the ledger against the orders. */
  const settle = async (orders: number): Promise<void> => {
    const children = roles.map((role) => start(role, orders));
    await until(async () => (await count('orders')) === orders, 'every order was placed', 120_000);
    const handled = 'SELECT DISTINCT n FROM ledger';
    await until(async () => (await store.query(handled)).length === orders, 'every event was handled', 120_000);
    for (const child of children) child.process.kill('SIGKILL');
    await Promise.all(children.map((child) => child.ended));
    expect(
      await store.query('SELECT n FROM ledger GROUP BY n HAVING count(*) > 1'),
      'effects that happened twice',
    ).toEqual([]);
    if (!broker.ordered) return;
    const disorder = `SELECT customer, n FROM (SELECT customer, n, lag(n) OVER (PARTITION BY customer ORDER BY at) AS before
      FROM ledger) AS handled WHERE n < before`;
    expect(await store.query(disorder), 'effects that came before an earlier one of their key').toEqual([]);
  };

  it(
    `survive kill -9 at every boundary and ${kills} times at random`,
    { timeout: 120_000 + kills * 3_000 },
    async () => {
      console.log(`kills of ${run} with OUTBOX_SEED=${seed}`);
      await start('writer', 3, 'before-commit').ended;
      expect(await count('orders'), 'nothing was committed').toBe(0);
      const killedAt = async (role: Role, point: string): Promise<void> => {
        const child = start(role, 9, point);
        expect(await child.ended, `${point}: ${child.output()}`).toBe('SIGKILL');
      };
      await killedAt('writer', 'after-commit');
      await start('writer', 9).ended;
      await killedAt('relay', 'after-publish');
      const relay = start('relay', 9);
      await killedAt('consumer', 'before-effect');
      await killedAt('consumer', 'after-effect');
      relay.process.kill('SIGKILL');
      await killAtRandom(ordersFor(kills));
      await settle(ordersFor(kills));
    },
  );

  const killAtRandom = async (orders: number): Promise<void> => {
    const random = randomFrom(seed);
    const children = new Map(roles.map((role) => [role, start(role, orders)]));
    for (let kill = 0; kill < kills; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 150 + random() * 600));
      const role = roles[Math.floor(random() * roles.length)] ?? 'relay';
      const child = children.get(role);
      child?.process.kill('SIGKILL');
      await child?.ended;
      children.set(role, start(role, orders));
    }
    for (const child of children.values()) child.process.kill('SIGKILL');
  };
}

function urlOf({ url }: Broker): string {
  return typeof url === 'string' ? url : url();
}

async function removeTraces(broker: Broker, run: string, type: string): Promise<void> {
  const { name } = broker;
  const url = urlOf(broker);
  // What they have ends with them.
  if (name === 'kafka' || name === 'sqs') return;
  if (name === 'nats') {
    const connection = await connectNats({ servers: url });
    await (await jetstreamManager(connection)).streams.delete(type);
    return connection.close();
  }
  if (name === 'redis') {
    const client = await createRedis({ url }).connect();
    await client.del([type, `dead-letters.mail-${run}`]);
    return client.close();
  }
  const connection = await connectRabbit(url);
  const channel = await connection.createChannel();
  const service = `mail-${run}`;
  for (const queue of [service, deadLetterQueue(service), ...RETRIES.map((delay) => retryQueue(service, delay))])
    await channel.deleteQueue(queue);
  await channel.deleteExchange(`events-${run}`);
  await connection.close();
}

/** mulberry32: the same numbers for the same seed. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
