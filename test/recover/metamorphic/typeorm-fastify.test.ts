import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'fastify',
  pkg: 'typeorm',
  symbol: 'DataSource',
  make: (symbol, option) => `new ${symbol}({ type: 'postgres', url: ${option} })`,
  option: "'postgres://db:5432/shop'",
  use: (client, order) => `await ${client}.getRepository('orders').save(${order})`,
};
testRewrites(
  orders('fastify', 'typeorm', 'pg'),
  baseSource(use),
  [
    'orders answers http POST /orders',
    'orders uses postgres://db:5432/shop',
    'orders writes orders',
    'service orders service 3000',
  ],
  standardRewrites(use),
);
