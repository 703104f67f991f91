import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'fastify',
  pkg: '@nats-io/transport-node',
  symbol: 'connect',
  make: (symbol) => `await ${symbol}({ servers: 'nats:4222' })`,
  option: "'nats:4222'",
  use: (client, order) => `${client}.publish('order.created', JSON.stringify(${order}))`,
};
testRewrites(
  orders('fastify', '@nats-io/transport-node'),
  baseSource(use),
  ['orders answers http POST /orders', 'orders publishes nats:order.created', 'service orders service 3000'],
  standardRewrites(use).filter(([name]) => !/factory|once|class|container/.test(name)),
);
