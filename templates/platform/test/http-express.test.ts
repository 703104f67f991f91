import { describe } from 'vitest';
import { createApp, HttpServer } from '../src/http-express.ts';
import { httpSuite } from './support/http-suite.ts';

describe('on Express', () => {
  httpSuite(async (routes, options) => {
    const app = createApp(options);
    for (const { method, path, handle } of routes)
      app[method](path, async ({ params, body }, response) => {
        response.json(await handle({ params: params as Record<string, string>, body }));
      });
    const server = new HttpServer(app, options);
    return { url: await server.listen({ port: 0, host: '127.0.0.1' }), close: () => server.close() };
  });
});
