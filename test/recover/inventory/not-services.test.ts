import { expect, test } from 'vitest';
import { recoverFiles } from '../../support/recover-files.ts';
import { fact, inventoryOf, pkg, servicesOf, unitAt } from './shop.ts';

const start = { scripts: { start: 'node app.js' }, dependencies: { express: '4' } };
const published = { files: ['dist'], version: '1.0.0' };

test('what is installed from a registry is no service: tools, and libraries whose server others start', () => {
  const files = {
    'serve/package.json': pkg('serve', { ...start, ...published, bin: 'app.js' }),
    'serve/app.js': '',
    'server/package.json': pkg('@shop/server', { ...start, ...published }),
    'server/app.js': '',
    'rpc/package.json': pkg('@shop/rpc', published),
    'rpc/app.js': '',
    'orders/package.json': pkg('orders', { ...start, dependencies: { '@shop/server': '1' } }),
    'orders/app.js': '',
  };
  const facts = ['serve', 'server', 'rpc', 'orders'].map((name) => fact(`${name}/app.js`, 'listens'));
  expect(servicesOf(inventoryOf(files), facts)).toEqual(['orders service javascript']);
  const deployed = { ...files, 'serve/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "app.js"]\n' };
  expect(servicesOf(inventoryOf(deployed), facts)).toEqual(['orders service javascript', 'serve service javascript']);
});

test('examples, documentation and templates beside a package are not part of the system; alone they are the system', () => {
  const examples = {
    'examples/orders/package.json': pkg('orders', start),
    'examples/orders/app.js': '',
    'examples/docker-compose.yml': 'services:\n  orders: { build: orders }\n',
  };
  const library = { 'package.json': pkg('@shop/http', { main: 'src/index.js' }), 'src/index.js': '', 'docs/a.js': '' };
  expect(inventoryOf({ ...examples, ...library }).units.map(({ path }) => path)).toEqual(['.']);
  expect(servicesOf(inventoryOf(examples), [fact('examples/orders/app.js', 'listens')])).toEqual([
    'examples/orders service javascript',
  ]);
});

test('code of examples says nothing about the package, but what the package imports does', async () => {
  const model = await recoverFiles({
    'package.json': pkg('orders', { scripts: { start: 'node src/app.js' }, dependencies: { express: '4' } }),
    'src/app.js': "const app = require('express')();\nrequire('../docs/routes')(app);\napp.listen(3000);\n",
    'docs/routes.js': "module.exports = (app) => app.get('/docs', show);\n",
    'examples/client.js': "require('express')().get('/example', show);\n",
  });
  expect(model.endpoints.map(({ path }) => path)).toEqual(['/docs']);
});

test('sites of documentation are no front ends; a tools folder that a script builds from is nothing', () => {
  const inventory = inventoryOf({
    'apps/docs/package.json': pkg('docs', { dependencies: { next: '15' }, scripts: { start: 'next start' } }),
    'apps/docs/pages/index.jsx': '',
    'tools/package.json': pkg('tools'),
    'tools/check.sh': 'docker build -f Dockerfile.check -t check .\ndocker run check\n',
    'tools/index.js': '',
  });
  expect(servicesOf(inventory, [])).toEqual([]);
});

test('a project of a workspace is in the language of its folder', () => {
  const inventory = inventoryOf({
    'stock/project.json': '{ "name": "stock", "projectType": "application", "targets": {} }',
    'stock/go.mod': 'module stock\n',
    'stock/Dockerfile': 'FROM golang:1.22\nCOPY . .\nCMD ["/stock"]\n',
  });
  expect(servicesOf(inventory, [])).toEqual(['stock service go']);
});

test('what answers requests without a port is a service, what only receives events a worker', () => {
  const files = {
    'orders/package.json': pkg('orders', start),
    'orders/app.js': '',
    'mail/package.json': pkg('mail', start),
    'mail/app.js': '',
    'shop-bff/package.json': pkg('shop-bff', start),
    'shop-bff/app.js': '',
    'backend-for-frontend/package.json': pkg('backend-for-frontend', start),
    'backend-for-frontend/app.js': '',
  };
  const facts = [
    fact('orders/app.js', 'answers'),
    fact('mail/app.js', 'consumes'),
    fact('shop-bff/app.js', 'listens'),
    fact('backend-for-frontend/app.js', 'listens'),
  ];
  expect(servicesOf(inventoryOf(files), facts)).toEqual([
    'backend-for-frontend bff javascript',
    'mail worker javascript',
    'orders service javascript',
    'shop-bff bff javascript',
  ]);
});

