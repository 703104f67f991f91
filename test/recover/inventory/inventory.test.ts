import { expect, test } from 'vitest';
import { fact, inventoryOf, pkg, servicesOf, unitAt } from './shop.ts';

const express = { dependencies: { express: '4' }, scripts: { start: 'node dist/app.js' } };

test('compose: builds are services, known images are infrastructure, names and ports are collected', () => {
  const inventory = inventoryOf({
    'docker-compose.yml': `services:
  orders-api:
    build: ./orders
    container_name: shop-orders
    ports: ["8080:3000"]
    environment: [PAYMENT_URL=http://payment:3000]
    healthcheck: { test: [CMD, "true"] }
  payment:
    build: { context: ., dockerfile: ./payment/dockerfile }
  mail: { image: "golang:1.22", working_dir: /app, volumes: ["./mail:/app"] }
  db: { image: "postgres:16", hostname: pg }
`,
    'docker-compose.test.yml': 'services:\n  orders-api:\n    environment: [DATABASE_URL=postgres://test]\n',
    'orders/package.json': pkg('@shop/orders', express),
    'orders/src/app.ts': '',
    'orders/Dockerfile': 'FROM node:20\nCOPY . .\nENV REGION=eu\nEXPOSE 3000\nCMD ["npm", "start"]\n',
    'orders/.env': 'LOG=info\n',
    'orders/.env.example': 'LOG=debug\n',
    'payment/package.json': pkg('payment', express),
    'payment/app.js': '',
    'payment/Dockerfile': 'FROM node:20\nCOPY payment .\nCMD ["node", "app.js"]\n',
    'mail/go.mod': 'module mail\n',
    'mail/main.go': '',
  });
  const orders = unitAt(inventory, 'orders');
  expect(orders).toMatchObject({
    id: 'orders',
    language: 'typescript',
    hostNames: ['orders-api', 'shop-orders', 'orders'],
    ports: [3000, 8080],
    publishedPorts: [8080],
    entryFiles: ['orders/src/app.ts'],
    health: { state: 'present', evidence: [{ file: 'docker-compose.yml', line: 7 }] },
  });
  expect(orders.environment.map(({ name, value, environment }) => `${environment} ${name}=${value ?? ''}`)).toEqual([
    'compose:docker-compose.yml PAYMENT_URL=http://payment:3000',
    'compose:docker-compose.yml REGION=eu',
    'dotenv:orders/.env LOG=info',
    'dotenv:orders/.env.example LOG=debug',
  ]);
  expect(inventory.images).toMatchObject([{ engine: 'postgres', hostNames: ['db', 'pg'] }]);
  expect(servicesOf(inventory, [fact('orders/src/app.ts', 'listens'), fact('payment/app.js', 'consumes')])).toEqual([
    'mail service go',
    'orders service typescript',
    'payment worker javascript',
  ]);
});

test('a package is a service only when it is started and does something, or is deployed', () => {
  const inventory = inventoryOf({
    'package.json': pkg('shop', {
      workspaces: ['packages/*'],
      scripts: { start: 'lerna run start', dev: 'docker-compose up' },
    }),
    'packages/orders/package.json': pkg('orders', { ...express, dependencies: { express: '4', '@shop/http': '*' } }),
    'packages/orders/app.js': '',
    'packages/billing/package.json': pkg('billing', { ...express, dependencies: { '@shop/http': '*' } }),
    'packages/billing/app.js': '',
    'packages/empty/package.json': pkg('empty', express),
    'packages/empty/app.js': '',
    'packages/http/package.json': pkg('@shop/http', { main: 'index.js' }),
    'packages/http/index.js': '',
    'packages/nats-demo/package.json': pkg('nats-demo', { scripts: { start: 'node listen.js' } }),
    'packages/nats-demo/listen.js': '',
    'packages/orders-e2e/package.json': pkg('orders-e2e', express),
    'packages/orders-e2e/app.js': '',
    'packages/cron/package.json': pkg('cron'),
    'packages/cron/index.js': '',
    'packages/cron/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "index.js"]\n',
  });
  const facts = ['orders/app.js', 'http/index.js', 'orders-e2e/app.js'].map((file) =>
    fact(`packages/${file}`, 'listens'),
  );
  expect(servicesOf(inventory, [...facts, fact('packages/nats-demo/listen.js', 'consumes')])).toEqual([
    'packages/billing service javascript',
    'packages/cron worker javascript',
    'packages/orders service javascript',
  ]);
});

