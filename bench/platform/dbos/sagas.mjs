// Three-step sagas as DBOS workflows; prints how many seconds they took.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { readFileSync } from 'node:fs';
import pg from 'pg';

const { DATABASE_URL, SYSTEM_DATABASE_URL, SAGAS, CONCURRENCY, RUN } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
pool.on('error', () => {});

const effect = (saga, step) =>
  pool.query('INSERT INTO effects (engine, saga, step) VALUES ($1, $2, $3)', [RUN, saga, step]);

async function checkout(saga, refused) {
  await DBOS.runStep(() => effect(saga, 'reserve').then(() => null), { name: 'reserve' });
  await DBOS.runStep(() => effect(saga, 'charge').then(() => null), { name: 'charge' });
  if (!refused) {
    await DBOS.runStep(() => effect(saga, 'ship').then(() => null), { name: 'ship' });
    return;
  }
  await DBOS.runStep(() => effect(saga, 'undo charge').then(() => null), { name: 'undo charge' });
  await DBOS.runStep(() => effect(saga, 'undo reserve').then(() => null), { name: 'undo reserve' });
}
const workflow = DBOS.registerWorkflow(checkout, { name: 'checkout' });

DBOS.setConfig({ name: 'sagas', systemDatabaseUrl: SYSTEM_DATABASE_URL, logLevel: 'error', runAdminServer: false });
await DBOS.launch();
let next = 0;
const lane = async () => {
  for (let n = next++; n < Number(SAGAS); n = next++) {
    const handle = await DBOS.startWorkflow(workflow, { workflowID: `${RUN}-${n}` })(`${RUN}-${n}`, n % 5 === 0);
    await handle.getResult();
  }
};
const [begun, cpuBefore] = [performance.now(), await cpuMs()];
await Promise.all(Array.from({ length: Number(CONCURRENCY) }, lane));
process.stdout.write(`seconds ${(performance.now() - begun) / 1000}\ncpu ${(await cpuMs()) - cpuBefore}\n`);
await DBOS.shutdown();
await pool.end();

/** Milliseconds of CPU of this process and of the backends of PostgreSQL that work for its database. */
async function cpuMs() {
  const { user, system } = process.cpuUsage();
  const { rows } = await pool.query('SELECT pid FROM pg_stat_activity WHERE datname = current_database()');
  const ticks = rows.map(({ pid }) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  });
  return (user + system) / 1_000 + 10 * ticks.reduce((sum, each) => sum + each, 0);
}
