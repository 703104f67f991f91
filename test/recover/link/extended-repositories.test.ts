import { expect, test } from 'vitest';
import { recoverFiles } from '../../support/recover-files.ts';

const program = (name: string, entity: string): Record<string, string | object> => ({
  [`apps/${name}/package.json`]: {
    name,
    scripts: { start: 'node dist/main.js' },
    dependencies: { mongoose: '*', express: '*', '@shop/store': '*' },
  },
  [`apps/${name}/src/main.ts`]: `import express from 'express';
import mongoose from 'mongoose';
import { Repository } from '@shop/store';
const ${entity} = mongoose.model('${entity}', new mongoose.Schema({ name: String }));
class ${entity}Repository extends Repository {
  constructor() {
    super(${entity});
  }
}
const all = new ${entity}Repository();
mongoose.connect('mongodb://mongo:27017/shop');
express().post('/${name}', async (req, res) => res.json(await all.create(req.body))).listen(3000);
`,
});

const accesses = async (...programs: readonly Record<string, string | object>[]): Promise<readonly string[]> => {
  const { datastoreUses } = await recoverFiles({
    'package.json': { name: 'shop', private: true, workspaces: ['apps/*', 'libs/*'] },
    'libs/store/package.json': { name: '@shop/store', main: 'src/index.ts', dependencies: { mongoose: '*' } },
    'libs/store/src/index.ts': `import type { Model } from 'mongoose';
export abstract class Repository {
  constructor(protected readonly model: Model<any>) {}
  async create(values: object) {
    return this.model.create(values);
  }
}
`,
    ...Object.assign({}, ...programs),
  });
  return datastoreUses.flatMap(({ service, accesses: own }) =>
    own.map(({ table, mode }) => `${service} ${mode}s ${table ?? 'a table'}`),
  );
};

test('a shared repository that services extend writes tables that it does not name', async () => {
  expect(await accesses(program('orders', 'Order'), program('stock', 'Item'))).toEqual([
    'orders writes a table',
    'stock writes a table',
  ]);
});

test('a repository that one service extends writes its table', async () => {
  expect(await accesses(program('orders', 'Order'))).toEqual(['orders writes Order']);
});
