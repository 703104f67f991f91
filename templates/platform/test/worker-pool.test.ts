import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { newContext, runWithContext } from '../src/context.ts';
import { Health } from '../src/health.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import type { Attributes, Metrics } from '../src/metrics.ts';
import { WorkerPool, type WorkerPoolOptions } from '../src/worker-pool.ts';
import { jobs } from './children/cpu-jobs.ts';
import { buildPlatform, type Build } from './support/child.ts';
import { call } from './support/http-suite.ts';

let build: Build;
let script: URL;
beforeAll(async () => {
  build = await buildPlatform();
  script = pathToFileURL(join(build.folder, 'test/children/cpu-worker.js'));
});
afterAll(() => build.remove());

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Options = Partial<WorkerPoolOptions<typeof jobs>>;
function pool(options: Options = {}): WorkerPool<typeof jobs> {
  const made = new WorkerPool({ script, jobs, threads: 1, ...options });
  cleanups.push(() => made.close());
  return made;
}

/** A job that runs until it is released; whatever the test does, it is in the end. */
function spinning(through: WorkerPool<typeof jobs>): { done: Promise<string>; release: () => void } {
  const flag = new SharedArrayBuffer(4);
  const release = (): void => void Atomics.store(new Int32Array(flag), 0, 1);
  cleanups.push(async () => release());
  return { done: through.run('spin', { flag }), release };
}

const refused = { status: 503, retryAfterSeconds: 1 };
const digest = createHash('sha256').update('tea').digest('hex');

it('goes on answering requests while as many jobs as there are threads keep CPUs busy', async () => {
  const cpu = pool({ threads: 2 });
  const health = new Health();
  health.started();
  const app = createApp({ name: 'orders', log: createLogger({ name: 'orders', level: 'silent' }), health });
  cleanups.push(() => app.close());
  app.get('/orders', async () => ({ running: cpu.running }));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const [first, second] = [spinning(cpu), spinning(cpu)];
  for (let n = 0; n < 50; n++) expect((await call(`${url}/orders`)).body).toEqual({ running: 2 });
  expect((await call(`${url}/health/ready`)).status).toBe(200);
  first.release();
  second.release();
  expect(await Promise.all([first.done, second.done])).toEqual(['over', 'over']);
  expect(await cpu.run('digest', { text: 'tea' })).toBe(digest);
  expect(await cpu.run('inMainThread', {})).toBe(false);
});

it('lets a bounded number wait, and refuses the next with a Retry-After', async () => {
  const counted: (readonly [string, Attributes | undefined])[] = [];
  const gauges = new Map<string, () => number>();
  const metrics: Metrics = {
    count: (name, attributes) => void counted.push([name, attributes]),
    record: (name, _value, attributes) => void counted.push([name, attributes]),
    gauge: (name, read) => void gauges.set(name, read),
  };
  const cpu = pool({ maxQueued: 1, metrics });
  const { done, release } = spinning(cpu);
  const waiting = cpu.run('digest', { text: 'tea' });
  expect([gauges.get('cpu.running')?.(), gauges.get('cpu.queued')?.()]).toEqual([1, 1]);
  await expect(cpu.run('digest', { text: 'tea' })).rejects.toMatchObject(refused);
  release();
  expect(await Promise.all([done, waiting])).toEqual(['over', digest]);
  expect(counted).toEqual([
    ['cpu.refused', { job: 'digest' }],
    ['cpu.duration', { job: 'spin', outcome: 'done' }],
    ['cpu.duration', { job: 'digest', outcome: 'done' }],
  ]);
});

it('stops a job whose time is over, and one that still waits then; the next gets another thread', async () => {
  const cpu = pool({ timeoutMs: 100 });
  const { done } = spinning(cpu);
  const waiting = cpu.run('digest', { text: 'tea' });
  await expect(done).rejects.toMatchObject({ status: 504 });
  await waiting.catch((error: unknown) => expect(error).toMatchObject({ status: 504 }));
  expect([cpu.running, cpu.queued]).toEqual([0, 0]);
  expect(await pool({ timeoutMs: 60_000 }).run('digest', { text: 'tea' })).toBe(digest);
});

it('stops a job when its caller is gone, and begins none for who was gone before', async () => {
  const cpu = pool();
  const caller = new AbortController();
  const inContext = <T>(work: () => T): T => runWithContext({ ...newContext(), signal: caller.signal }, work);
  const { done } = inContext(() => spinning(cpu));
  const waiting = inContext(() => cpu.run('digest', { text: 'tea' }));
  caller.abort();
  await expect(done).rejects.toMatchObject({ status: 503 });
  await expect(waiting).rejects.toMatchObject({ status: 503 });
  await expect(inContext(() => cpu.run('digest', { text: 'tea' }))).rejects.toMatchObject({ status: 503 });
  expect([cpu.running, cpu.queued]).toEqual([0, 0]);
  expect(await cpu.run('digest', { text: 'tea' })).toBe(digest);
});

it('on drain lets what runs end, refuses what waits and what comes, and leaves no thread behind', async () => {
  const cpu = pool();
  const { done, release } = spinning(cpu);
  const waiting = cpu.run('digest', { text: 'tea' }).catch((error: unknown) => error);
  const closed = cpu.close();
  expect(await waiting).toMatchObject(refused);
  await expect(cpu.run('digest', { text: 'tea' })).rejects.toMatchObject(refused);
  release();
  expect(await done).toBe('over');
  await closed;
  expect(process.getActiveResourcesInfo()).not.toContain('Worker');
});

it('gives errors to who asked: a problem with its status, and of a lost thread what it was about', async () => {
  const cpu = pool();
  await expect(cpu.run('refuse', {})).rejects.toMatchObject({
    name: 'HttpProblem',
    status: 422,
    extensions: { font: 'Comic' },
  });
  await expect(cpu.run('fail', {})).rejects.toThrow('not a number');
  await expect(cpu.run('leak', {})).rejects.toThrow('"leak" gave what cannot be copied');
  await expect(cpu.run('digest', { text: (() => 'tea') as never })).rejects.toThrow('cannot be copied');
  await expect(cpu.run('end', {})).rejects.toThrow('"end" was not done');
  await expect(cpu.run('throwLater', {})).rejects.toThrow('"throwLater" was not done');
  expect(await cpu.run('digest', { text: 'tea' })).toBe(digest);
});

it('without threads does jobs here, with copies all the same', async () => {
  const cpu = pool({ threads: 0 });
  expect(await cpu.run('inMainThread', {})).toBe(true);
  expect(await cpu.run('digest', { text: 'tea' })).toBe(digest);
  await expect(cpu.run('refuse', {})).rejects.toMatchObject({ status: 422 });
  await cpu.close();
  await expect(cpu.run('digest', { text: 'tea' })).rejects.toMatchObject(refused);
});