test('front ends: without a server they are no Node program, with one they are', () => {
  const inventory = inventoryOf({
    'docker-compose.yml': 'services:\n  admin: { build: admin }\n  shop: { build: shop }\n  edge: { build: edge }\n',
    'web/package.json': pkg('web', { dependencies: { react: '18', 'react-dom': '18' }, scripts: { start: 'vite' } }),
    'web/src/main.tsx': '',
    'admin/package.json': pkg('admin', { dependencies: { vue: '3' }, scripts: { build: 'vite build' } }),
    'admin/src/main.ts': '',
    'admin/Dockerfile':
      'FROM node:20 AS build\nCOPY . .\nRUN npm run build\nFROM nginx\nCOPY --from=build /dist /usr/share/nginx/html\n',
    'shop/package.json': pkg('shop', {
      dependencies: { next: '15', 'react-dom': '18' },
      scripts: { start: 'next start' },
    }),
    'shop/pages/index.tsx': '',
    'shop/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n',
    'edge/Dockerfile': 'FROM nginx:1.25\nCOPY default.conf /etc/nginx/conf.d/\n',
    'edge/default.conf': 'server { location / { proxy_pass http://shop:3000; } }\n',
  });
  expect(servicesOf(inventory, [fact('web/src/main.tsx', 'browser')])).toEqual([
    'admin frontend browser',
    'edge gateway nginx',
    'shop frontend typescript',
    'web frontend browser',
  ]);
  expect(inventory.manifests.proxies).toMatchObject([{ location: '/', target: 'http://shop:3000' }]);
});

test('Nest monorepo: projects are units, one Dockerfile builds them by argument', () => {
  const files = {
    'package.json': pkg('shop', { dependencies: { '@nestjs/core': '10' }, scripts: { start: 'nest start' } }),
    'nest-cli.json': JSON.stringify({
      monorepo: true,
      projects: {
        orders: { type: 'application', root: 'apps/orders', sourceRoot: 'apps/orders/src' },
        payment: { type: 'application', root: 'apps/payment', sourceRoot: 'apps/payment/src' },
        common: { type: 'library', root: 'libs/common', sourceRoot: 'libs/common/src' },
      },
    }),
    'apps/orders/src/main.ts': '',
    'apps/payment/src/main.ts': '',
    'libs/common/src/index.ts': '',
    Dockerfile: 'FROM node:20\nARG APP\nCOPY . .\nRUN npx nest build ${APP}\nCMD node dist/apps/${APP}/main\n',
    'docker-compose.yml': `services:
  orders-svc: { build: { context: ., args: { APP: orders } } }
  billing: { build: ., command: node dist/apps/payment/main.js, environment: { PORT: "3000" } }
`,
  };
  const inventory = inventoryOf(files);
  expect(unitAt(inventory, 'apps/orders').hostNames[0]).toBe('orders-svc');
  expect(unitAt(inventory, 'apps/payment')).toMatchObject({
    hostNames: ['billing', 'payment'],
    environment: [{ name: 'PORT' }],
  });
  const facts = ['apps/orders/src/main.ts', 'apps/payment/src/main.ts'].map((file) => fact(file, 'listens'));
  expect(servicesOf(inventory, [...facts, fact('libs/common/src/index.ts', 'consumes')])).toEqual([
    'apps/orders service typescript',
    'apps/payment service typescript',
  ]);
  expect(inventory.ownerOf('libs/common/src/index.ts')?.path).toBe('libs/common');
});

