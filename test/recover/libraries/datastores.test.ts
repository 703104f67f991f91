import { describe, expect, it } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

/** Stores with their accesses as lines: `postgres://db:5432/shop write orders, read carts`. */
function stores(model: SystemModel): string[] {
  return model.datastoreUses.map((use) => {
    const accesses = use.accesses.map((one) => `${one.mode} ${one.table ?? '?'}`);
    return [use.datastore, ...new Set(accesses)].join(' ');
  });
}

async function storesOf(code: string, more: Files = {}): Promise<string[]> {
  return stores(
    await recoverFiles({
      'package.json': {
        ...service('orders', 'express', 'pg'),
        type: 'module',
      },
      'src/app.js': `import express from 'express'; import './orders.js'; express().listen(3000);`,
      'src/orders.js': code,
      ...more,
    }),
  );
}

const CASES: readonly (readonly [name: string, code: string, expected: readonly string[]])[] = [
  [
    'Knex',
    `import knex from 'knex';
     const db = knex({ client: 'pg', connection: { host: 'db', database: 'shop' } });
     export const find = () => db('orders').where({ id: 1 }).first();
     export const place = (order) => db('orders').insert(order);
     export const ship = () => db.transaction(async (trx) => { await trx('parcels').update({ sent: true }); });
     export const carts = () => db.select('*').from('carts');`,
    ['postgres://db:5432/shop read orders write orders write parcels read carts'],
  ],
  [
    'Drizzle',
    `import { drizzle } from 'drizzle-orm/node-postgres';
     import { pgTable, serial } from 'drizzle-orm/pg-core';
     import { orders } from './schema.js';
     const db = drizzle('postgres://db:5432/shop');
     const carts = pgTable('carts', { id: serial('id') });
     export const place = (order) => db.insert(orders).values(order);
     export const open = () => db.select().from(carts);
     export const all = () => db.query.parcels.findMany();`,
    ['postgres://db:5432/shop write customer_orders read carts read parcels'],
  ],
  [
    'Kysely',
    `import { Kysely, PostgresDialect } from 'kysely';
     import { Pool } from 'pg';
     const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ host: 'db', database: 'shop' }) }) });
     export const find = () => db.selectFrom('orders as o').selectAll().execute();
     export const place = () => db.transaction().execute((trx) => trx.insertInto('orders').values({}).execute());`,
    ['postgres://db:5432/shop read orders write orders'],
  ],
  [
    'Sequelize',
    `import { DataTypes, Model, Sequelize } from 'sequelize';
     const sequelize = new Sequelize('shop', 'user', 'secret', { host: 'db', dialect: 'postgres' });
     const Cart = sequelize.define('Cart', {});
     class Order extends Model {}
     Order.init({ id: DataTypes.INTEGER }, { sequelize, tableName: 'customer_orders' });
     export const carts = () => Cart.findAll();
     export const place = (order) => Order.create(order);`,
    ['postgres://db:5432/shop read Carts write customer_orders'],
  ],
  [
    'mysql2',
    `import mysql from 'mysql2/promise';
     const pool = mysql.createPool({ host: 'db', port: 3307, database: 'shop' });
     export const place = () => pool.execute('INSERT INTO orders (id) VALUES (?)', [1]);`,
    ['mysql://db:3307/shop write orders'],
  ],
  [
    'postgres.js',
    'import postgres from "postgres";\nconst sql = postgres("postgres://db/shop");\n' +
      'export const find = (id) => sql`select * from orders where id = ${id}`;\n' +
      'export const place = () => sql.begin(async (sql) => { await sql`insert into parcels default values`; });',
    ['postgres://db:5432/shop read orders write parcels'],
  ],
  [
    'MongoDB, with the database chosen later',
    `import { MongoClient } from 'mongodb';
     const client = await MongoClient.connect('mongodb://one:27017,two:27017');
     const db = client.db('shop');
     export const place = (order) => db.collection('orders').insertOne(order);`,
    ['mongodb://one:27017/shop write orders'],
  ],
  [
    'mongoose models that may exist already',
    `import mongoose, { models, model } from 'mongoose';
     mongoose.connect('mongodb://db/shop');
     const Order = models.Order || model('Order', new mongoose.Schema({}));
     export const find = () => Order.find({});`,
    ['mongodb://db:27017/shop read Order'],
  ],
  [
    'DynamoDB',
    `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
     import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
     const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
     export const place = (Item) => client.send(new PutCommand({ TableName: 'orders', Item }));
     export const find = (Key) => client.send(new GetCommand({ TableName: 'carts', Key }));`,
    ['dynamodb:orders write orders read carts'],
  ],
  [
    'DynamoDB of the older SDK',
    `import AWS from 'aws-sdk';
     const client = new AWS.DynamoDB.DocumentClient();
     export const place = (Item) => client.put({ TableName: 'orders', Item }).promise();`,
    ['dynamodb:orders write orders'],
  ],
  [
    'Elasticsearch',
    `import { Client } from '@elastic/elasticsearch';
     const client = new Client({ node: 'http://search:9200' });
     export const find = () => client.search({ index: 'orders' });
     export const place = (document) => client.index({ index: 'orders', document });`,
    ['elasticsearch://search:9200/ read orders write orders'],
  ],
  [
    'Redis by port and host',
    `import redis from 'redis';
     export const client = redis.createClient(process.env.REDIS_PORT || 6380, 'redis');`,
    ['redis://redis:6380/'],
  ],
  [
    'PGlite',
    `import { PGlite } from '@electric-sql/pglite';
     const db = await PGlite.create();
     export const find = () => db.query('SELECT * FROM orders');`,
    ['postgres:orders read orders'],
  ],
];

