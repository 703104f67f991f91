import { Body, Controller, Get, HttpCode, Module, NotFoundException, Param, Post, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { Health } from '../src/health.ts';
import { createNestApp } from '../src/http-nest.ts';
import { createLogger } from '../src/logger.ts';
import { call, httpSuite, type TestRoute } from './support/http-suite.ts';

/** A module with one controller, decorated by hand because its methods are only known here. */
function moduleOf(routes: readonly TestRoute[]): Type {
  class Orders {}
  class Shop {}
  const methods = Object.fromEntries(
    routes.map(({ handle }, index) => [
      `route${index}`,
      (params: Record<string, string>, body: unknown) => handle({ params, body }),
    ]),
  );
  Object.assign(Orders.prototype, methods);
  routes.forEach(({ method, path }, index) => {
    const name = `route${index}`;
    const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, name) ?? {};
    Param()(Orders.prototype, name, 0);
    Body()(Orders.prototype, name, 1);
    HttpCode(200)(Orders.prototype, name, descriptor);
    (method === 'get' ? Get : Post)(path)(Orders.prototype, name, descriptor);
  });
  Controller()(Orders);
  Module({ controllers: [Orders] })(Shop);
  return Shop;
}

describe('on Nest', () => {
  httpSuite(async (routes, options) => {
    const app = await createNestApp(moduleOf(routes), options);
    await app.listen(0, '127.0.0.1');
    return { url: await app.getUrl(), close: () => app.close() };
  });

  it('exceptions of Nest are problems as well', async () => {
    const log = createLogger({ name: 'orders', level: 'silent' });
    const missing: TestRoute = {
      method: 'get',
      path: '/orders/:id',
      async handle() {
        throw new NotFoundException('there is no such order');
      },
    };
    const app = await createNestApp(moduleOf([missing]), { name: 'orders', log, health: new Health() });
    await app.listen(0, '127.0.0.1');
    const answer = await call(`${await app.getUrl()}/orders/7`);
    expect(answer).toMatchObject({ status: 404, body: { detail: 'there is no such order', instance: '/orders/7' } });
    await app.close();
  });
});
