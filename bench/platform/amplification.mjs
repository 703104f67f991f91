// R6: what a dead upstream sees when everything fails: requests that reach it for each that callers make, with one layer
// of services above it and with three. The breaker is off, because it would hide what retries do.
//   node bench/platform/amplification.mjs [--short] [--seed N]
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { finish, isShort, loadPlatform, randomOf, round, seed } from './platform.mjs';

const REQUESTS = isShort ? 300 : 5_000;
const PER_SECOND = isShort ? 100 : 250;
const MOST = 1.1;

const platform = loadPlatform();
const { HttpClient } = await platform('src/http-client');
const { createApp } = await platform('src/http-server');
const { Health } = await platform('src/health');
const { createLogger } = await platform('src/logger');
const random = randomOf(seed);
const GET = { method: 'GET', path: '/charges/1' };

const figures = { seed, requests: REQUESTS };
for (const layers of [1, 3]) figures[`layers${layers}`] = await amplification(layers, { breaker: false });
// As it is generated: with the breaker on, hardly anything reaches a dead upstream.
figures.layers3WithBreaker = await amplification(3, {});
console.log(figures);
const met = [figures.layers1, figures.layers3].every(({ ratio, perCall }) => ratio <= MOST && perCall <= 3);
finish('R6', figures, { met, failed: !met });

async function amplification(layers, policy) {
  const closing = [];
  let seen = 0;
  const dead = createServer((_request, response) => {
    seen++;
    response.writeHead(503).end();
  });
  await new Promise((resolve) => dead.listen(0, '127.0.0.1', resolve));
  let url = `http://127.0.0.1:${dead.address().port}`;
  let client;
  for (let layer = 1; layer <= layers; layer++) {
    const inner = new HttpClient({ name: `layer-${layer - 1}`, baseUrl: url, policy: { concurrent: 200, ...policy } });
    closing.unshift(() => inner.close());
    client = inner;
    if (layer === layers) break;
    const app = createApp({
      name: `layer-${layer}`,
      log: createLogger({ name: `layer-${layer}`, level: 'silent' }),
      health: new Health(),
    });
    app.get(GET.path, () => inner.request(GET));
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    closing.unshift(() => app.close());
  }
  // One call alone, with every retry that it may have.
  await client.request(GET).catch(() => {});
  const perCall = seen;
  seen = 0;
  const calls = [];
  const startedAt = performance.now();
  for (let made = 0; made < REQUESTS; made++) {
    calls.push(client.request(GET).catch(() => {}));
    const dueMs = ((made + random()) * 1_000) / PER_SECOND;
    const aheadMs = dueMs - (performance.now() - startedAt);
    if (aheadMs > 1) await sleep(aheadMs);
  }
  await Promise.all(calls);
  for (const close of closing) await close();
  await new Promise((resolve) => dead.close(resolve));
  return { ratio: round(seen / REQUESTS, 4), perCall };
}
