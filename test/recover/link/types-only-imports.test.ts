import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const found = async (types: string): Promise<readonly string[]> => {
  const { foreignImports } = await recoverFiles({
    'orders/package.json': service('orders', 'express'),
    'orders/src/app.ts':
      "import express from 'express';\nimport { Charge } from '../../payment/src/types';\nconst app = express();\napp.post('/orders', (req, res) => res.json({} as Charge));\napp.listen(3000);\n",
    'payment/package.json': service('payment', 'express'),
    'payment/src/app.ts': "import express from 'express';\nexpress().listen(3000);\n",
    'payment/src/types.ts': types,
    'payment/src/charge.ts': 'export type Charge = { amount: number };\nexport const free = 0;\n',
  });
  return foreignImports.map(({ from, file }) => `${from} ${file}`);
};

test('a file of which nothing is left when it runs is no code of the other service', async () => {
  expect(await found("import { Money } from './money';\nexport type Charge = { amount: Money };\n")).toEqual([]);
  expect(await found('export interface Charge { amount: number }\n')).toEqual([]);
  expect(await found('export class Charge { amount = 0 }\n')).toEqual(['orders payment/src/types.ts']);
  expect(await found('export enum Charge { Paid }\n')).toEqual(['orders payment/src/types.ts']);
});

test('a name that stands for a type is none either, whatever else the file holds', async () => {
  expect(await found('export interface Charge { amount: number }\nexport const free = { amount: 0 };\n')).toEqual([]);
  expect(await found("export { type Charge } from './charge';\nexport { free } from './charge';\n")).toEqual([]);
});

test('a file that is too large to be read is code of the other service', async () => {
  const { foreignImports } = await recoverFiles({
    'orders/package.json': service('orders', 'express'),
    'orders/src/app.js':
      "const express = require('express');\nrequire('../../payment/public/charts.min.js');\nexpress().listen(3000);\n",
    'payment/package.json': service('payment', 'express'),
    'payment/src/app.js': "require('express')().listen(3000);\n",
    'payment/public/charts.min.js': 'var a=1;'.repeat(200_000),
  });
  expect(foreignImports.map(({ from, file }) => `${from} ${file}`)).toEqual(['orders payment/public/charts.min.js']);
});
