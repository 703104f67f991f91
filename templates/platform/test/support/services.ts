import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe } from 'vitest';

export const POSTGRES_URL = 'postgres://postgres@127.0.0.1:5432/test';
export const NATS_URL = 'nats://127.0.0.1:4222';
export const RABBIT_URL = 'amqp://guest:guest@127.0.0.1:5672';
export const REDIS_URL = 'redis://127.0.0.1:6379';

/** Tells this run's schemas, queues and streams from those of others. */
export const runId = randomBytes(4).toString('hex');

/** `describe` for tests that need a server: skipped when it does not answer, unless the run requires services. */
export async function describeWith(name: string, url: string): Promise<typeof describe | typeof describe.skip> {
  if (process.env['ARCHWRIGHT_REQUIRE_SERVICES'] === '1' || (await answers(url))) return describe;
  console.warn(`${name} does not answer at ${url.replace(/\/\/.*@/, '//')}: its tests are skipped`);
  return describe.skip;
}

async function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), timeout: 1_000 });
  const answered = await new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('timeout', () => resolve(false));
  });
  socket.destroy();
  return answered;
}