test('compose: files that others include or extend, whatever their name; what only tests start is no service', () => {
  const inventory = inventoryOf({
    'compose.yaml': `include: [infra/orders.yaml, { path: [infra/stock.yaml] }]
services:
  payment: { extends: { file: infra/base.yaml, service: node }, build: payment }
`,
    'infra/orders.yaml': 'include: [../compose.yaml]\nservices:\n  orders: { build: ../orders }\n',
    'infra/stock.yaml': 'services:\n  stock: { build: ../stock }\n',
    'infra/base.yaml':
      'services:\n  node: { image: "node:20", environment: { LOG: info }, extends: { service: again } }\n  again: { extends: { service: node } }\n',
    'package.json': pkg('shop', { scripts: { mail: 'docker compose -f mail.yml up' } }),
    'mail.yml': 'services:\n  mail: { build: mail }\n',
    'docker-compose.test.yml': 'services:\n  probe: { build: probe }\n',
    'tools.compose.yaml': 'services:\n  trial: { build: trial, profiles: [e2e] }\n',
    ...Object.fromEntries(
      ['orders', 'stock', 'payment', 'mail', 'probe', 'trial'].flatMap((name) => [
        [`${name}/package.json`, pkg(name)],
        [`${name}/app.js`, ''],
      ]),
    ),
  });
  expect(servicesOf(inventory, []).map((line) => line.split(' ')[0])).toEqual(['mail', 'orders', 'payment', 'stock']);
  expect(unitAt(inventory, 'payment').environment).toMatchObject([{ name: 'LOG', value: 'info' }]);
});

test('an image of others beside a library of its name', () => {
  const inventory = inventoryOf({
    'docker-compose.yml': 'services:\n  mailer: { image: "vendor/mailer-server:0.9.0" }\n  orders: { image: shop }\n',
    'libs/mailer/package.json': pkg('mailer'),
    'libs/mailer/index.js': '',
    'orders/package.json': pkg('orders', start),
    'orders/app.js': '',
  });
  expect(servicesOf(inventory, [])).toEqual(['orders worker javascript']);
});

test('compose: known by what it says, whatever its name; a container that runs tests configures nothing', () => {
  const inventory = inventoryOf({
    'scripts/services/orders-integration-worker.yaml':
      'version: "3.1"\n\nx-env: &env\n  LOG: info\n\nservices:\n  # the service\n  orders:\n    build: ../../orders\n    env_file: [../../shared.env]\n    environment: { <<: *env }\n',
    'shared.env': 'DB_HOST=db\n',
    'orders/package.json': pkg('orders', start),
    'orders/app.js': '',
    'stock/package.json': pkg('stock', start),
    'stock/app.js': '',
    'stock/docker-compose.yml':
      'services:\n  test_unit:\n    build: .\n    command: yarn run --silent test:unit\n    environment: { DB: test-stock }\n',
    'ci/pipeline.yml': 'stages: [build]\nservices:\n  lint:\n    image: node:20\n',
    'config/services.yaml': 'services:\n  App\\Shop:\n    class: Shop\n',
  });
  expect(unitAt(inventory, 'orders').environment.slice(0, 2)).toMatchObject([
    { name: 'LOG', value: 'info' },
    { name: 'DB_HOST', value: 'db', environment: 'compose:scripts/services/orders-integration-worker.yaml' },
  ]);
  expect(unitAt(inventory, 'orders').hostNames).toContain('orders');
  expect(unitAt(inventory, 'stock').environment.map((entry) => entry.name)).toEqual(['DB_HOST']);
  expect(servicesOf(inventory, []).map((line) => line.split(' ')[0])).toContain('orders');
});

test('one image, several programs: the command of a container says which', () => {
  const inventory = inventoryOf({
    'package.json': pkg('shop'),
    'apps/orders/package.json': pkg('orders'),
    'apps/orders/src/main.ts': '',
    'apps/stock/package.json': pkg('stock'),
    'apps/stock/src/main.ts': '',
    'compose.yaml': 'services:\n  o: { image: shop/app, command: node apps/orders/dist/main.js }\n',
    'k8s.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: s }\nspec: { template: { spec: { containers: [{ name: s, image: shop/app, command: [node, /app/apps/stock/src/main.js] }] } } }\n',
  });
  expect(unitAt(inventory, 'apps/orders').hostNames[0]).toBe('o');
  expect(unitAt(inventory, 'apps/stock').deployedBy).toEqual(['k8s.yaml']);
});

test('folders of one package with Dockerfiles of their own are several services', () => {
  const dockerfile = (name: string): string =>
    `FROM node:20\nCOPY src/shared src/shared\nCOPY src/${name} src/${name}\nCMD ["node", "src/shared/start.js"]\n`;
  const inventory = inventoryOf({
    'package.json': pkg('shop', { dependencies: { express: '4' } }),
    'src/orders/Dockerfile': dockerfile('orders'),
    'src/orders/routes.js': '',
    'src/stock/Dockerfile': dockerfile('stock'),
    'src/stock/routes.js': '',
    'src/shared/start.js': '',
  });
  expect(servicesOf(inventory, []).map((line) => line.split(' ')[0])).toEqual(['src/orders', 'src/stock']);
});

