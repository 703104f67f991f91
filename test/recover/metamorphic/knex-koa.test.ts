import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'koa',
  pkg: 'knex',
  symbol: 'knex',
  isDefault: true,
  make: (symbol, option) => `${symbol}({ client: 'pg', connection: ${option} })`,
  option: "'postgres://db:5432/shop'",
  use: (client, order) => `await ${client}('orders').insert(${order})`,
};
testRewrites(
  orders('koa', 'knex', 'pg'),
  baseSource(use),
  [
    'orders answers http POST /orders',
    'orders uses postgres://db:5432/shop',
    'orders writes orders',
    'service orders service 3000',
  ],
  standardRewrites(use),
);