test('workspaces: a Dockerfile in the root builds the package that it mentions', () => {
  const inventory = inventoryOf({
    'package.json': pkg('shop', { workspaces: ['apps/*'] }),
    'apps/orders/package.json': pkg('@shop/orders', express),
    'apps/orders/src/app.ts': '',
    'apps/payment/package.json': pkg('@shop/payment', express),
    'apps/payment/src/app.ts': '',
    'docker/orders.Dockerfile':
      'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN pnpm --filter @shop/orders build\nWORKDIR /app/apps/orders\nCMD ["node", "dist/app.js"]\n',
    'docker/Dockerfile.payment': 'FROM node:20\nCOPY . .\nCMD ["npm", "run", "start", "-w", "apps/payment"]\n',
    'compose.yaml': `services:
  o: { build: { context: ., dockerfile: docker/orders.Dockerfile } }
  p: { build: { context: ., dockerfile: docker/Dockerfile.payment } }
`,
  });
  expect(unitAt(inventory, 'apps/orders').hostNames[0]).toBe('o');
  expect(unitAt(inventory, 'apps/payment').hostNames[0]).toBe('p');
});

test.each(['"${PWD}"', '.'])('a build of a compose file that is run from the root: context %s', (context) => {
  const inventory = inventoryOf({
    'services/orders/package.json': pkg('orders', express),
    'services/orders/src/app.ts': '',
    'services/payment/package.json': pkg('payment', express),
    'services/payment/src/app.ts': '',
    'package.json': pkg('shop', express),
    'web/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "app.js"]\n',
    'web/app.js': '',
    'infra/mongo-init.js': '',
    'infra/Dockerfile.service':
      'FROM node:20\nARG NAME\nCOPY services/${NAME} services/${NAME}\nCMD sh -c "node services/${NAME}/dist/app.js"\n',
    'infra/compose.yaml': `services:
  o: { build: { context: ${context}, dockerfile: ./infra/Dockerfile.service, args: { NAME: orders } } }
`,
  });
  expect(inventory.units.map(({ path }) => path)).not.toContain('infra');
  expect(unitAt(inventory, 'services/orders').hostNames[0]).toBe('o');
});

test('one package, several programs: folders that scripts start are units, an API and its worker are one', () => {
  const inventory = inventoryOf({
    'package.json': pkg('shop', {
      dependencies: { express: '4' },
      scripts: {
        start: 'concurrently "npm:start:*"',
        'start:orders': 'node dist/orders/app.js',
        'start:stock': 'node dist/stock/app.js',
      },
    }),
    'orders/app.ts': '',
    'stock/app.ts': '',
    'common/bus.ts': '',
  });
  expect(servicesOf(inventory, [fact('orders/app.ts', 'listens'), fact('common/bus.ts', 'consumes')])).toEqual([
    'orders service typescript',
    'stock worker typescript',
  ]);
  const one = inventoryOf({
    'package.json': pkg('orders', {
      dependencies: { express: '4' },
      scripts: { start: 'node src/api/index.js', worker: 'node src/worker/index.js' },
    }),
    'src/api/index.js': '',
    'src/worker/index.js': '',
  });
  expect(servicesOf(one, [fact('src/api/index.js', 'listens'), fact('src/worker/index.js', 'consumes')])).toEqual([
    '. service javascript',
  ]);
});

test('Moleculer: files that nodes run alone are units; a node that runs several of them is none', () => {
  const inventory = inventoryOf({
    'package.json': pkg('shop', { dependencies: { moleculer: '0.14' }, scripts: { start: 'moleculer-runner' } }),
    Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n',
    'services/orders.service.js': '',
    'services/stock.service.js': '',
    'docker-compose.yml': `services:
  all: { build: ., environment: { SERVICES: "orders,stock" } }
  orders: { build: ., environment: { SERVICES: orders } }
  stock: { build: ., environment: { SERVICES: stock } }
`,
  });
  expect(servicesOf(inventory, [])).toEqual([
    'services/orders.service.js worker javascript',
    'services/stock.service.js worker javascript',
  ]);
});

