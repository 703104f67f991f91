import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'express',
  pkg: 'mongoose',
  symbol: 'createConnection',
  make: (symbol, option) => `${symbol}(${option})`,
  option: "'mongodb://db:27017/shop'",
  use: (client, order) => `await ${client}.model('Order', {}).create(${order})`,
};
testRewrites(
  orders('express', 'mongoose'),
  baseSource(use),
  [
    'orders answers http POST /orders',
    'orders uses mongodb://db:27017/shop',
    'orders writes Order',
    'service orders service 3000',
  ],
  standardRewrites(use),
);
