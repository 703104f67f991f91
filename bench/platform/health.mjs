// H1: liveness and readiness of a generated service whose database and broker go away, refused and silent; probes by the
// thousand while it is overloaded; and a second process at an embedded store.
//   node bench/platform/health.mjs [--short]      10,000 probes, or 2,000
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';
import { FaultProxy } from './support/fault-proxy.mjs';
import { answers, finish, isShort, round } from './support/part.mjs';
import { builtSystem, freePorts, start, startService, statusOf, until } from './support/system.mjs';

const PROBES = isShort ? 2_000 : 10_000;
const ROUNDS = isShort ? 1 : 5;
const blueprint = `
system: { name: shop, shape: microservices }
defaults: { bus: nats, database: postgres }
services:
  orders:
    owns: [orders]
    endpoints: [{ POST /orders: { as: placeOrder, publishes: [order.created] } }, GET /orders/:id]
    publishes: [order.created]
`;

const root = await builtSystem(blueprint);
const database = `proof_${randomBytes(4).toString('hex')}`;
const servers = { store: await answers(5432), bus: await answers(4222) };
const outages = servers.store && servers.bus ? await withDatabase(measureOutages) : {};
const figures = { ...outages, ...(await measureProbes()), secondProcess: await secondProcess() };
const missing = Object.keys(servers).filter((name) => !servers[name]);
figures.judged = isShort ? 'counts' : 'counts and times';
if (missing.length > 0) figures.notShown = `outages: no ${missing.join(' and no ')} here`;
finish(
  'H1',
  figures,
  figures.probesRefused === 0 &&
    figures.othersTurnedAway > 0 &&
    figures.secondProcess === 'refused' &&
    (missing.length > 0
      ? process.env.ARCHWRIGHT_REQUIRE_SERVICES !== '1'
      : figures.livenessFailures === 0 &&
        (isShort || (figures.slowestNotReadyMs <= 2_000 && figures.slowestReadyMs <= 5_000))),
);
process.exit();

async function measureOutages() {
  const proxies = { store: await new FaultProxy(5432).open(), bus: await new FaultProxy(4222).open() };
  const [port] = await freePorts(1);
  const service = await startService(root, 'orders', port, {
    DATABASE_URL: `postgres://postgres@127.0.0.1:${proxies.store.port}/${database}`,
    BUS_URL: `nats://127.0.0.1:${proxies.bus.port}`,
    LOG_LEVEL: 'silent',
  });
  const url = `http://127.0.0.1:${port}/health`;
  const told = { outages: 0, livenessFailures: 0, slowestNotReadyMs: 0, slowestReadyMs: 0 };
  const look = async () => {
    if ((await statusOf(`${url}/live`)) !== 200) told.livenessFailures++;
  };
  const watch = setInterval(() => void look(), 50);
  for (let round_ = 0; round_ < ROUNDS; round_++)
    for (const [name, proxy] of Object.entries(proxies))
      for (const fault of ['refused', 'silent']) {
        await proxy.setFault(fault);
        const gone = await until(async () => (await statusOf(`${url}/ready`)) === 503, `${name} ${fault} is noticed`);
        await sleep(500);
        await proxy.setFault(null);
        const back = await until(async () => (await statusOf(`${url}/ready`)) === 200, `${name} is back`);
        console.log(`${name} ${fault}: not ready after ${gone.toFixed(0)} ms, ready after ${back.toFixed(0)} ms`);
        told.outages++;
        told.slowestNotReadyMs = Math.max(told.slowestNotReadyMs, round(gone, 0));
        told.slowestReadyMs = Math.max(told.slowestReadyMs, round(back, 0));
      }
  clearInterval(watch);
  service.child.kill('SIGKILL');
  await service.ended;
  for (const proxy of Object.values(proxies)) await proxy.close();
  return told;
}

async function withDatabase(fn) {
  const admin = new pg.Client('postgres://postgres@127.0.0.1:5432/postgres');
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  try {
    return await fn();
  } finally {
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin.end();
  }
}

/** Probes while every place of the service is taken, and others are turned away. */
async function measureProbes() {
  const plain = await builtSystem('system: { name: plain }\nservices: { quotes: { endpoints: [GET /quotes] } }\n', {
    'services/quotes/src/handlers/get-quotes.ts': (text) =>
      text.replace(/(: Promise<Fields> \{\n)/, '$1  await new Promise((resolve) => setTimeout(resolve, 500));\n'),
  });
  const [port] = await freePorts(1);
  const service = await startService(plain, 'quotes', port, { LOG_LEVEL: 'silent' });
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 450, pipelining: 1 });
  let probing = true;
  let turnedAway = 0;
  const others = Array.from({ length: 400 }, async () => {
    while (probing)
      if ((await ask(pool, '/quotes')) === 503) {
        turnedAway++;
        await sleep(500);
      }
  });
  const statuses = [];
  const probes = Array.from({ length: 20 }, async () => {
    while (statuses.length < PROBES)
      statuses.push(await ask(pool, statuses.length % 2 ? '/health/live' : '/health/ready'));
  });
  await Promise.all(probes);
  probing = false;
  await Promise.all(others);
  await pool.destroy();
  service.child.kill('SIGKILL');
  const probesRefused = statuses.filter((status) => status !== 200).length;
  return { probes: statuses.length, probesRefused, othersTurnedAway: turnedAway };
}

async function ask(pool, url) {
  const { statusCode, body } = await pool.request({ path: url, method: 'GET' });
  await body.dump();
  return statusCode;
}

/** Two processes in one folder of the embedded store would overwrite each other's rows: the second has to end. */
async function secondProcess() {
  const folder = mkdtempSync(path.join(tmpdir(), 'proof-store-'));
  const env = { DATA_DIR: path.join(folder, 'orders') };
  const [port, other] = await freePorts(2);
  const first = await startService(root, 'orders', port, env);
  const second = start(path.join(root, 'services/orders'), process.execPath, ['dist/main.js'], {
    PORT: String(other),
    ...env,
  });
  const code = await second.ended;
  const said = second.output.includes('for one process only');
  const lives = (await statusOf(`http://127.0.0.1:${port}/health/ready`)) === 200;
  first.child.kill('SIGKILL');
  return code !== 0 && said && lives ? 'refused' : `ended with ${code}: ${second.output.slice(0, 300)}`;
}
