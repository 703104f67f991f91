import { expect, test } from 'vitest';
import { calls, recoverFiles } from '../../support/recover-files.ts';

const compose = `services:
  api: { build: ., environment: { SERVICES: api } }
  orders: { build: ., environment: { SERVICES: orders } }
  stock: { build: ., environment: { SERVICES: stock, MONGO_URI: 'mongodb://mongo/stock' } }
`;

const shop = {
  'package.json': { name: 'shop', dependencies: { moleculer: '*', 'moleculer-web': '*', 'moleculer-db': '*' } },
  'docker-compose.yml': compose,
  Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["npx", "moleculer-runner"]\n',
  'services/api.service.js': `
    const ApiGateway = require('moleculer-web');
    module.exports = {
      name: 'api',
      mixins: [ApiGateway],
      settings: {
        routes: [
          { path: '/api', autoAliases: true },
          { path: '/admin', aliases: { 'GET stock': 'stock.list', 'POST ping'(req, res) { res.end(); } } },
        ],
      },
    };`,
  'services/orders.service.js': `
    const cleaner = require('../mixins/cleaner.mixin');
    module.exports = {
      name: 'orders',
      version: 2,
      mixins: [cleaner(['stock', 'orders'])],
      settings: { rest: '/orders' },
      actions: {
        place: {
          rest: 'POST /',
          async handler(ctx) {
            await this.reserve(ctx, ctx.params.items);
            ctx.emit('order.placed', ctx.params);
          },
        },
        cancel(ctx) {
          return ctx.call('v2.orders.audit', {}, { timeout: 100 });
        },
        audit() {},
      },
      events: { 'stock.empty': { handler(ctx) { return ctx.call('stock.refill', ctx.params, { timeout: 500 }); } } },
      methods: {
        reserve(ctx, items) {
          return Promise.all(items.map((item) => this.broker.call('stock.update', item)));
        },
      },
    };`,
  'services/stock.service.js': `
    const DbService = require('moleculer-db');
    const MongoAdapter = require('moleculer-db-adapter-mongo');
    module.exports = {
      name: 'stock',
      mixins: [DbService],
      adapter: new MongoAdapter(process.env.MONGO_URI),
      actions: { refill: { rest: { method: 'PUT', fullPath: '/refills' }, handler() {} } },
    };`,
  'mixins/cleaner.mixin.js': `
    module.exports = function (names) {
      const events = {};
      names.forEach((name) => { events[\`cache.clean.\${name}\`] = function () { this.broker.cacher.clean(); }; });
      return { events };
    };`,
};

test('actions, their callers, events and mixins', async () => {
  const model = await recoverFiles(shop);
  const rpc = model.endpoints.filter((one) => one.protocol === 'rpc').map((one) => `${one.service} ${one.path}`);
  expect(rpc).toEqual([
    'orders v2.orders.audit',
    'orders v2.orders.cancel',
    'orders v2.orders.place',
    'stock stock.refill',
  ]);
  const http = model.endpoints.filter((one) => one.protocol === 'http').map((one) => one.id);
  expect(http).toEqual(['api GET /admin/stock', 'api POST /admin/ping', 'api POST /api/orders', 'api PUT /refills']);
  expect(calls(model)).toEqual([
    'api ? v2.orders.place → orders',
    'api ? stock.refill → stock',
    'api ? stock.list → stock',
    'orders ? stock.refill → stock',
    'orders ? stock.update → stock',
  ]);
  const [refill, update] = model.calls.slice(3);
  expect(refill?.policy.timeout).toMatchObject({ state: 'set', ms: 500 });
  expect(update).toMatchObject({
    repeated: true,
    toEndpoint: null,
    fromEndpoints: ['orders rpc v2.orders.place'],
    policy: { timeout: { state: 'absent' } },
  });
  expect(model.publications.map((one) => `${one.service} ${one.channel}`)).toEqual(['orders moleculer:order.placed']);
  expect(model.subscriptions.map((one) => `${one.channel} ${one.evidence[0]?.file}:${one.evidence[0]?.line}`)).toEqual([
    'moleculer:cache.clean.orders services/orders.service.js:6',
    'moleculer:cache.clean.stock services/orders.service.js:6',
    'moleculer:stock.empty services/orders.service.js:21',
  ]);
  expect(model.datastores).toMatchObject([{ engine: 'mongodb', host: 'mongo', database: 'stock' }]);
});

