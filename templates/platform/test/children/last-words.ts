import { runWithContext } from '../../src/context.ts';
import { createLogger } from '../../src/logger.ts';

/** Logs, and is killed right after its last line. */
const log = createLogger({ name: 'orders' });
const names = [
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'idempotencyKey',
  'authorization',
];
const headerNames = ['cookie', 'set-cookie', 'x-api-key', 'idempotency-key', 'proxy-authorization'];
const secrets = Object.fromEntries([...names, ...headerNames].map((name) => [name, 'hunter2']));
const request = { headers: { authorization: 'Bearer abc', host: 'orders' } };
runWithContext({ correlationId: 'order-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }, () => {
  log.info({ ...secrets, request: secrets, error: { config: secrets } }, 'secrets');
  for (let line = 0; line < 200; line++) log.info({ password: 'hunter2', request }, `line ${line}`);
});
process.kill(process.pid, 'SIGKILL');