test('a Dockerfile for many is a unit per folder that it can pack', () => {
  const inventory = inventoryOf({
    Dockerfile:
      'FROM node:20\nARG NAME\nCOPY source .\nCOPY source/services/${NAME} ./services/${NAME}\nCOPY source/services/${NAME}/route.js ./route.js\nEXPOSE 5000\nCMD ["node", "index.js"]\n',
    'source/package.json': pkg('api', { dependencies: { express: '4' } }),
    'source/services/orders/route.js': '',
    'source/services/stock/route.js': '',
    'source/services/notes/readme.md': '',
    'compose.yaml': 'services:\n  orders_service: { image: orders, ports: ["5001:5000"] }\n',
  });
  expect(servicesOf(inventory, [])).toEqual([
    'source/services/orders service javascript',
    'source/services/stock service javascript',
  ]);
  expect(unitAt(inventory, 'source/services/orders').publishedPorts).toEqual([5001]);
});

test('Kubernetes: workloads are matched to folders by image, hosts are the Services that select them', () => {
  const deployment = (name: string, image: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}-depl }\nspec:\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec: { containers: [{ name: ${name}, image: ${image}, livenessProbe: { tcpSocket: {} } }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name}-srv }\nspec: { selector: { app: ${name} }, ports: [{ port: 3000 }] }\n`;
  const inventory = inventoryOf({
    'orders/package.json': pkg('orders', express),
    'orders/src/app.ts': '',
    'infra/orders.yaml': deployment('orders', 'shop/rs-orders:2'),
    'infra/mongo.yaml': deployment('orders-mongo', 'mongo'),
  });
  expect(unitAt(inventory, 'orders')).toMatchObject({
    hostNames: ['orders-srv', 'orders'],
    ports: [3000],
    health: { state: 'present' },
    deployedBy: ['infra/orders.yaml'],
  });
  expect(inventory.images).toMatchObject([{ engine: 'mongodb', hostNames: ['orders-mongo-srv'] }]);
});

test('functions: serverless.yml makes one unit of its handlers', () => {
  const inventory = inventoryOf({
    'invoices/serverless.yml':
      'service: invoices\nprovider: { name: aws }\nfunctions: { create: { handler: src/create.handler } }\n',
    'invoices/package.json': pkg('invoices'),
    'invoices/src/create.ts': '',
  });
  expect(servicesOf(inventory, [fact('invoices/src/create.ts', 'handles-function')])).toEqual([
    'invoices function typescript',
  ]);
  expect(unitAt(inventory, 'invoices').entryFiles).toEqual(['invoices/src/create.ts']);
});

test('units of the same name are told apart by their folders; copied package names are nobody’s host', () => {
  const inventory = inventoryOf({
    'blog/users/package.json': pkg('users', express),
    'blog/users/app.js': '',
    'shop/users/package.json': pkg('users', express),
    'shop/users/app.js': '',
    'shop/cart/package.json': pkg('users', express),
    'shop/cart/app.js': '',
  });
  expect(inventory.units.map((unit) => `${unit.id}: ${unit.hostNames.join(' ')}`)).toEqual([
    'blog/users: users',
    'cart: cart',
    'shop/users: users',
  ]);
});

test('broken manifests are gaps with their place; unreadable ones are told once', () => {
  const files: Record<string, string> = {
    'orders/package.json': '{ "name": "orders", }}',
    'docker-compose.yml': 'services: [',
    'stock/package.json': '',
  };
  const inventory = inventoryOf(files);
  expect(inventory.gaps.map((gap) => `${gap.file}:${gap.line}`)).toEqual([
    'docker-compose.yml:1',
    'orders/package.json:1',
    'stock/package.json:1',
  ]);
});
