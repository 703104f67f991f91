import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'express',
  pkg: 'bullmq',
  symbol: 'Queue',
  make: (symbol, option) => `new ${symbol}(${option}, { connection: { host: 'redis' } })`,
  option: "'receipts'",
  use: (client, order) => `await ${client}.add('print', ${order})`,
};
testRewrites(
  orders('express', 'bullmq'),
  baseSource(use),
  ['orders answers http POST /orders', 'orders publishes redis:receipts', 'service orders service 3000'],
  standardRewrites(use),
);
