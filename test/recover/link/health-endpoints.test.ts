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
  ["const healthCheck = (req, res) => res.end('ok');\napp.get('/', healthCheck);", 'present'],
  ["const healthCheck = (req, res) => res.end('ok');\napp.post('/', healthCheck);", 'absent'],
  ["const hello = (req, res) => res.end('ok');\napp.get('/', hello);", 'absent'],
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

test.each([
  ['HealthController', 'check', 'present'],
  ['AppController', 'getHealth', 'present'],
  ['AppController', 'getHello', 'absent'],
  ['HealthInsuranceController', 'list', 'absent'],
])('a probe may ask for the root: %s.%s', async (cls, method, state) => {
  const { services } = await recoverFiles({
    'orders/package.json': service('orders', '@nestjs/core'),
    'orders/src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Controller, Get, Module } from '@nestjs/common';
@Controller('/')
class ${cls} { @Get() ${method}() { return true; } }
@Module({ controllers: [${cls}] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
  });
  expect(services[0]?.health.state).toBe(state);
});
