import { describe, expect, it } from 'vitest';
import { calls, endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const HELPER = `import axios from 'axios';
export const get = (url) => axios.get(url, { timeout: 500 });
export const post = (url, body) => axios.post(url, body);`;

async function asked(app: string, more: Files = {}): Promise<string[]> {
  return calls(
    await recoverFiles({
      'package.json': { ...service('orders', 'express', 'axios'), type: 'module' },
      'src/http.js': HELPER,
      'src/app.js': `import express from 'express';
${app}
const app = express();
app.listen(3000);`,
      ...more,
    }),
  );
}

describe('a helper that hands on a URL', () => {
  it('makes no call when nobody mentions it', async () => {
    expect(await asked(`import { post } from './http.js';\npost('http://stock/reservations', {});`)).toEqual([
      'orders POST http://stock/reservations → (unresolved)',
    ]);
  });

  it('makes none when only a function that nobody mentions hands its URL on', async () => {
    const found = await asked(`import { get } from './http.js';\nexport const read = (url) => get(url);`);
    expect(found).toEqual([]);
  });

  it.each([
    ['hands it on', `import { get } from './http.js';\nqueue.push(get);`],
    ['reads a member of its name', `import * as http from './http.js';\nconst client = pick(http);\nclient.get;`],
    [
      'asks its module for a computed name',
      `import * as http from './http.js';\nexport const ask = (name, url) => http[name](url);`,
    ],
    ['keeps it in an object that is handed on', `import { get } from './http.js';\nregister({ tools: [get] });`],
    ['uses it as a global', `get(process.argv[2]);`],
  ])('makes a call that nothing is known of when somebody %s', async (_what, app) => {
    expect(await asked(app)).toContain('orders GET {url} → (unresolved)');
  });
});

const ROUTES = `const { Router } = require('express');
const router = Router();
router.get('/reports', (req, res) => res.end());
module.exports = router;`;

const APP = `const express = require('express');
const app = express();
app.get('/orders', (req, res) => res.end());
app.listen(3000);`;

async function answered(app: string, more: Files = {}, ...dependencies: string[]): Promise<string[]> {
  return endpoints(
    await recoverFiles({
      'package.json': service('orders', 'express', ...dependencies),
      'src/app.js': app,
      'src/routes/reports.js': ROUTES,
      ...more,
    }),
  );
}

describe('a router in a file that nobody loads', () => {
  it('answers nobody', async () => {
    expect(await answered(APP)).toEqual(['GET /orders']);
  });

  it('answers nobody behind an index that nobody loads', async () => {
    const index = "module.exports = (app) => app.use('/api', require('./reports'));";
    expect(await answered(APP, { 'src/routes/index.js': index })).toEqual(['GET /orders']);
  });

  it.each([
    [
      'a loop over its folder',
      "require('fs').readdirSync(__dirname + '/routes').forEach((file) => app.use(require('./routes/' + file)));",
    ],
    ['a path that nothing tells', 'for (const file of load()) app.use(require(file));'],
    ['a glob', "require('glob').sync('src/**/*.js').forEach(mount);"],
    ['a package that is told its folder', "require('express-load')('routes', { cwd: 'src' }).into(app);"],
    ['a folder that is put together', "mount(app, require('path').join(__dirname, 'routes'));"],
  ])('may be loaded by %s', async (_what, line) => {
    expect(await answered(`${APP}\n${line}`)).toContain('GET /reports');
  });

  it('may be loaded by a framework that loads by place, or by an import that does not resolve', async () => {
    expect(await answered(APP, {}, 'sails')).toContain('GET /reports');
    expect(await answered(`${APP}\nrequire('@own/routes/reports');`)).toContain('GET /reports');
  });

  it('answers where nothing tells which program runs', async () => {
    const { 'src/app.js': _app, ...files } = { 'src/app.js': APP, 'src/server.js': APP };
    const found = await recoverFiles({
      'package.json': { name: 'orders', dependencies: { express: '*' } },
      Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["./run.sh"]',
      'src/routes/reports.js': ROUTES,
      ...files,
    });
    expect(endpoints(found)).toContain('GET /reports');
  });

  it('is a program of its own when it makes an application', async () => {
    const own =
      "const app = require('express')();\napp.get('/metrics', (req, res) => res.end());\nmodule.exports = app;";
    expect(await answered(APP, { 'src/metrics.js': own })).toContain('GET /metrics');
  });
});
