import { expect, test } from 'vitest';
import { isCompose, parseCompose } from '../../../src/recover/manifests/compose.ts';

const SHOP = `x-env: &env
  LOG_LEVEL: info
services:
  orders:
    build:
      context: ./orders
      args: [NODE_ENV=production]
    container_name: shop-orders
    environment:
      <<: *env
      PAYMENT_URL: http://\${PAYMENT_HOST:-payment}:3000
      DATABASE_URL: postgres://\${DB_USER}@db:5432/orders
      TOKEN: \${TOKEN}
    env_file: [./orders/.env.docker]
    ports: ["8080:3000", "127.0.0.1:\${ADMIN_PORT}:9000/tcp", "5000-5001:6000-6001"]
    networks: { backend: { aliases: [orders.shop] } }
    healthcheck: { test: [CMD, curl, localhost] }
  payment:
    build: payment
    environment:
      - PORT=3000
      - REGION
    expose: ["3000"]
    healthcheck: { disable: true }
    command: ["node", "dist/main.js", "a b"]
`;

test('reads services with resolved folders, names, ports and environment', () => {
  const { facts, gaps } = parseCompose(
    'deploy/docker-compose.yml',
    SHOP,
    new Map([
      ['ADMIN_PORT', '9001'],
      ['REGION', 'eu'],
    ]),
  );
  expect(gaps).toEqual([]);
  const [orders, payment] = facts;
  expect(orders?.build).toMatchObject({
    context: 'deploy/orders',
    dockerfile: 'deploy/orders/Dockerfile',
    args: { NODE_ENV: 'production' },
  });
  expect(orders?.aliases).toEqual(['orders.shop']);
  expect(orders?.envFiles).toEqual(['deploy/orders/.env.docker']);
  expect(orders?.ports).toEqual([
    { published: 8080, target: 3000 },
    { published: 9001, target: 9000, isLocal: true },
    { published: 5000, target: 6000 },
    { published: 5001, target: 6001 },
  ]);
  expect(Object.fromEntries((orders?.environment ?? []).map(({ name, value }) => [name, value]))).toEqual({
    LOG_LEVEL: 'info',
    PAYMENT_URL: 'http://payment:3000',
    DATABASE_URL: 'postgres://${DB_USER}@db:5432/orders',
    TOKEN: null,
  });
  expect(orders?.environment.find(({ name }) => name === 'PAYMENT_URL')).toMatchObject({
    environment: 'compose:deploy/docker-compose.yml',
    evidence: { file: 'deploy/docker-compose.yml', line: 11, column: 7 },
  });
  expect(orders?.healthcheck).toMatchObject({ line: 17 });
  expect(payment).toMatchObject({
    healthcheck: null,
    healthcheckDisabled: true,
    expose: [3000],
    command: "node dist/main.js 'a b'",
  });
  expect(payment?.environment.map(({ name, value }) => `${name}=${value ?? ''}`)).toEqual(['PORT=3000', 'REGION=eu']);
  expect(payment?.environment[1]?.evidence).toMatchObject({ line: 22 });
});

test('a broken file is a gap with its place, also when it is nested or aliased without bounds', () => {
  expect(parseCompose('compose.yaml', 'services:\n  orders: [\n', new Map()).gaps[0]).toMatchObject({
    file: 'compose.yaml',
    line: 3,
  });
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 9; i++)
    bomb.push(
      `${'abcdefghij'[i] ?? ''}: &${'abcdefghij'[i] ?? ''} [${Array(10)
        .fill(`*${'abcdefghij'[i - 1] ?? ''}`)
        .join(',')}]`,
    );
  expect(parseCompose('compose.yaml', bomb.join('\n'), new Map()).gaps).toHaveLength(1);
  expect(parseCompose('compose.yaml', `services: ${'['.repeat(50_000)}`, new Map()).gaps).toHaveLength(1);
});

test('knows compose files by name', () => {
  const names = [
    'docker-compose.yml',
    'docker-compose.dev.yaml',
    'compose.yaml',
    'compose.prod.yml',
    'docker_compose.yml',
    'decompose.yml',
    'composer.yml',
    'openapi.yaml',
  ];
  expect(names.filter(isCompose)).toEqual(names.slice(0, 5));
});