describe('datastores', () => {
  it.each(CASES)('of %s are found', async (_name, code, expected) => {
    const schema = `import { pgTable } from 'drizzle-orm/pg-core'; export const orders = pgTable('customer_orders', {});`;
    expect(await storesOf(code, { 'src/schema.js': schema })).toEqual(expected);
  });

  it('of embedded SQLite are files', async () => {
    const model = await recoverFiles({
      'package.json': { ...service('orders', 'express'), type: 'module' },
      'src/app.js': `import express from 'express';
        import Database from 'better-sqlite3';
        const db = new Database('shop.db');
        db.prepare('SELECT * FROM orders').all();
        express().listen(3000);`,
    });
    expect(model.datastores.map((one) => [one.engine, one.database])).toEqual([['sqlite', 'shop.db']]);
    expect(stores(model)[0]).toContain('read orders');
  });

  it('of TypeORM entities are their tables', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'typeorm', 'express', 'pg'),
      'src/app.ts': `import express from 'express'; import './orders'; express().listen(3000);`,
      'src/entities.ts': `import { Column, Entity } from 'typeorm';
        @Entity('customer_orders') export class Order {}
        @Entity() export class OrderItem {}`,
      'src/orders.ts': `import { DataSource, EntityManager } from 'typeorm';
        import { Order, OrderItem } from './entities';
        export const source = new DataSource({ type: 'postgres', host: 'db', database: 'shop', entities: [Order] });
        const orders = source.getRepository(Order);
        export const place = (order: Order) => orders.save(order);
        export const items = () => source.getRepository(OrderItem).createQueryBuilder('i').where('1').getMany();
        export const drop = () => source.createQueryBuilder().delete().from(Order).execute();
        export const all = (manager: EntityManager) => manager.find(OrderItem);`,
    });
    expect(stores(model)).toEqual(['postgres://db:5432/shop write customer_orders read order_item']);
  });

  it('of repositories that Nest injects are found', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', '@nestjs/core', '@nestjs/typeorm', '@nestjs/mongoose', '@nestjs/config', 'pg'),
      '.env': 'DB_HOST=db\nMONGO=mongodb://mongo/carts\n',
      'src/app.ts': `import { NestFactory } from '@nestjs/core';
        import { Module } from '@nestjs/common';
        import { ConfigService } from '@nestjs/config';
        import { TypeOrmModule } from '@nestjs/typeorm';
        import { MongooseModule } from '@nestjs/mongoose';
        @Module({ imports: [
          TypeOrmModule.forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => ({
            type: 'postgres', host: config.get('DB_HOST'), database: 'shop' }) }),
          MongooseModule.forRootAsync({ useFactory: (config: ConfigService) => ({ uri: config.get<string>('MONGO') }) }),
        ] })
        export class AppModule {}
        NestFactory.create(AppModule).then((app) => app.listen(3000));`,
      'src/orders.ts': `import { Injectable } from '@nestjs/common';
        import { InjectRepository } from '@nestjs/typeorm';
        import { InjectModel } from '@nestjs/mongoose';
        import { Entity, Repository } from 'typeorm';
        import { Model } from 'mongoose';
        @Entity({ name: 'orders' }) export class Order {}
        export class Cart {}
        @Injectable() export class Orders {
          constructor(
            @InjectRepository(Order) private readonly orders: Repository<Order>,
            @InjectModel(Cart.name) private readonly carts: Model<Cart>,
          ) {}
          async place(order: Order) { await this.carts.deleteOne({}); return this.orders.save(order); }
        }`,
    });
    expect(stores(model)).toEqual(['mongodb://mongo:27017/carts write Cart', 'postgres://db:5432/shop write orders']);
  });

  it('of a connection that passes through a container and a mediator are found', async () => {
    const code = `import { MongoClient } from 'mongodb';
      import { EventEmitter } from 'events';
      import { asFunction, asValue, createContainer } from 'awilix';
      const mediator = new EventEmitter();
      const container = createContainer();
      const makeOrders = ({ db }) => ({ find: () => db.collection('orders').find({}) });
      mediator.on('db.ready', (db) => {
        container.register({ db: asValue(db), orders: asFunction(makeOrders).singleton() });
        container.cradle.db.collection('carts').insertOne({});
        container.resolve('orders').find();
      });
      MongoClient.connect('mongodb://db/shop').then((client) => mediator.emit('db.ready', client.db()));`;
    expect(await storesOf(code)).toEqual(['mongodb://db:27017/shop read orders write carts']);
  });

  it('of Redis behind a cache module are found', async () => {
    const code = `import { CacheModule } from '@nestjs/common';
      import redisStore from 'cache-manager-redis-store';
      export const cache = CacheModule.register({ store: redisStore, host: 'redis', port: 6380 });`;
    expect(await storesOf(code)).toEqual(['redis://redis:6380/']);
  });

  it('are not those that only tests use', async () => {
    const code = `import pg from 'pg';
      const url = 'postgres://db/' + (process.env.NODE_ENV === 'test' ? 'shop_test' : 'shop');
      export const pool = new pg.Pool({ connectionString: url });`;
    expect(await storesOf(code)).toEqual(['postgres://db:5432/shop']);
  });
});

