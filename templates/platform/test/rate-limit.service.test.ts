import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Health } from '../src/health.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { limitRate, registerRateLimit } from '../src/rate-limit.ts';
import { describeWith, runId } from './support/services.ts';
import { until } from './support/upstream.ts';

const REDIS_URL = 'redis://127.0.0.1:6379';
const describe = await describeWith('Redis', REDIS_URL);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function replica(name: string, redisUrl: string): Promise<string> {
  const log = createLogger({ name, level: 'silent' });
  const app = createApp({ name, log, health: new Health(), edge: {} });
  await registerRateLimit(app, { name, log, redisUrl });
  app.get('/orders', { onRequest: limitRate(app, '/orders', { max: 10, windowMs: 60_000 }) }, async () => ({}));
  cleanups.push(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

describe('rates on Redis', () => {
  it('are counted by replicas together', async () => {
    const replicas = await Promise.all(['a', 'b'].map(() => replica(`web-${runId}`, REDIS_URL)));
    // Until the connections are there, nothing is limited or counted.
    for (const url of replicas)
      await until(
        async () => (await fetch(`${url}/orders`)).headers.get('x-ratelimit-remaining') !== '10',
        'it counts',
      );
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => fetch(`${replicas[index % 2]}/orders`).then(({ status }) => status)),
    );
    expect(answers.filter((status) => status === 200).length).toBe(8);
    expect(answers.filter((status) => status === 429).length).toBe(22);
  });

  it('are not limited while Redis is frozen or gone, and are again afterwards', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'archwright-redis-'));
    const port = await freePort();
    const start = (): ReturnType<typeof spawn> =>
      spawn('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', ''], {
        stdio: 'ignore',
      });
    let redis = start();
    cleanups.push(
      () => rmSync(dir, { recursive: true, force: true }),
      () => redis.kill('SIGKILL'),
    );
    const url = await replica('web', `redis://127.0.0.1:${port}`);
    const ask = async (): Promise<number> => (await fetch(`${url}/orders`)).status;
    await until(async () => (await ask()) === 429, 'the limit is reached');
    redis.kill('SIGSTOP');
    expect(await ask()).toBe(200);
    redis.kill('SIGKILL');
    await once(redis, 'exit');
    expect(await ask()).toBe(200);
    redis = start();
    await until(async () => (await ask()) === 429, 'the limit is reached again');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
