import { describe, expect, it } from 'vitest';
import { Health } from '../src/health.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { call, httpSuite, post } from './support/http-suite.ts';

describe('on fastify', () => {
  httpSuite(async (routes, options) => {
    const app = createApp(options);
    for (const { method, path, handle } of routes)
      app[method](path, async ({ params, body }) => handle({ params: params as Record<string, string>, body }));
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  });

  it('errors of a schema name each wrong field by a pointer, and a hook for all routes does not concern probes', async () => {
    const health = new Health();
    const app = createApp({ name: 'orders', log: createLogger({ name: 'orders', level: 'silent' }), health });
    const schema = { body: { type: 'object', properties: { quantity: { type: 'integer' } } } };
    app.post('/items', { schema }, async () => ({}));
    app.addHook('onRequest', async (request, reply) => {
      if (request.method === 'GET') await reply.code(401).send();
    });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const answer = await call(`${url}/items`, post({ quantity: 'two' }));
    expect(answer.body).toMatchObject({ status: 400, errors: [{ pointer: '#/quantity' }] });
    expect((await call(`${url}/items`)).status).toBe(401);
    expect((await call(`${url}/health/live`)).status).toBe(200);
    expect((await call(`${url}/health/startup`)).status).toBe(503);
    await app.close();
  });
});
