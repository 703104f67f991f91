// R1: order → outbox → broker → inbox → effect, while writers, relays, consumers, the broker and PostgreSQL are killed at
// random: 1,000 kills per broker over 100,000 messages, nothing lost, no effect twice.
//   node bench/platform/kills.mjs [redis] [nats] [rabbitmq] [--short] [--ordered] [--kills 1000] [--messages 100000] [--seed 1]
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { absentServers, natsServer, postgresServer, rabbitServer, redisServer } from './brokers.mjs';
import { buildPlatform, startChild } from './build.mjs';
import { skip } from './support/part.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    ordered: { type: 'boolean', default: false },
    kills: { type: 'string' },
    messages: { type: 'string' },
    seed: { type: 'string' },
    pause: { type: 'string', default: '400' },
  },
});
const servers = { redis: redisServer, nats: natsServer, rabbitmq: rabbitServer };
const kills = Number(values.kills ?? (values.short ? 10 : 1_000));
const messages = Number(values.messages ?? (values.short ? 1_000 : 100_000));
const seed = Number(values.seed ?? process.env.PROOF_SEED ?? Date.now() % 1_000_000);
const pauseMs = Number(values.pause);
// A single-node quorum queue of RabbitMQ that dies seconds after its declaration stays without a leader for ever.
const settledMs = { rabbitmq: 20_000 };

const roles = ['writer', 'relay', 'relay', 'consumer', 'consumer'];

const names = positionals.length > 0 ? positionals : Object.keys(servers);
const absent = absentServers(['postgres', ...names]);
if (absent.length > 0) {
  skip('R1', `there is no ${absent.join(', no ')} here`);
  process.exit();
}

