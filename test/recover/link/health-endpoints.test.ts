import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const health = async (routes: string): Promise<string | undefined> => {
  const code = `import express from 'express';\nconst app = express();\n${routes}\napp.listen(3000);\n`;
  const { services } = await recoverFiles({
    'orders/package.json': service('orders', 'express'),
    'orders/src/index.js': code,
  });
  return services[0]?.health.state;
};

test.each([
  ["app.get('/orders/status', ok);\napp.get('/orders/:id', find);", 'present'],
  [
    'app.get(`/orders/${process.env.API_VERSION}/status`, ok);\napp.get(`/orders/${process.env.API_VERSION}/items`, find);',
    'present',
  ],
  ["app.get('/orders/status', ok);\napp.get('/items', find);", 'absent'],
  ["app.get('/orders/:id/status', ok);\napp.get('/orders/:id/items', find);", 'absent'],
  ["app.post('/orders/status', ok);\napp.get('/orders/:id', find);", 'absent'],
  ["app.get('/orders/status', ok);", 'absent'],
])('%s', async (routes, state) => {
  expect(await health(routes)).toBe(state);
});

test('where routes come from an OpenAPI document, nobody can say that there is no health endpoint', async () => {
  const states = async (pkg: string): Promise<readonly string[]> => {
    const code = `import express from 'express';\nimport routes from '${pkg}';\nconst app = express();\napp.use(await routes.middleware('./orders.yaml'));\napp.listen(3000);\n`;
    const { services } = await recoverFiles({
      'orders/package.json': service('orders', 'express', pkg),
      'orders/src/index.js': code,
    });
    return services.map(({ health }) => health.state);
  };
  expect(await states('exegesis-express')).toEqual(['unknown']);
  expect(await states('serve-static')).toEqual(['absent']);
});
