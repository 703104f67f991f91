import { describe, expect, test } from 'vitest';
import { bundledForBrowsers } from '../../../src/recover/inventory/bundled-folders.ts';
import type { SystemModel } from '../../../src/model/system.ts';
import { calls, onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const express = "const app = require('express')();\n";

const inventory: Files = {
  'inventory/package.json': service('inventory', 'express'),
  'inventory/src/app.js': `${express}app.get('/items/:id', show);
app.post('/items/:id/reserve', reserve);
app.post('/items/:id/release', release);
app.listen(process.env.PORT || 3016);
`,
};

async function orders(text: string, more: Files = {}): Promise<SystemModel> {
  return recoverFiles({
    'orders/package.json': service('orders', 'express', 'node-fetch', 'lodash', 'ioredis'),
    'orders/src/app.js': `${express}const fetch = require('node-fetch');\n${text}\napp.listen(3054);`,
    ...inventory,
    ...more,
  });
}

describe('hosts with fallbacks', () => {
  const url = '`http://${process.env.INVENTORY_HOST || process.env.STOCK_HOST || "127.0.0.1"}:3016/items/${id}`';

  test('the port that the callee listens on', async () => {
    expect(calls(await orders(`fetch(${url});`))).toEqual(['orders GET http://127.0.0.1:3016/items/{…} → inventory']);
  });

  test('the variable that is set', async () => {
    const compose = `services:
  orders: { build: ./orders, environment: { STOCK_HOST: inventory } }
  inventory: { build: ./inventory }
`;
    const model = await orders(`fetch(${url});`, { 'docker-compose.yml': compose });
    expect(calls(model)).toEqual(['orders GET http://inventory:3016/items/{…} → inventory']);
  });

  test('at its own port a service asks itself, not the one that answers such a path', async () => {
    expect(onlyCall(await orders("fetch('http://localhost:3054/items/1');")).to).toBeNull();
  });

  test('an unknown host at the usual port is nobody', async () => {
    const model = await recoverFiles({
      'orders/package.json': service('orders', 'express', 'node-fetch'),
      'orders/src/app.js': `const fetch = require('node-fetch');\n${express}fetch(\`http://\${process.env.X}:80/x\`);app.listen(1);`,
      'web/package.json': service('web', 'express'),
      'web/src/app.js': `${express}app.listen(80);`,
    });
    expect(onlyCall(model).to).toBeNull();
  });
});

describe('endpoints of calls', () => {
  test('HEAD is answered by GET', async () => {
    const call = onlyCall(await orders("fetch('http://inventory/items/1', { method: 'HEAD' });"));
    expect(call.toEndpoint).toBe('inventory GET /items/:id');
  });

  test('an unknown word is not one of several', async () => {
    const call = onlyCall(await orders("fetch(`http://inventory/items/1/${action}`, { method: 'POST' });"));
    expect([call.to, call.toEndpoint]).toEqual(['inventory', null]);
  });

  test('several unknown addresses at one site are one call', async () => {
    const text = 'let url = `${base}/a`; if (x) { url = `${base}/b/c`; } fetch(url);';
    expect((await orders(text)).calls).toHaveLength(1);
  });
});

describe('deadlines of a shared client', () => {
  const client = (body: string): Files => ({
    'http/package.json': { name: '@shop/http', main: 'index.js' },
    'http/index.js': `const _ = require('lodash');
const fetch = require('node-fetch');
async function get(url, opts = {}) {
  const options = _.omit(opts, ['signal']);
  const controller = new AbortController();
  options.signal = controller.signal;
  ${body}
  return await fetch(url, options);
}
module.exports = { get };
`,
  });
  const follows = "if (opts.signal) { opts.signal.addEventListener('abort', () => { controller.abort(); }); }";
  const state = async (options: string, body: string): Promise<string> => {
    const text = `const { get } = require('@shop/http'); get('http://inventory/items/1'${options});`;
    return onlyCall(await orders(text, client(body))).policy.timeout.state;
  };

  test('the signal of the caller', async () =>
    expect(await state(', { signal: AbortSignal.timeout(1000) }', follows)).toBe('set'));
  test('no signal of the caller', async () => expect(await state(', { headers: {} }', follows)).toBe('absent'));
  test('a timer', async () => expect(await state('', 'setTimeout(() => controller.abort(), 5000);')).toBe('set'));
  test('somebody else', async () =>
    expect(await state('', 'stream.on("close", () => controller.abort());')).toBe('unknown'));
});

describe('wrappers that call what they are given', () => {
  const library: Files = {
    'wrap/package.json': { name: '@shop/wrap', main: 'index.js' },
    'wrap/index.js': 'exports.wrap = (fn) => (...args) => fn(...args).catch(console.error);\n',
  };
  const channel = `const Redis = require('ioredis');
const redis = new Redis();
async function announce(id) { await redis.publish(\`stock:\${id}\`, 'x'); }
`;

  test('a channel belongs to who publishes on it', async () => {
    const model = await recoverFiles({
      ...library,
      'stock/package.json': service('stock', 'express', 'ioredis'),
      'stock/src/app.js': `${express}const { wrap } = require('@shop/wrap');\n${channel}const said = wrap(announce);
app.post('/x', (req, res) => { said('some-long-literal-name'); });\napp.listen(1);`,
      'mail/package.json': service('mail', 'express'),
      'mail/src/app.js': `${express}const { wrap } = require('@shop/wrap');
const sent = wrap(async (path) => path);\napp.post('/y', (req, res) => { sent('/some/other/path'); });\napp.listen(2);`,
    });
    expect(new Set(model.publications.map((one) => one.service))).toEqual(new Set(['stock']));
    expect(model.channels.map((one) => one.name).join()).not.toContain('other');
  });

  test('handlers lead to the calls of the function that was wrapped, and to no other', async () => {
    const model = await orders(
      `const { wrap } = require('@shop/wrap');
async function show(req) { await fetch('http://inventory/items/1'); }
async function hello(req) { return 'x'; }
app.get('/orders/:id', wrap(show));
app.get('/hello', wrap(hello));`,
      library,
    );
    expect(onlyCall(model).fromEndpoints).toEqual(['orders GET /orders/:id']);
  });

  test('callers that know no more are not publications of their own', async () => {
    const model = await recoverFiles({
      'stock/package.json': service('stock', 'express', 'ioredis'),
      'stock/src/app.js': `${express}${channel}
app.post('/a', (req, res) => { announce(req.params.id); });
app.post('/b', (req, res) => { announce(req.body.id); });
app.post('/c', (req, res) => { announce('all'); });
app.listen(1);`,
    });
    expect(model.publications.map((one) => one.channel).sort()).toEqual(['redis:stock:all', 'redis:stock:stock:{id}']);
  });
});

describe('front-end folders of a server package', () => {
  const server = ['package.json', 'webpack.config.js', 'app/server.js'];
  test.each<[string, readonly string[], readonly string[]]>([
    ['bundled beside a server', [...server, 'frontend/js/api.ts'], ['frontend/js/api.ts']],
    [
      'a client next to a server',
      ['package.json', 'vite.config.ts', 'server/app.js', 'client/api.js'],
      ['client/api.js'],
    ],
    ['a client of another service', ['package.json', 'vite.config.ts', 'src/app.js', 'src/client/api.js'], []],
    ['nothing bundles', ['package.json', 'app/server.js', 'frontend/js/api.ts'], []],
    ['a package of its own', [...server, 'frontend/package.json', 'frontend/api.ts'], []],
    ['nothing else is there', ['package.json', 'webpack.config.js', 'frontend/api.ts'], []],
  ])('%s', (_name, files, expected) => expect([...bundledForBrowsers(files)]).toEqual(expected));

  test('its requests are none of the service', async () => {
    const model = await orders('', {
      'orders/webpack.config.js': 'module.exports = {};',
      'orders/frontend/js/api.js': "export const load = () => fetch('/items/1');",
    });
    expect(model.calls).toEqual([]);
  });
});

test('the callback style of the MongoDB driver is MongoDB', async () => {
  const model = await orders(
    `const mongodb = require('mongodb-legacy');
const client = new mongodb.MongoClient('mongodb://db:27017/orders');
client.db().collection('orders').findOne({ id }, done);`,
  );
  expect(model.datastoreUses.map((use) => [use.datastore, use.accesses.map((one) => one.table)])).toEqual([
    ['mongodb://db:27017/orders', ['orders']],
  ]);
});
