import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaBus } from '../../src/bus-kafka.ts';
import { NatsBus } from '../../src/bus-nats.ts';
import { RabbitBus } from '../../src/bus-rabbitmq.ts';
import { RedisBus } from '../../src/bus-redis.ts';
import { SqsBus } from '../../src/bus-sqs.ts';
import type { EventBus, EventEnvelope } from '../../src/bus.ts';
import { Inbox, inboxMigrations } from '../../src/inbox.ts';
import { createLogger } from '../../src/logger.ts';
import { Outbox, outboxMigrations } from '../../src/outbox.ts';
import { migrate, openStore, type Store, type Transaction } from '../../src/store.ts';

/**
 * One part of a shop that keeps being killed: `declare` makes what the others use, `writer` places orders, `relay` sends their events, `consumer` handles them.
 * It kills itself at the fail point KILL_AT, when that is given, and otherwise works until somebody kills it.
 */
const { ROLE = '', BROKER = '', BUS_URL = '', RUN = '', TYPE = '', SCHEMA = '', DATABASE_URL = '' } = process.env;
const { KILL_AT = '', ORDERS = '0', CONCURRENCY = '10', PER_COMMIT = '1' } = process.env;

type FailPoint = 'before-commit' | 'after-commit' | 'after-publish' | 'before-effect' | 'after-effect';
function failPoint(name: FailPoint): void {
  if (name === KILL_AT) process.kill(process.pid, 'SIGKILL');
}

const log = createLogger({ name: `${ROLE}-${RUN}`, level: 'error' });

async function openBus(service: string): Promise<EventBus> {
  const options = { url: BUS_URL, service, log, retryDelaysMs: [100, 200, 400, 800, 1_600, 3_200] };
  const more = { ...options, concurrency: Number(CONCURRENCY), ackWaitMs: 1_500 };
  if (BROKER === 'nats') return NatsBus.connect(more);
  if (BROKER === 'redis') return RedisBus.connect(more);
  if (BROKER === 'kafka') return KafkaBus.connect({ ...more, ackWaitMs: 6_000 });
  if (BROKER === 'sqs') return SqsBus.connect(more);
  return RabbitBus.connect({ ...options, exchange: `events-${RUN}` });
}

/** The consumer's queue is there before the first event, as that of a service that was deployed before. */
async function declare(store: Store): Promise<void> {
  const tables = 'CREATE TABLE orders (n int PRIMARY KEY); CREATE TABLE ledger (at serial, customer text, n int)';
  await migrate(store, [...outboxMigrations, ...inboxMigrations, { id: 'shop', sql: tables }]);
  const bus = await openBus(`mail-${RUN}`);
  await bus.subscribe(TYPE, async () => {});
  await bus.close();
}

/** Ten customers place orders one after the other, PER_COMMIT orders and their events in one transaction. */
async function write(store: Store): Promise<void> {
  const outbox = new Outbox({ store, bus: await openBus(`writer-${RUN}`), log, service: 'orders' });
  const [{ last } = { last: 0 }] = await store.query<{ last: number }>(
    'SELECT coalesce(max(n), 0)::int AS last FROM orders',
  );
  const perCommit = Number(PER_COMMIT);
  process.stdout.write('ready\n');
  for (let first = last + 1; first <= Number(ORDERS); first += perCommit) {
    await store.transaction(async (tx: Transaction) => {
      for (let n = first; n < first + perCommit && n <= Number(ORDERS); n++) {
        await tx.query('INSERT INTO orders (n) VALUES ($1)', [n]);
        await outbox.publish(tx, TYPE, { n }, { key: `customer-${n % 10}`, id: `${TYPE}:${n}` });
      }
      failPoint('before-commit');
    });
    failPoint('after-commit');
  }
}

async function relay(store: Store): Promise<void> {
  const bus = await openBus(`relay-${RUN}`);
  const send = async (event: EventEnvelope): Promise<void> => {
    await bus.send(event);
    failPoint('after-publish');
  };
  new Outbox({ store, bus: { send, check: () => bus.check() }, log, service: 'orders', pollMs: 50 }).start();
}

/** The ledger has no unique key: what happens twice stands there twice. */
async function consume(store: Store): Promise<void> {
  const bus = await openBus(`mail-${RUN}`);
  const inbox = new Inbox({ store });
  await bus.subscribe(TYPE, async (event) => {
    const { n } = event.data as { n: number };
    await inbox.once('mail', event, async (tx) => {
      failPoint('before-effect');
      await tx.query('INSERT INTO ledger (customer, n) VALUES ($1, $2)', [event.subject, n]);
    });
    failPoint('after-effect');
  });
}

const store = await openStore({ databaseUrl: DATABASE_URL, schema: SCHEMA });
const roles: Record<string, (store: Store) => Promise<void>> = { declare, writer: write, relay, consumer: consume };
await roles[ROLE]?.(store);
process.stdout.write('ready\n');
if (ROLE === 'writer' || ROLE === 'declare') process.exit(0);
for (;;) await sleep(1_000);
