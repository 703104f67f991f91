import { describe, expect, it } from 'vitest';
import type { Files } from '../../support/recover-files.ts';
import { saidBy, type Form } from '../../support/said-by.ts';

const PRISMA: Files = {
  'prisma/schema.prisma': `datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}
model Order {\n  id Int @id\n  @@map("orders")\n}`,
  '.env': 'DATABASE_URL=postgres://db/shop',
};

const FORMS: readonly Form[] = [
  [
    'a class with a constructor that extends a client',
    `import Redis from 'ioredis';
     class Cache extends Redis { constructor(url, options) { super(url, { ...options, lazyConnect: true }); } }
     export const cache = new Cache('redis://cache:6379', {});`,
    ['redis://cache:6379/'],
  ],
  [
    'a class without a constructor, and a class of it',
    `import { Pool } from 'pg';
     class Db extends Pool {}
     class Shop extends Db { orders() { return this.query('select * from orders'); } }
     const shop = new Shop({ host: 'db', database: 'shop' });
     await shop.orders();
     await shop.query('delete from carts');`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop read orders', 'postgres://db:5432/shop write carts'],
  ],
  [
    'a class that extends no client of a store',
    `import { EventEmitter } from 'node:events';
     class Cache extends EventEmitter { constructor(url) { super({ url }); } }
     export const cache = new Cache('redis://cache:6379');`,
    [],
  ],
  [
    'a repository of the type that its class names, whatever injects it',
    `import { DataSource, Repository } from 'typeorm';
     import { OrmRepository } from 'typeorm-typedi-extensions';
     export const source = new DataSource({ type: 'postgres', host: 'db', database: 'shop' });
     class Order {}
     class Parcel {}
     abstract class Base<T> extends Repository<T> {}
     class Orders extends Repository<Order> {}
     class Parcels extends Base<Parcel> {}
     export class Desk {
       constructor(@OrmRepository() private orders: Orders, private parcels: Parcels) {}
       list() { return this.orders.find(); }
       send() { return this.parcels.save({}); }
     }`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop read order', 'postgres://db:5432/shop write parcel'],
  ],
  [
    'a client that is kept for the process',
    `import { MongoClient } from 'mongodb';
     const kept = globalThis;
     const mongo = kept.mongo ?? new MongoClient('mongodb://db/shop');
     if (process.env.NODE_ENV !== 'production') kept.mongo = mongo;
     await mongo.db('shop').collection('orders').findOne({});`,
    ['mongodb://db:27017/shop', 'mongodb://db:27017/shop read orders'],
  ],
  [
    'a client that a function keeps under a name',
    `import { MongoClient } from 'mongodb';
     function remember(name, make) {
       const all = globalThis;
       if (!all.__kept) all.__kept = new Map();
       if (!all.__kept.has(name)) all.__kept.set(name, make());
       return all.__kept.get(name);
     }
     const mongo = remember('mongo', () => new MongoClient('mongodb://db/shop'));
     await mongo.db('shop').collection('orders').insertOne({});`,
    ['mongodb://db:27017/shop', 'mongodb://db:27017/shop write orders'],
  ],
  [
    'a client that is a function and got further members',
    `import Knex from 'knex';
     const extended = (knex) => Object.assign(knex, { date: { now: () => knex.raw('now()') } });
     class Database { open() { this.knex = extended(Knex({ client: 'pg', connection: 'postgres://db/shop' })); } }
     class Orders {
       table = 'orders';
       constructor(database) { this.database = database; }
       all() { return this.database.knex(this.table).where({ at: this.database.knex.date.now() }); }
       add(order) { return this.database.knex(this.table).insert(order); }
     }
     const database = new Database();
     database.open();
     await new Orders(database).all();`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop read orders', 'postgres://db:5432/shop write orders'],
  ],
  [
    'a client of Prisma that is generated into the sources, extended by a service',
    `import { PrismaClient } from 'src/generated/prisma/client';
     class Db extends PrismaClient { constructor() { super({}); } }
     export class Orders { constructor(private readonly db: Db) {} all() { return this.db.order.findMany(); } }`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop read orders'],
    PRISMA,
  ],
  [
    'a query builder in an extended client of Prisma',
    `import { PrismaClient } from '@prisma/client';
     import kyselyExtension from 'prisma-extension-kysely';
     const prisma = new PrismaClient({ datasourceUrl: 'postgres://db/shop' });
     const extended = prisma.$extends(kyselyExtension({}));
     await extended.order.findMany();
     await extended.$kysely.selectFrom('parcels').innerJoin('routes as r', 'r.id', 'routeId').execute();
     await extended.$kysely.deleteFrom('carts').execute();`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read orders',
      'postgres://db:5432/shop read parcels',
      'postgres://db:5432/shop read routes',
      'postgres://db:5432/shop write carts',
    ],
    PRISMA,
  ],
];

describe('clients of stores that a program extends or keeps', () => {
  it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
    expect(await saidBy(code, more)).toEqual(expected);
  });
});
