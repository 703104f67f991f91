import { expect, it } from 'vitest';
import { recoverFiles } from '../../support/recover-files.ts';

const SOURCE = "import express from 'express';\nconst app = express();\napp.get('/orders', list);\napp.listen(3000);\n";
const OUTPUT = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const express_1 = require("express");
const app = (0, express_1.default)();
app.get('/orders', list);
app.listen(3000);
`;

it('what the compiler left beside its source is not read a second time', async () => {
  const model = await recoverFiles({
    'package.json': { name: 'orders', scripts: { start: 'node src/app.js' }, dependencies: { express: '*' } },
    'src/app.ts': SOURCE,
    'src/app.js': OUTPUT,
  });
  expect(model.endpoints.map(({ path, evidence: [at] }) => `${path} ${at?.file ?? ''}`)).toEqual([
    '/orders src/app.ts',
  ]);
  expect(model.services).toMatchObject([{ name: 'orders', language: 'typescript' }]);
});

it('output without its source is all that there is to read', async () => {
  const model = await recoverFiles({
    'package.json': { name: 'orders', scripts: { start: 'node src/app.js' }, dependencies: { express: '*' } },
    'src/app.js': OUTPUT,
  });
  expect(model.endpoints.map(({ path }) => path)).toEqual(['/orders']);
});
