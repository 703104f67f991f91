// R2: sagas under faults: every fail point of every scenario × { kill, stop, throw } on PostgreSQL and on the embedded store,
// then random kills of two replicas. Every effect is counted in a ledger without unique keys.
//   node bench/platform/saga-kills.mjs [--short] [--kills 500] [--every 1] [--embedded-every 1] [--seed 7] [--database-url postgres://…]
import { cpSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPlatform, startProgram } from './build-platform.mjs';
import { answers, skip } from './support/part.mjs';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    kills: { type: 'string' },
    every: { type: 'string' },
    'embedded-every': { type: 'string' },
    seed: { type: 'string' },
    'database-url': { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/test' },
  },
});
const kills = Number(values.kills ?? (values.short ? 25 : 500));
// Every n-th fault alone; an embedded database takes a second to start.
const every = {
  postgres: Number(values.every ?? (values.short ? 12 : 1)),
  pglite: Number(values['embedded-every'] ?? (values.short ? 40 : 1)),
};
const seed = Number(values.seed ?? process.env.PROOF_SEED ?? Date.now()) % 1_000_000;
const databaseUrl = values['database-url'];
if (!(await answers(Number(new URL(databaseUrl).port || 5432)))) {
  skip('R2', 'there is no PostgreSQL here');
  process.exit();
}

const { folder, remove } = buildPlatform();
const load = (file) => import(pathToFileURL(path.join(folder, file)).href);
const { audit, isSound, pointsOf, runFault, SCENARIOS, storm } = await load('test/support/saga-faults.js');
const { openStore } = await load('src/store.js');
const start = (program, env) => startProgram(path.join(folder, 'test/children', `${program}.js`), env);
const run = `saga_kills_${process.pid}`;

const totals = { doubleEffects: 0, forgottenEffects: 0, forgottenCompensations: 0, stuck: 0, wrongAlerts: 0 };
const failures = [];
const faults = { postgres: 0, pglite: 0 };

await failEverywhere('postgres', async (name) => ({
  env: { DATABASE_URL: databaseUrl, SCHEMA: `${run}_${name}` },
  options: { databaseUrl, schema: `${run}_${name}` },
}));
const template = path.join(folder, 'template');
await start('checkout', { DATA_DIR: template, FEED: '0' }).ended;
await failEverywhere('pglite', async (name) => {
  const dataDir = path.join(folder, name);
  cpSync(template, dataDir, { recursive: true });
  return { env: { DATA_DIR: dataDir }, options: { dataDir } };
});

console.log(`${kills} random kills of two replicas, seed ${seed}`);
const result = await storm(start, { databaseUrl, schema: `${run}_storm` }, { kills, seed });
add(result.audit, `storm with seed ${seed}`);
await drop(`${run}_storm`);
remove();

const figures = {
  faults,
  kills: result.kills,
  sagas: result.audit.sagas,
  alerts: result.audit.alerts,
  silentAlerts: result.silentAlerts,
  ...totals,
  failures: failures.length,
  seconds: Math.round(result.seconds),
  seed,
};
const met = failures.length === 0 && result.silentAlerts === 0 && result.audit.sagas > 0;
console.log(JSON.stringify({ goal: 'R2', figures, met }));
process.exitCode = met ? 0 : 1;

async function failEverywhere(kind, fresh) {
  const all = [];
  for (const scenario of SCENARIOS) {
    const { env } = await fresh(`points_${scenario}`);
    for (const point of await pointsOf(start, env, scenario))
      for (const action of ['kill', 'stop', 'throw']) all.push({ scenario, point, action });
    await drop(env.SCHEMA);
  }
  const chosen = all.filter((_, index) => index % every[kind] === seed % every[kind]);
  console.log(`${kind}: ${chosen.length} of ${all.length} faults`);
  const lane = async () => {
    for (let fault = chosen.pop(); fault; fault = chosen.pop())
      await tryFault(kind, fault, await fresh(`f${chosen.length}`));
  };
  await Promise.all([lane(), lane()]);
}

async function tryFault(kind, fault, { env, options }) {
  const label = `${kind} ${fault.scenario} ${fault.point} ${fault.action}`;
  faults[kind]++;
  try {
    await runFault(start, env, fault);
    const store = await openStore(options);
    add(await audit(store), label);
    await store.close();
    await drop(env.SCHEMA);
  } catch (error) {
    failures.push(label);
    console.log(`FAILED ${label}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function add(found, label) {
  for (const key of Object.keys(totals)) totals[key] += found[key];
  if (isSound(found)) return;
  failures.push(label);
  console.log(`FAILED ${label}: ${JSON.stringify(found)}`);
}

async function drop(schema) {
  if (schema === undefined) return;
  const store = await openStore({ databaseUrl, schema });
  await store.query(`DROP SCHEMA ${schema} CASCADE`);
  await store.close();
}
