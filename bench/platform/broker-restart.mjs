// R9: how soon after a broker's restart (kill -9) its port listens, an event is published, and one is delivered: both within
// 1 s after the port listens. In the short form the times are told, and only what was lost is judged.
//   node bench/platform/broker-restart.mjs [redis] [nats] [rabbitmq] [--short] [--restarts 10]
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { absentServers, listening, natsServer, rabbitServer, redisServer } from './brokers.mjs';
import { buildPlatform } from './build.mjs';
import { skip } from './support/part.mjs';

const LIMIT_MS = 1_000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, restarts: { type: 'string' } },
});
const restarts = Number(values.restarts ?? (values.short ? 2 : 10));
const servers = { redis: redisServer, nats: natsServer, rabbitmq: rabbitServer };
const names = positionals.length > 0 ? positionals : Object.keys(servers);
const absent = absentServers(names);
if (absent.length > 0) {
  skip('R9', `there is no ${absent.join(', no ')} here`);
  process.exit();
}

const folder = buildPlatform();
chmodSync(folder, 0o755);
const platform = (file) => import(pathToFileURL(join(folder, 'src', `${file}.js`)).href);
const figures = {};
try {
  if (values.short) await Promise.all(names.map(measureAndKeep));
  else for (const name of names) await measureAndKeep(name);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
const met = Object.values(figures).every(({ publishedMs, deliveredMs, lost }) => {
  return lost === 0 && (values.short || (publishedMs.max <= LIMIT_MS && deliveredMs.max <= LIMIT_MS));
});
const judged = values.short ? 'counts' : 'counts and times';
console.log(JSON.stringify({ goal: 'R9', figures: { restarts, limitMs: LIMIT_MS, judged, ...figures }, met }));
process.exit(met ? 0 : 1);

async function measureAndKeep(name) {
  figures[name] = await measure(name);
}

async function measure(name) {
  const home = join(folder, name);
  mkdirSync(home);
  const broker = await servers[name](home);
  await broker.start();
  const bus = await openBus(name, broker.url);
  const [accepted, received] = [new Set(), new Map()];
  await bus.subscribe('tick', async ({ data }) => void (received.has(data) || received.set(data, performance.now())));
  // What a single-node quorum queue of RabbitMQ needs before it survives the death of its broker.
  await sleep(name === 'rabbitmq' ? 20_000 : 500);
  const [published, delivered] = [[], []];
  let number = 0;
  /** Publishes until `deadline`, as often as it can; resolves with when the first one was confirmed. */
  const publishUntilConfirmed = async () => {
    for (;;) {
      const tick = number++;
      const done = await bus.publish('tick', tick).then(
        () => true,
        () => false,
      );
      if (done) return accepted.add(tick) && { tick, at: performance.now() };
      await sleep(2);
    }
  };
  for (let restart = 0; restart < restarts; restart++) {
    await publishUntilConfirmed();
    await broker.kill();
    const down = sleep(1_000 + Math.random() * 2_000);
    const confirmed = down.then(publishUntilConfirmed);
    await down;
    const started = broker.start();
    await listening(broker.port, 90_000, name);
    const at = performance.now();
    await started;
    const first = await confirmed;
    while (!received.has(first.tick)) await sleep(1);
    published.push(Math.max(0, first.at - at));
    delivered.push(Math.max(0, received.get(first.tick) - at));
    await sleep(500);
  }
  for (let tries = 0; tries < 100 && [...accepted].some((tick) => !received.has(tick)); tries++) await sleep(100);
  const lost = [...accepted].filter((tick) => !received.has(tick)).length;
  await bus.close();
  await broker.stop();
  const result = { publishedMs: spread(published), deliveredMs: spread(delivered), lost };
  console.log(`${name}: ${JSON.stringify(result)}`);
  return result;
}

async function openBus(name, url) {
  const { createLogger } = await platform('logger');
  const options = { url, service: 'ticker', log: createLogger({ name: 'bench', level: 'fatal' }) };
  if (name === 'redis') return (await platform('bus-redis')).RedisBus.connect(options);
  if (name === 'nats') return (await platform('bus-nats')).NatsBus.connect(options);
  return (await platform('bus-rabbitmq')).RabbitBus.connect(options);
}

function spread(values) {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) };
}
