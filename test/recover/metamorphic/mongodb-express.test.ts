import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'express',
  pkg: 'mongodb',
  symbol: 'MongoClient',
  make: (symbol, option) => `new ${symbol}(${option})`,
  option: "'mongodb://db:27017/shop'",
  use: (client, order) => `await ${client}.db().collection('orders').insertOne(${order})`,
};
testRewrites(
  orders('express', 'mongodb'),
  baseSource(use),
  [
    'orders answers http POST /orders',
    'orders uses mongodb://db:27017/shop',
    'orders writes orders',
    'service orders service 3000',
  ],
  standardRewrites(use),
);
