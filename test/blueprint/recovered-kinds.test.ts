import { expect, test } from 'vitest';
import { recoveredBlueprint } from '../../src/blueprint/recovered/write-recovered.ts';
import { recoverFiles } from '../support/recover-files.ts';

const cronJob = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'cleaner' },
  spec: {
    schedule: '0 3 * * *',
    jobTemplate: { spec: { template: { spec: { containers: [{ name: 'cleaner', image: 'shop/cleaner:1' }] } } } },
  },
};

test('a job in the code is a worker to a blueprint', async () => {
  const model = await recoverFiles({
    'cleaner/package.json': { name: 'cleaner', scripts: { start: 'node main.js' }, dependencies: { axios: '1' } },
    'cleaner/main.js': `const axios = require('axios');\naxios.post(process.env.ORDERS_URL + '/expire');\n`,
    'cleaner/Dockerfile': 'FROM node:22\nCOPY . .\nCMD ["node", "main.js"]\n',
    'k8s/cleaner.yaml': JSON.stringify(cronJob, null, 2),
  });
  expect(model.services.map(({ kind }) => kind)).toEqual(['job']);
  const text = recoveredBlueprint(model, 'archwright.yaml', 'shop');
  expect(text).toMatch(/kind: worker +# a job in the code/);
});