describe('Prisma', () => {
  const schema = (output: string, variable: string): string => `
    datasource db {
      provider = "postgresql"
      url = env("${variable}")
    }
    generator client {
      provider = "prisma-client-js"
      output = "${output}"
    }
    model OrderItem {
      id Int @id
      @@map("order_items")
    }`;

  it('opens the store of each client, under the names of its tables', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express', '@prisma/client'),
      '.env': 'ORDERS=postgresql://orders-db/orders\nCARTS=postgresql://carts-db/carts\n',
      'prisma/orders.prisma': schema('../generated/orders', 'ORDERS'),
      'prisma/carts.prisma': schema('../generated/carts', 'CARTS')
        .replace('OrderItem', 'Cart')
        .replace('order_items', 'carts'),
      'prisma/migrations/1/schema.prisma': schema('../old', 'OLD'),
      'src/orders.ts': `import { PrismaClient } from '../generated/orders';
        const orders = new PrismaClient();
        export const items = () => orders.orderItem.findMany();`,
      'src/carts.ts': `import { PrismaClient } from '../generated/carts';
        const carts = new PrismaClient();
        export const empty = () => carts.cart.deleteMany();`,
      'src/app.js': `require('express')().listen(3000); require('./orders'); require('./carts');`,
    });
    expect(stores(model)).toEqual([
      'postgres://carts-db:5432/carts write carts',
      'postgres://orders-db:5432/orders read order_items',
    ]);
  });

  it('opens what the code says instead of the schema', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express', '@prisma/client'),
      'prisma/schema.prisma': schema('', 'ORDERS'),
      'src/app.js': `const { PrismaClient } = require('@prisma/client');
        class Orders extends PrismaClient {
          constructor() { super({ datasources: { db: { url: 'postgresql://db/shop' } } }); }
        }
        new Orders().orderItem.create({});
        require('express')().listen(3000);`,
    });
    expect(stores(model)).toEqual(['postgres://db:5432/shop write order_items']);
  });
});
