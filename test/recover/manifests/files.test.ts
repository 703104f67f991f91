import { expect, test } from 'vitest';
import { parseDotenv } from '../../../src/recover/manifests/dotenv.ts';
import { finalStage, parseDockerfile } from '../../../src/recover/manifests/dockerfile.ts';
import { parseDockerCommands } from '../../../src/recover/manifests/docker-run.ts';
import { parseNginx } from '../../../src/recover/manifests/nginx.ts';
import { parsePackageJson } from '../../../src/recover/manifests/package-json.ts';
import { parsePrisma } from '../../../src/recover/manifests/prisma.ts';
import { parsePm2 } from '../../../src/recover/manifests/pm2.ts';
import { parseProcfile, parseSkaffold } from '../../../src/recover/manifests/processes.ts';
import { parseServerless } from '../../../src/recover/manifests/serverless.ts';
import { parseProto } from '../../../src/recover/manifests/proto.ts';
import { parseNestCli, parseNx } from '../../../src/recover/manifests/workspaces.ts';

test('package.json: scripts with positions, workspaces of either form', () => {
  const { facts, gaps } = parsePackageJson(
    'orders/package.json',
    '{\n  "name": "@shop/orders",\n  "scripts": {\n    "start": "node ."\n  },\n  "workspaces": { "packages": ["apps/*"] }\n}\n',
  );
  expect(gaps).toEqual([]);
  expect(facts).toMatchObject({ folder: 'orders', name: '@shop/orders', workspaces: ['apps/*'] });
  expect(facts?.scripts.get('start')?.evidence).toMatchObject({ line: 4, column: 5 });
});

test('package.json: a broken one keeps what could be read and says where it breaks', () => {
  const { facts, gaps } = parsePackageJson('orders/package.json', '{\n  "name": "orders"\n  "main": "app.js"\n}');
  expect(facts?.name).toBe('orders');
  expect(gaps).toEqual([{ file: 'orders/package.json', line: 3, column: 3, reason: 'JSON: a comma is expected' }]);
  expect(parsePackageJson('package.json', '').gaps[0]?.reason).toBe('JSON: the file is empty');
  expect(parsePackageJson('package.json', '['.repeat(100_000)).gaps[0]?.reason).toBe(
    'JSON: its objects are nested too deeply',
  );
});

test('dotenv: quotes, comments, references and positions', () => {
  const entries = parseDotenv(
    'orders/.env',
    '# shop\nexport PORT=3000 # http\nHOST="db"\n\nURL=postgres://${HOST}:5432/orders\nSPACED = \'a # b\'\nKEY="-----\nline\n-----"\nLATER=$NOWHERE\n',
  );
  expect(entries.map(({ name, value, evidence }) => [name, value, evidence.line])).toEqual([
    ['PORT', '3000', 2],
    ['HOST', 'db', 3],
    ['URL', 'postgres://db:5432/orders', 5],
    ['SPACED', 'a # b', 6],
    ['KEY', '-----\nline\n-----', 7],
    ['LATER', null, 10],
  ]);
  expect(entries[0]).toMatchObject({ environment: 'dotenv:orders/.env', evidence: { column: 8 } });
});

test('Dockerfile: stages inherit, arguments have defaults, continued lines are one', () => {
  const dockerfile = parseDockerfile(
    'orders/Dockerfile',
    'ARG NODE=20\nFROM node:${NODE}-alpine AS build\nWORKDIR /app\nCOPY . .\nENV PORT=3000 \\\n    # a comment\n    HOST="orders"\nFROM build\nCOPY --from=build /app/dist ./dist\nEXPOSE 3000/tcp\nHEALTHCHECK CMD curl localhost\nCMD ["node", "dist/main.js"]\n',
  );
  const stage = finalStage(dockerfile);
  expect(stage).toMatchObject({
    base: 'node:20-alpine',
    workdir: '/app',
    expose: [3000],
    command: { value: 'node dist/main.js' },
  });
  expect(stage?.copies).toHaveLength(1);
  expect(stage?.environment.map(({ name, value }) => `${name}=${value ?? ''}`).sort()).toEqual([
    'HOST=orders',
    'PORT=3000',
  ]);
  expect(stage?.healthcheck).toMatchObject({ line: 11 });
  expect(finalStage(dockerfile, 'build')?.command).toBeNull();
});

test('docker commands of scripts', () => {
  const { containers, builds } = parseDockerCommands(
    'orders/run.sh',
    'docker build -t shop/orders .\ndocker run -d --name orders \\\n  -p 3001:3000 -e REGION=eu --env-file env shop/orders\ndocker run "$IMAGE"\n',
  );
  expect(builds).toEqual([{ image: 'shop/orders', folder: 'orders', dockerfile: null }]);
  expect(containers).toHaveLength(1);
  expect(containers[0]).toMatchObject({
    name: 'orders',
    image: 'shop/orders',
    envFiles: ['orders/env'],
    ports: [{ published: 3001, target: 3000 }],
  });
});

