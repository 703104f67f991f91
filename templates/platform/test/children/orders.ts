import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';
import { Health } from '../../src/health.ts';
import { createApp } from '../../src/http-server.ts';
import { createLogger } from '../../src/logger.ts';
import { runService } from '../../src/shutdown.ts';

/** A service with one slow endpoint, to be stopped while it works. */
const config = parseConfig(
  z.object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    DRAIN_DELAY_MS: z.coerce.number().default(300),
    GRACE_MS: z.coerce.number().default(5_000),
    PAYMENT_URL: z.url().default('http://127.0.0.1:1'),
    API_TOKEN: z.string().min(8).default('long enough'),
  }),
);
const log = createLogger({ name: 'orders' });
const health = new Health();
const app = createApp({ name: 'orders', log, health });
app.get('/slow', async () => {
  log.info('slow request begins');
  await sleep(1_000);
  return { served: true };
});
app.get('/fast', async () => ({ served: true }));
app.get('/stuck', async () => {
  await sleep(60_000);
});
app.get('/crash', async () => {
  void Promise.reject(new Error('nobody handles this'));
  await sleep(400);
  return { served: true };
});

await runService({
  service: {
    health,
    async start() {
      await app.listen({ port: config.PORT, host: '127.0.0.1' });
      health.started();
    },
    close: () => app.close(),
  },
  log,
  drainDelayMs: config.DRAIN_DELAY_MS,
  graceMs: config.GRACE_MS,
});