const figures = {};
const folder = buildPlatform();
chmodSync(folder, 0o755);
const started = new Set();
// The servers live in groups of their own: an interrupted run must not leave them behind.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().then(() => process.exit(1)));
try {
  // The short form mostly waits: for a quorum, for messages that come again.
  if (values.short) await Promise.all(names.map(runAndKeep));
  else for (const name of names) await runAndKeep(name);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
const met = Object.values(figures).every((each) => each.lost === 0 && each.double === 0 && each.disorder === 0);
const full = Object.values(figures).every((each) => each.kills >= 1_000 && each.messages >= 100_000);
const complete = full && Object.keys(servers).every((name) => name in figures);
console.log(
  JSON.stringify({ goal: 'R1', figures: { seed, complete, ...figures }, met: met && (complete || values.short) }),
);
process.exitCode = met ? 0 : 1;

async function runAndKeep(name) {
  figures[name] = await run(name);
}

async function run(name) {
  const home = join(folder, name);
  mkdirSync(home);
  const [postgres, broker] = [await postgresServer(home), await servers[name](home)];
  const children = new Map();
  started.add(postgres).add(broker);
  try {
    await Promise.all([postgres.start(), broker.start()]);
    const shop = await openShop(postgres.url, values.ordered && name !== 'rabbitmq');
    const env = environment(name, postgres.url, broker.url);
    await startChild(folder, 'shop-events', { ...env, ROLE: 'declare' }).ended;
    await sleep(values.short && name !== 'rabbitmq' ? 0 : (settledMs[name] ?? 0));
    const begun = performance.now();
    const killed = await storm({ children, env, broker, shop });
    const stormS = seconds(begun);
    await finish(shop);
    const result = { ...(await shop.count()), messages, ...killed, seconds: seconds(begun), stormSeconds: stormS };
    console.log(`${name}: ${JSON.stringify(result)}`);
    await shop.close();
    return result;
  } finally {
    for (const { kill } of children.values()) kill();
    await Promise.all([...children.values()].map(({ ended }) => ended));
    await broker.stop();
    await postgres.stop();
  }
}

function environment(broker, databaseUrl, url) {
  const names = { BROKER: broker, BUS_URL: url, DATABASE_URL: databaseUrl, SCHEMA: 'shop', RUN: 'kills' };
  const concurrency = values.ordered && broker !== 'rabbitmq' ? '1' : '10';
  return { ...names, TYPE: 'order-placed', ORDERS: String(messages), CONCURRENCY: concurrency, PER_COMMIT: '20' };
}

async function stopAll() {
  await Promise.all([...started].map((each) => each.stop()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Kills at random until there were enough kills, and starts again what has died. */
async function storm({ children, env, broker, shop }) {
  const random = randomFrom(seed);
  const count = { kills: 0, broker: 0, postgres: 0, processes: 0 };
  for (const [slot, role] of roles.entries()) start(children, slot, role, env);
  // Rare, because each of them stands still for longer than a process.
  const every = Math.max(4, Math.floor(kills / 20));
  while (count.kills < kills) {
    await sleep(pauseMs / 2 + random() * pauseMs);
    count.kills++;
    if (count.kills % every === 0) {
      await broker.kill();
      await broker.start();
      count.broker++;
    } else if (count.kills % every === Math.floor(every / 2)) {
      // The death of one of its processes makes PostgreSQL drop all connections, and recover from its log.
      await shop.crash(random());
      count.postgres++;
    } else {
      const slot = await oneAtWork(children, random);
      children.get(slot).kill();
      await children.get(slot).ended;
      start(children, slot, roles[slot], env);
      count.processes++;
    }
    if (count.kills % 100 === 0) console.log(`${count.kills} kills, ${await shop.progress()}`);
  }
  return count;
}

/** To kill what has not begun to work would prove nothing. */
async function oneAtWork(children, random) {
  for (;;) {
    const atWork = [...children.keys()].filter((slot) => children.get(slot).output().includes('ready'));
    if (atWork.length > 0) return atWork[Math.floor(random() * atWork.length)];
    await sleep(50);
  }
}

/** What ends by itself, because its database or broker is away, comes back like a container would. */
function start(children, slot, role, env) {
  const child = startChild(folder, 'shop-events', { ...env, ROLE: role });
  children.set(slot, child);
  void child.ended.then(async (code) => {
    if (children.get(slot) !== child || code === null || (role === 'writer' && code === 0)) return;
    await sleep(300);
    if (children.get(slot) === child) start(children, slot, role, env);
  });
}

/** Lets all work to the end, and for a moment longer, so that what comes twice has the time to. */
async function finish(shop) {
  let last = -1;
  for (let idle = 0; idle < 60;) {
    await sleep(1_000);
    const { handled } = await shop.count().catch(() => ({ handled: last }));
    if (handled >= messages) break;
    idle = handled === last ? idle + 1 : 0;
    last = handled;
  }
  await sleep(2_000);
}

/** The shop's database, and what it says about orders and effects. */
async function openShop(url, ordered) {
  const pool = new pg.Pool({ connectionString: url, max: 2, options: '-c search_path=shop' });
  pool.on('error', () => {});
  const query = async (sql) => (await pool.query(sql)).rows;
  const retried = async (sql) => {
    for (let tries = 0; ; tries++) {
      try {
        return await query(sql);
      } catch (error) {
        if (tries > 100) throw error;
        await sleep(200);
      }
    }
  };
  const number = async (sql) => Number((await retried(`SELECT (${sql})::int AS n`))[0].n);
  return {
    close: () => pool.end(),
    async crash(random) {
      const others = `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
      const pids = await retried(others);
      const { pid } = pids[Math.floor(random * pids.length)] ?? {};
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    async progress() {
      return `${await number('SELECT count(*) FROM orders')} orders, ${await number('SELECT count(*) FROM ledger')} effects`;
    },
    async count() {
      const disorder = `SELECT count(*) FROM (SELECT n, lag(n) OVER (PARTITION BY customer ORDER BY at) AS before
        FROM ledger) AS handled WHERE n < before`;
      return {
        orders: await number('SELECT count(*) FROM orders'),
        handled: await number('SELECT count(DISTINCT n) FROM ledger'),
        lost: messages - (await number('SELECT count(DISTINCT ledger.n) FROM ledger JOIN orders USING (n)')),
        double: await number('SELECT count(*) FROM (SELECT n FROM ledger GROUP BY n HAVING count(*) > 1) AS twice'),
        disorder: ordered ? await number(disorder) : 0,
      };
    },
  };
}

function seconds(since) {
  return Math.round((performance.now() - since) / 100) / 10;
}

/** mulberry32: the same numbers for the same seed. */
function randomFrom(from) {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
