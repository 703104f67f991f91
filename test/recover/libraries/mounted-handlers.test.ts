import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const routes = async (use: string): Promise<readonly string[]> => {
  const code = `import express from 'express';\nconst app = express();\n${use}\napp.listen(3000);\n`;
  const { endpoints } = await recoverFiles({
    'orders/package.json': service('orders', 'express'),
    'orders/src/index.js': code,
  });
  return endpoints.map(({ method, path }) => `${method} ${path}`);
};

test.each([
  ["app.use('/health', async (req, res) => { res.json({ ok: true }); });", ['ALL /health']],
  ["app.use('/health', function (req, res) { res.end(); });", ['ALL /health']],
  ["app.use('/orders', (req, res, next) => next());", []],
  ["app.use('*', (req, res) => { res.status(404).end(); });", []],
  ['app.use((req, res) => { res.status(404).end(); });', []],
  ["app.use('/files', express.static('files'));", []],
])('%s', async (use, expected) => {
  expect(await routes(use)).toEqual(expected);
});
