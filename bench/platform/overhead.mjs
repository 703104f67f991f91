// R4: what the guarded client costs against a bare undici Pool, in blocks that take turns within one run, and what the
// guards cost by themselves. Times are told, not judged in the short form: the process always ends with 0.
//   node bench/platform/overhead.mjs [--short]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { finish, isShort, loadPlatform, median, quantile, round } from './platform.mjs';

if (process.argv.includes('--server')) {
  const body = JSON.stringify({ id: '7', items: [{ sku: 'shoe', quantity: 1 }] });
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());
} else await measure();

async function measure() {
  const platform = loadPlatform();
  const { HttpClient } = await platform('src/http-client');
  const { CallGuard } = await platform('src/call-guard');
  const { newContext, runWithContext } = await platform('src/context');
  const child = fork(fileURLToPath(import.meta.url), ['--server']);
  const [port] = await once(child, 'message');
  const baseUrl = `http://127.0.0.1:${port}`;
  const pool = new Pool(baseUrl, { connections: 25 });
  const client = new HttpClient({ name: 'orders', baseUrl });
  const ways = {
    bare: async () => (await pool.request({ method: 'GET', path: '/orders/7' })).body.json(),
    guarded: () => client.request({ method: 'GET', path: '/orders/7' }),
  };
  const figures = {};
  for (const concurrency of [1, 16]) figures[`concurrency${concurrency}`] = await compare(ways, concurrency);
  // A service calls others for a request that it answers; without one, each call begins a trace of its own.
  figures.pipelineUs = round(await runWithContext(newContext(), () => pipeline(CallGuard)), 2);
  figures.pipelineWithNewTraceUs = round(await pipeline(CallGuard), 2);
  child.disconnect();
  await Promise.all([pool.destroy(), client.close()]);
  const { concurrency1, concurrency16 } = figures;
  const met = concurrency16.rpsRatio >= 0.9 && concurrency1.p99Ratio <= 1.1 && figures.pipelineUs <= 1.5;
  finish('R4', { ...figures, judged: isShort ? 'nothing' : 'times' }, { met: isShort || met });
}

// Blocks of the two ways, each pair in the other order; the ratios are those of pairs, so that a busy machine hits both.
async function compare(ways, concurrency) {
  const pairs = isShort ? 6 : 30;
  const blockMs = isShort ? 150 : 400;
  for (const way of Object.values(ways)) await block(way, concurrency, 2 * blockMs);
  const ratios = { rps: [], p50: [], p99: [], cpu: [] };
  const all = { bare: [], guarded: [] };
  for (let pair = 0; pair < pairs; pair++) {
    const names = pair % 2 === 0 ? ['bare', 'guarded'] : ['guarded', 'bare'];
    const result = {};
    for (const name of names) all[name].push((result[name] = await block(ways[name], concurrency, blockMs)));
    for (const key of Object.keys(ratios)) ratios[key].push(result.guarded[key] / result.bare[key]);
  }
  const of = (name, key, digits) => round(median(all[name].map((block) => block[key])), digits);
  const figures = {
    rpsRatio: round(median(ratios.rps)),
    p50Ratio: round(median(ratios.p50)),
    p99Ratio: round(median(ratios.p99)),
    cpuRatio: round(median(ratios.cpu)),
    bare: { rps: of('bare', 'rps', 0), p50Ms: of('bare', 'p50'), p99Ms: of('bare', 'p99') },
    guarded: { rps: of('guarded', 'rps', 0), p50Ms: of('guarded', 'p50'), p99Ms: of('guarded', 'p99') },
  };
  console.log(`concurrency ${concurrency}:`, JSON.stringify(figures));
  return figures;
}

async function block(way, concurrency, forMs) {
  const times = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const lane = async () => {
    for (let now = startedAt; now - startedAt < forMs;) {
      await way();
      const then = now;
      now = performance.now();
      times.push(now - then);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const elapsed = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  return {
    rps: (times.length * 1_000) / elapsed,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: (user + system) / times.length,
  };
}

/** Microseconds of CPU time that bulkhead, deadline, retry, budget, breaker and attempt timeout take around a call of nothing. */
async function pipeline(CallGuard) {
  const guard = new CallGuard({ name: 'orders' });
  const call = { idempotent: true };
  const exchange = { done: Promise.resolve('answer'), cancel() {} };
  const rounds = [];
  for (let part = 0; part < (isShort ? 5 : 15); part++) {
    const calls = 50_000;
    const nothing = await cpuOf(calls, () => exchange.done);
    rounds.push((await cpuOf(calls, () => guard.run(call, () => exchange))) - nothing);
  }
  return median(rounds.slice(1));
}

async function cpuOf(calls, run) {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