test('the configuration of the runner bounds every call', async () => {
  const model = await recoverFiles({
    ...shop,
    'moleculer.config.js': `
      module.exports = {
        requestTimeout: 10 * 1000,
        retryPolicy: { enabled: true },
        circuitBreaker: { enabled: true },
      };`,
  });
  const update = model.calls.find((call) => call.target === 'stock.update');
  expect(update?.policy).toMatchObject({
    timeout: { state: 'set', ms: 10_000 },
    retry: { state: 'present' },
    circuitBreaker: { state: 'present' },
  });
});

test('classes and brokers in TypeScript', async () => {
  const model = await recoverFiles({
    'cart/package.json': { name: 'cart', scripts: { start: 'node src/app.js' }, dependencies: { moleculer: '*' } },
    'cart/src/app.ts': `
      import { ServiceBroker } from 'moleculer';
      import CartService from './cart.service';
      const broker = new ServiceBroker({ requestTimeout: 3000 });
      broker.createService(CartService);
      broker.start();`,
    'cart/src/cart.service.ts': `
      import { Context, Service, ServiceBroker } from 'moleculer';
      export default class CartService extends Service {
        constructor(broker: ServiceBroker) {
          super(broker);
          this.parseServiceSchema({
            name: 'cart',
            actions: { total: { handler: (ctx: Context<{ id: string }>) => this.sum(ctx) } },
          });
        }
        async sum(ctx: Context<{ id: string }>) {
          const prices = await ctx.mcall([{ action: 'price.get' }, { action: 'tax.get' }]);
          return prices;
        }
      }`,
    'price/package.json': {
      name: 'price',
      scripts: { start: 'moleculer-runner services' },
      dependencies: { moleculer: '*' },
    },
    'price/services/price.service.ts': `
      import type { ServiceSchema } from 'moleculer';
      const PriceService: ServiceSchema = { name: 'price', actions: { get() { return 1; } } };
      export default PriceService;`,
  });
  expect(model.endpoints.map((one) => one.id)).toEqual(['cart rpc cart.total', 'price rpc price.get']);
  expect(calls(model)).toEqual(['cart ? price.get → price', 'cart ? tax.get → (unresolved)']);
  expect(model.calls[0]).toMatchObject({
    fromEndpoints: ['cart rpc cart.total'],
    policy: { timeout: { state: 'set', ms: 3000 } },
  });
});

test('what a gateway of Moleculer runs before its requests belongs to its endpoints', async () => {
  const model = await recoverFiles({
    ...shop,
    'services/api.service.js': `
      const ApiGateway = require('moleculer-web');
      module.exports = {
        name: 'api',
        mixins: [ApiGateway],
        settings: {
          routes: [
            { path: '/api', authorization: true, aliases: { 'GET orders': 'v2.orders.audit' } },
            { path: '/open', aliases: { 'GET stock': 'stock.list' }, onBeforeCall(ctx) { return ctx.call('stock.refill'); } },
          ],
        },
        methods: {
          authorize(ctx) { return ctx.call('v2.orders.cancel'); },
          authenticate(ctx) { return ctx.call('v2.orders.place'); },
        },
      };`,
  });
  const from = (target: string): readonly string[] =>
    model.calls.find((call) => call.target === target && call.from === 'api')?.fromEndpoints ?? [];
  expect(from('v2.orders.cancel')).toEqual(['api GET /api/orders']);
  expect(from('stock.refill')).toEqual(['api GET /open/stock']);
  expect(from('v2.orders.place')).toEqual([]);
});
