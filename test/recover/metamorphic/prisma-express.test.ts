import { testRewrites } from '../../support/rewrites.ts';
import { baseSource, orders, standardRewrites, type ClientUse } from '../../support/standard-rewrites.ts';

const use: ClientUse = {
  framework: 'express',
  pkg: '@prisma/client',
  symbol: 'PrismaClient',
  make: (symbol, option) => `new ${symbol}({ datasourceUrl: ${option} })`,
  option: "'postgres://db:5432/shop'",
  use: (client, order) => `await ${client}.order.create({ data: ${order} })`,
};
testRewrites(
  {
    ...orders('express', '@prisma/client'),
    'orders/prisma/schema.prisma':
      'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\nmodel Order {\n  id Int @id\n  @@map("orders")\n}\n',
  },
  baseSource(use),
  [
    'orders answers http POST /orders',
    'orders uses postgres://db:5432/shop',
    'orders writes orders',
    'service orders service 3000',
  ],
  standardRewrites(use),
);
