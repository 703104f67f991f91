// R3: sagas a second beside DBOS on the same PostgreSQL, in rounds that alternate, and how long after a kill another replica
// goes on. Both engines run the same sagas: three steps that write a row each through a pool of their own, every fifth one
// refused and undone, as many at a time. CPU seconds are those of the engine's process and of PostgreSQL's for it: on a
// machine that does other things as well they tell more than the clock.
//   npm install --prefix bench/platform/dbos && node bench/platform/saga-throughput.mjs [--short] [--sagas 1000] [--rounds 3] [--concurrency 8]
// In the short form the rates are told, and only the effects are judged.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { buildPlatform, startProgram } from './build-platform.mjs';
import { answers, skip } from './support/part.mjs';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    sagas: { type: 'string' },
    rounds: { type: 'string' },
    concurrency: { type: 'string', default: '8' },
    'database-url': { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/test' },
  },
});
const sagas = values.sagas ?? (values.short ? '200' : '1000');
const rounds = Number(values.rounds ?? (values.short ? 2 : 3));
const peer = path.join(import.meta.dirname, 'dbos');
if (!existsSync(path.join(peer, 'node_modules/@dbos-inc'))) {
  // Never required: it is no part of the package, and installed by hand.
  const reason = 'DBOS is not installed: npm install --prefix bench/platform/dbos';
  console.log(JSON.stringify({ goal: 'R3', skipped: reason, met: true, figures: {} }));
  process.exit();
}
if (!(await answers(Number(new URL(values['database-url']).port || 5432)))) {
  skip('R3', 'there is no PostgreSQL here');
  process.exit();
}

// A database for this run alone: DBOS keeps its tables in a schema of a fixed name.
const admin = new pg.Client({ connectionString: values['database-url'] });
await admin.connect();
const database = `saga_throughput_${process.pid}`;
await admin.query(`CREATE DATABASE ${database}`);
const url = new URL(values['database-url']);
url.pathname = `/${database}`;
const client = new pg.Client({ connectionString: url.href });
await client.connect();
await client.query(
  'CREATE TABLE effects (engine text, saga text, step text, at timestamptz DEFAULT clock_timestamp())',
);

const { folder, remove } = buildPlatform();
const program = path.join(folder, 'test/children/throughput.js');
const env = {
  DATABASE_URL: url.href,
  SYSTEM_DATABASE_URL: url.href,
  SCHEMA: 'ours',
  SAGAS: sagas,
  CONCURRENCY: values.concurrency,
};
const rates = { ours: [], dbos: [] };
const cpu = { ours: [], dbos: [] };
for (let round = 0; round < rounds; round++) {
  for (const [engine, file] of [
    ['ours', program],
    ['dbos', path.join(peer, 'sagas.mjs')],
  ]) {
    const { rate, cpuMs } = await measure(file, `${engine}-${round}`);
    rates[engine].push(rate);
    cpu[engine].push(cpuMs);
    console.log(
      `round ${round + 1}: ${engine.padEnd(4)} ${rate.toFixed(0)} sagas/s, ${cpuMs.toFixed(2)} ms of CPU each`,
    );
  }
}
const resumeMs = await measureResume();
remove();
await client.end();
await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
await admin.end();

const ratios = rates.ours.map((rate, round) => rate / rates.dbos[round]);
const figures = {
  oursPerSecond: Math.round(median(rates.ours)),
  dbosPerSecond: Math.round(median(rates.dbos)),
  ratio: Number(median(ratios).toFixed(2)),
  oursCpuMs: Number(median(cpu.ours).toFixed(2)),
  dbosCpuMs: Number(median(cpu.dbos).toFixed(2)),
  resumeMs,
  concurrency: Number(values.concurrency),
  sagas: Number(sagas) * rounds,
  judged: values.short ? 'counts' : 'counts and times',
};
const met = values.short || (figures.ratio >= 3 && resumeMs <= 2_000);
console.log(JSON.stringify({ goal: 'R3', figures, met }));
process.exitCode = met ? 0 : 1;

async function measure(file, run) {
  const child = startProgram(file, { ...env, RUN: run });
  const ended = await child.ended;
  const cpuMs = Number(/^cpu (.+)$/m.exec(child.output())?.[1]) / Number(sagas);
  const seconds = Number(/^seconds (.+)$/m.exec(child.output())?.[1]);
  if (ended !== 0 || !(seconds > 0)) throw new Error(`${run}: ${ended}\n${child.output()}`);
  // Of every saga all effects, each once: what is fast and forgets is not fast.
  const { rows } = await client.query(
    `SELECT count(*)::int AS all, count(DISTINCT (saga, step))::int AS different FROM effects WHERE engine = $1`,
    [run],
  );
  const refused = Math.ceil(Number(sagas) / 5);
  const wanted = 4 * refused + 3 * (Number(sagas) - refused);
  if (rows[0].all !== wanted || rows[0].different !== wanted)
    throw new Error(`${run}: ${JSON.stringify(rows[0])}, not ${wanted}`);
  return { rate: Number(sagas) / seconds, cpuMs };
}

/** Kills a replica whose sagas all wait in their second step; milliseconds until another one has taken up the last. */
async function measureResume() {
  const living = startProgram(program, { ...env, SAGAS: '0', RUN: 'living' });
  const dying = startProgram(program, { ...env, SAGAS: '40', CONCURRENCY: '40', HANG: 'yes', RUN: 'dying' });
  const waiting = async (engine) =>
    (await client.query(`SELECT count(*)::int AS n FROM effects WHERE engine = $1 AND step = 'charge'`, [engine]))
      .rows[0].n;
  while ((await waiting('dying')) < 40) await sleep(20);
  // Long enough for leases to have been renewed.
  await sleep(2_000);
  const { rows: clock } = await client.query('SELECT clock_timestamp() AS now');
  dying.process.kill('SIGKILL');
  while ((await waiting('living')) < 40) await sleep(20);
  const { rows } = await client.query(`SELECT max(at) AS at FROM effects WHERE engine = 'living' AND step = 'charge'`);
  living.process.kill('SIGKILL');
  await living.ended;
  await dying.ended;
  return rows[0].at.getTime() - clock[0].now.getTime();
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
