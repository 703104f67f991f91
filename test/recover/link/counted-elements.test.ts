import { describe, expect, it } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';
import { saidBy } from '../../support/said-by.ts';

const SHOPS = `import axios from 'axios';
const shops = [{ url: 'http://payment', port: 3001 }, { url: 'http://stock', port: 3002 }];
const byName = { payment: { url: 'http://payment:3001' }, stock: { url: 'http://stock:3002' } };
`;
const BOTH = ['GET http://payment:3001/health', 'GET http://stock:3002/health'];

it.each([
  ['counts', "for (let i = 0; i < shops.length; i++) await axios.get(shops[i].url + ':' + shops[i].port + '/health');"],
  [
    'counts with a name for the whole function',
    "for (var i = 0, n = shops.length; i < n; i += 1) { var url = shops[i].url + ':' + shops[i].port; await axios.get(`${url}/health`); }",
  ],
  [
    'takes the element out first',
    'for (let i = 0; i < shops.length; ++i) { const { url, port } = shops[i]; await axios.get(`${url}:${port}/health`); }',
  ],
  ['goes over names', "for (const name in byName) await axios.get(byName[name].url + '/health');"],
])('a loop that %s has one element at hand', async (_how, code) => {
  expect(await saidBy(SHOPS + code, {}, 'calls')).toEqual(BOTH);
});

it('a name that a loop goes over is the one at hand as well', async () => {
  const code = 'for (const name in byName) await axios.get(`${byName[name].url}/${name}`);';
  const both = ['GET http://payment:3001/payment', 'GET http://stock:3002/stock'];
  expect(await saidBy(SHOPS + code, {}, 'calls')).toEqual(both);
});

it.each([
  ['begins in the middle', 'for (let i = 1; i < shops.length; i++) await axios.get(`${shops[i].url}/health`);'],
  ['counts attempts', 'for (let i = 0; i < 3; i++) await axios.get(`${shops[0].url}/health`);'],
])('a loop that %s is not read as one over all elements', async (_how, code) => {
  const [first] = await saidBy(SHOPS + code, {}, 'calls');
  expect(first).not.toContain('3001');
  expect((await saidBy(SHOPS + code, {}, 'calls')).length).toBe(1);
});

it('what a loop assigns by its counter can be picked by anything', async () => {
  const code = `import express from 'express';
    const clients = {};
    for (let i = 0; i < shops.length; i++) clients[i] = axios.create({ baseURL: 'http://payment:3001' });
    express().get('/health/:shop', (req, res) => clients[req.params.shop].get('/health'));`;
  expect(await saidBy(SHOPS + code, {}, 'calls')).toEqual(['GET http://payment:3001/health']);
});

describe('a list that is made of itself', () => {
  it.each(['names = Array.from(names)', 'names = [...names]', 'names = new Set(names)', 'names = names.concat(names)'])(
    'ends: %s',
    async (again) => {
      const model = await recoverFiles({
        'package.json': service('orders', 'axios', 'express'),
        'src/app.js': `const axios = require('axios');
const app = require('express')();
let names = new Set(['a']);
function tidy(more) { ${again}; for (const name of names) axios.get('http://stock:3000/' + name); tidy(names); }
app.get('/', () => tidy(names));
app.listen(3000);`,
      });
      expect(model.calls.length).toBeGreaterThan(0);
    },
  );
});
