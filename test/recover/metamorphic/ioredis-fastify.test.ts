import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'fastify',
  pkg: 'ioredis',
  symbol: 'Redis',
  isDefault: true,
  make: (symbol, option) => `new ${symbol}(${option})`,
  option: "'redis://cache:6379'",
  use: (client, order) => `await ${client}.publish('order.created', JSON.stringify(${order}))`,
};
testRewrites(
  orders('fastify', 'ioredis'),
  baseSource(use),
  ['orders answers http POST /orders', 'orders publishes redis:order.created', 'service orders service 3000'],
  standardRewrites(use),
);
