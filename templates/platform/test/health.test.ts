import { expect, it } from 'vitest';
import { Health } from '../src/health.ts';

function startedHealth(): Health {
  const health = new Health();
  health.started();
  return health;
}

async function probe(health: Health, path: string): Promise<{ status: number; body: unknown }> {
  const body = await health.probe(path);
  return { status: body?.status === 'fail' ? 503 : 200, body };
}

it('is neither started nor ready before everything runs that has to, but lives', async () => {
  const health = new Health();
  const states = async (): Promise<unknown[]> =>
    Promise.all(['live', 'startup', 'ready'].map(async (name) => (await health.probe(`/health/${name}`))?.status));
  expect(await states()).toEqual(['pass', 'fail', 'fail']);
  health.started();
  expect(await states()).toEqual(['pass', 'pass', 'pass']);
  health.drain();
  expect(await states()).toEqual(['pass', 'pass', 'fail']);
  expect(await health.probe('/health/other')).toBeUndefined();
});

it('is ready when every required dependency answers; an optional one only warns', async () => {
  const health = startedHealth();
  health.addCheck('store', async () => {});
  health.addCheck('search', () => Promise.reject(new Error('no index')), { required: false });
  expect(await probe(health, '/health/ready')).toMatchObject({
    status: 200,
    body: { status: 'warn', checks: { store: { status: 'pass' }, search: { status: 'warn', output: 'no index' } } },
  });
});

it('is not ready when a required dependency fails, or hangs beyond its time, but lives', async () => {
  const health = startedHealth();
  health.addCheck('store', () => new Promise(() => {}), { timeoutMs: 20 });
  const { status, body } = await probe(health, '/health/ready');
  expect(status).toBe(503);
  expect(body).toMatchObject({ checks: { store: { status: 'fail', output: 'no answer within 20 ms' } } });
  expect((await probe(health, '/health/live')).status).toBe(200);
});

it('is not ready from the moment it drains, but lives', async () => {
  const health = startedHealth();
  health.addCheck('store', async () => {});
  expect((await probe(health, '/health/ready')).status).toBe(200);
  health.drain();
  expect((await probe(health, '/health/ready')).body).toMatchObject({ status: 'fail', draining: true });
  expect((await probe(health, '/health/live')).status).toBe(200);
});

it('asks a dependency once for many probes, and all dependencies at once', async () => {
  const health = startedHealth();
  let asked = 0;
  let together = 0;
  const check = async (): Promise<void> => {
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 10));
    together = Math.max(together, asked);
  };
  health.addCheck('store', check);
  health.addCheck('bus', check);
  await Promise.all(Array.from({ length: 100 }, () => health.ready()));
  expect(asked).toBe(2);
  expect(together).toBe(2);
});
