import { expect, test } from 'vitest';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

const SHARED: Files = {
  'package.json': { name: 'shop', private: true, workspaces: ['packages/*'] },
  'packages/commons/package.json': { name: '@shop/commons', main: 'index.js', dependencies: { express: '5' } },
  'packages/commons/index.js': `import express from 'express';
export function serve(port) {
  const app = express();
  app.listen(port);
  return app;
}
export const log = console.log;
`,
};

const program = (name: string, text: string): Files => ({
  [`packages/${name}/package.json`]: {
    name,
    type: 'module',
    scripts: { start: 'node src/app.js' },
    dependencies: { '@shop/commons': '*', axios: '1' },
  },
  [`packages/${name}/src/app.js`]: text,
  [`packages/${name}/Dockerfile`]: 'FROM node:22\nCOPY . .\nEXPOSE 3000\nCMD ["node", "src/app.js"]\n',
});

const WORK = `import axios from 'axios';
import { log } from '@shop/commons';
log(await axios.post('http://orders:3000/orders/expire'));
`;

const workload = (kind: string, name: string): string => {
  const pod = { spec: { containers: [{ name, image: `shop/${name}:1` }], restartPolicy: 'Never' } };
  const spec =
    kind === 'CronJob' ? { schedule: '0 3 * * *', jobTemplate: { spec: { template: pod } } } : { template: pod };
  return JSON.stringify({ apiVersion: 'batch/v1', kind, metadata: { name }, spec }, null, 2);
};

const kindsOf = async (files: Files): Promise<Record<string, string>> =>
  Object.fromEntries((await recoverFiles(files)).services.map(({ name, kind }) => [name, kind]));

test('what a shared package could do makes no service of who does not have it done', async () => {
  const model = await recoverFiles({
    ...SHARED,
    ...program(
      'orders',
      `import { serve } from '@shop/commons';\nserve(3000).post('/orders/expire', (req, res) => res.end());\n`,
    ),
    ...program('cleaner', WORK),
  });
  expect(model.services.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['cleaner worker', 'orders service']);
  const [cleaner] = model.services;
  expect(cleaner?.evidence.map(({ note }) => note).join()).not.toContain('listens');
});

test.each(['Job', 'CronJob'])('what a cluster runs as a %s is a job, unless it answers or consumes', async (kind) => {
  const files = {
    ...SHARED,
    ...program(
      'orders',
      `import { serve } from '@shop/commons';\nserve(3000).post('/orders/expire', (req, res) => res.end());\n`,
    ),
    ...program('cleaner', WORK),
    'deploy/cleaner.json.yaml': workload(kind, 'cleaner'),
    // Its own image, run once to move its tables.
    'deploy/orders-migrate.json.yaml': workload(kind, 'orders'),
  };
  expect(await kindsOf(files)).toEqual({ cleaner: 'job', orders: 'service' });
});

test('the port of a debugger is no port of a service', async () => {
  const { services } = await recoverFiles({
    'orders/package.json': service('orders', 'express'),
    'orders/src/app.js': `import express from 'express';\nexpress().listen(3000);\n`,
    'compose.yaml': 'services:\n  orders:\n    build: orders\n    ports: ["3001:3000", "9300:9229"]\n',
  });
  expect(services[0]?.ports).toEqual([3000, 3001]);
});

test('components that others import are a library, also where a script shows them in a browser', async () => {
  const { services, libraries } = await recoverFiles({
    'package.json': { name: 'shop', private: true, workspaces: ['packages/*'] },
    'packages/components/package.json': {
      name: '@shop/components',
      scripts: { start: 'vite' },
      dependencies: { 'react-dom': '19' },
      devDependencies: { vite: '6' },
    },
    'packages/components/src/button.jsx': 'export const Button = () => <button />;\n',
    'packages/web/package.json': {
      name: 'web',
      scripts: { start: 'vite' },
      dependencies: { '@shop/components': '*', 'react-dom': '19' },
      devDependencies: { vite: '6' },
    },
    'packages/web/src/main.jsx': `import { Button } from '@shop/components';\nexport default Button;\n`,
  });
  expect(services.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['web frontend']);
  expect(libraries ?? []).not.toContainEqual(expect.objectContaining({ users: ['components'] }));
});