test('kustomize: names of images and environment files of generated ConfigMaps', () => {
  const inventory = inventoryOf({
    'orders/package.json': pkg('orders'),
    'orders/app.js': '',
    'base/deploy.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: main }\nspec: { template: { spec: { containers: [{ name: app, image: placeholder:1, envFrom: [{ configMapRef: { name: settings } }] }] } } }\n',
    'base/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [deploy.yaml, ../overlay]\nimages: [{ name: placeholder, newName: registry.shop.io/orders }]\nconfigMapGenerator: [{ name: settings, envs: [settings.env] }]\n',
    'overlay/kustomization.yaml': 'apiVersion: v1\nkind: Kustomization\nresources: [../base]\n',
    'base/settings.env': 'STOCK_URL=http://stock\n',
  });
  const orders = unitAt(inventory, 'orders');
  expect(orders.deployedBy).toEqual(['base/deploy.yaml']);
  expect(orders.environment).toMatchObject([{ name: 'STOCK_URL', environment: 'k8s:base/deploy.yaml' }]);
});

test('a package that others import, and that only a shared one could make listen, is shared too', () => {
  const files = {
    'commons/package.json': pkg('@shop/commons'),
    'commons/index.js': '',
    'clients/package.json': pkg('@shop/clients', { scripts: start.scripts, dependencies: { '@shop/commons': '1' } }),
    'clients/app.js': '',
    'orders/package.json': pkg('orders', {
      scripts: start.scripts,
      dependencies: { '@shop/commons': '1', '@shop/clients': '1' },
    }),
    'orders/app.js': '',
  };
  expect(servicesOf(inventoryOf(files), [fact('commons/index.js', 'listens')])).toEqual(['orders service javascript']);
});

test('what a generator writes for others, and images in a package that do not run it, are no services', () => {
  const inventory = inventoryOf({
    'packages/generator/package.json': pkg('generator', { scripts: { start: 'node main.js' } }),
    'packages/generator/main.js': '',
    'packages/generator/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
    'packages/generator/src/api/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
    'packages/generator/src/api/app.ts': '',
    'packages/generator/src/web/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "main.js"]\n',
    'packages/generator/src/web/app.ts': '',
    'packages/sdk/package.json': pkg('sdk'),
    'packages/sdk/index.ts': '',
    'packages/sdk/bin/Dockerfile': 'FROM python:3\nCOPY . .\nCMD python -m http.server 7000\n',
    'packages/schema/package.json': pkg('schema'),
    'packages/schema/prisma/seed.ts': '',
    'packages/schema/prisma/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["prisma", "migrate"]\n',
  });
  expect(servicesOf(inventory, [])).toEqual(['packages/generator worker typescript']);
});

test('a server handed through a wrapper listens, and whoever answers requests is no worker', async () => {
  const start = { scripts: { start: 'node app.js' }, dependencies: { koa: '3', stoppable: '1' } };
  const routes = "const app = new (require('koa'))();\nconst router = new (require('@koa/router'))();\n";
  const tail = "router.get('/orders', show);\napp.use(router.routes());\n";
  const model = await recoverFiles({
    'orders/package.json': pkg('orders', start),
    'orders/app.js': `${routes}${tail}require('stoppable')(require('http').createServer(app.callback()), 5000).listen(3000);\n`,
    'stock/package.json': pkg('stock', start),
    'stock/app.js': `${routes}${tail}require('./serve')(app);\nrequire('amqplib').connect('amqp://mq').then((c) => c.createChannel()).then((c) => c.consume('stock', go));\n`,
    'stock/serve.js': "module.exports = (app) => require('some-server').run(app);\n",
  });
  expect(model.services.map(({ name, kind, listens }) => [name, kind, listens.length])).toEqual([
    ['orders', 'service', 1],
    ['stock', 'service', 0],
  ]);
});

test('a command-line tool is no service, also where an image holds it', () => {
  const files = {
    'cli/package.json': pkg('cli', { bin: 'bin.js', dependencies: { yargs: '17' }, scripts: { start: 'node bin.js' } }),
    'cli/bin.js': '',
    'cli/Dockerfile': 'FROM node:20\nCOPY . .\nENTRYPOINT ["cat"]\n',
  };
  expect(servicesOf(inventoryOf(files), [])).toEqual([]);
  expect(servicesOf(inventoryOf(files), [fact('cli/bin.js', 'consumes')])).toEqual(['cli worker javascript']);
});

test('an image to build in, and scripts of a package that run in a container, are no services', () => {
  const files = {
    'orders/package.json': pkg('orders', start),
    'orders/app.js': '',
    'orders/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "app.js"]\n',
    'orders/spelling/Dockerfile': 'FROM emscripten/emsdk:3\nRUN apt-get install -y cmake\n',
    'orders/spelling/compile.c': '',
    'orders/spelling/build.sh': 'docker build --tag shop/emsdk .\ndocker run --rm shop/emsdk bash compile.sh\n',
    'orders/scripts/translations/package.json': pkg('translations', {}),
    'orders/scripts/translations/upload.js': '',
    'orders/scripts/translations/Dockerfile': 'FROM node:20\nCOPY . .\nENTRYPOINT ["node"]\n',
    'orders/scripts/translations/docker-compose.yml': 'services:\n  translations: { build: . }\n',
  };
  expect(servicesOf(inventoryOf(files), [fact('orders/app.js', 'listens')])).toEqual(['orders service javascript']);
});