test('Prisma schema: datasource and mapped models', () => {
  const schema = parsePrisma(
    'prisma/schema.prisma',
    'datasource db {\n  provider = "postgresql" // main\n  url      = env("DATABASE_URL")\n}\n// model Old {}\nmodel Order {\n  id Int @id\n  meta Json @default("{}")\n  @@map("orders")\n}\nmodel Item { id Int @id }\n',
  );
  expect(schema).toMatchObject({ provider: 'postgresql', url: { env: 'DATABASE_URL' } });
  expect(schema.models.map(({ name, table, evidence }) => [name, table, evidence.line])).toEqual([
    ['Order', 'orders', 6],
    ['Item', 'Item', 11],
  ]);
  expect(parsePrisma('p', 'datasource db { provider = "sqlite"\n url = "file:./dev.db" }').url).toEqual({
    literal: 'file:./dev.db',
  });
});

test('proto: qualified methods, streaming', () => {
  const proto = parseProto(
    'orders.proto',
    'syntax = "proto3";\npackage shop.v1;\n/* service Old { rpc Gone(A) returns (B); } */\nservice Orders {\n  rpc Place (PlaceRequest) returns (Order) {}\n  rpc Watch (Id) returns (stream Order);\n}\n',
  );
  expect(
    proto.methods.map(({ service, method, streaming, evidence }) => [service, method, streaming, evidence.line]),
  ).toEqual([
    ['shop.v1.Orders', 'Place', false, 5],
    ['shop.v1.Orders', 'Watch', true, 6],
  ]);
});

test('nginx: proxied locations, upstreams resolved', () => {
  const routes = parseNginx(
    'nginx/default.conf',
    'upstream api { server orders:3000; }\nserver {\n  location /orders { proxy_pass http://api/v1; }\n  # location /old { proxy_pass http://gone; }\n  location ~ ^/pay { proxy_pass http://payment:3001; }\n}\n',
  );
  expect(routes.map(({ location, target, evidence }) => [location, target, evidence.line])).toEqual([
    ['/orders', 'http://orders:3000/v1', 3],
    ['^/pay', 'http://payment:3001', 5],
  ]);
});

test('projects of nest-cli.json and Nx', () => {
  const nest = parseNestCli(
    'nest-cli.json',
    '{ // monorepo\n  "projects": {\n    "orders": { "type": "application", "root": "apps/orders", "sourceRoot": "apps/orders/src", "entryFile": "main" },\n    "common": { "type": "library", "root": "libs/common", }\n  }\n}',
  );
  expect(nest.gaps).toEqual([]);
  expect(
    nest.facts.map(({ name, folder, type, entry, evidence }) => [name, folder, type, entry, evidence.line]),
  ).toEqual([
    ['orders', 'apps/orders', 'application', 'apps/orders/src/main.ts', 3],
    ['common', 'libs/common', 'library', null, 4],
  ]);
  const nx = parseNx(
    'apps/web/project.json',
    '{"name":"web","projectType":"application","targets":{"serve":{"executor":"@nx/vite:dev-server"}}}',
  );
  expect(nx.facts[0]).toMatchObject({ folder: 'apps/web', browser: true });
});

test('processes of Procfile, PM2, serverless.yml and skaffold.yaml', () => {
  expect(
    parseProcfile('Procfile', 'web: node app.js\nrelease: npm run migrate\nworker: node jobs.js\n').map(
      ({ name, command }) => `${name}=${command ?? ''}`,
    ),
  ).toEqual(['web=node app.js', 'worker=node jobs.js']);
  const pm2 = parsePm2(
    'ecosystem.config.js',
    "module.exports = {\n  apps: [\n    { name: 'orders', script: './orders/app.js', instances: os.cpus().length, env: { PORT: 3000 } },\n    { name: `payment`, script: 'npm', args: 'start', cwd: './payment' },\n  ],\n};\n",
  );
  expect(pm2.facts.map(({ name, folder, command }) => [name, folder, command])).toEqual([
    ['orders', '.', 'node ./orders/app.js'],
    ['payment', 'payment', 'npm start'],
  ]);
  expect(pm2.facts[0]?.environment).toMatchObject([{ name: 'PORT', value: '3000' }]);
  const serverless = parseServerless(
    'fn/serverless.yml',
    'service: invoices\nprovider:\n  name: aws\n  environment:\n    TABLE: invoices\nfunctions:\n  create:\n    handler: src/create.handler\n',
    () => undefined,
  );
  expect(serverless.facts[0]).toMatchObject({ name: 'invoices', handlers: ['fn/src/create'] });
  expect(serverless.facts[0]?.environment[0]).toMatchObject({
    name: 'TABLE',
    value: 'invoices',
    evidence: { line: 5 },
  });
  const skaffold = parseSkaffold(
    'skaffold.yaml',
    'build:\n  artifacts:\n    - image: registry.shop.io/orders\n      context: services/orders\n      docker:\n        dockerfile: Dockerfile.prod\n',
  );
  expect(skaffold.facts[0]).toMatchObject({
    name: 'orders',
    folder: 'services/orders',
    dockerfile: 'services/orders/Dockerfile.prod',
  });
});
