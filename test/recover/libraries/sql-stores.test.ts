import { describe, expect, it } from 'vitest';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'pg env',
    `import pg from 'pg';
     const pool = new pg.Pool();
     await pool.query('SELECT * FROM orders');
     await pool.query('INSERT INTO items (id) VALUES (1)');`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop read orders', 'postgres://db:5432/shop write items'],
    {
      '.env': `PGHOST=db
PGDATABASE=shop
`,
    },
  ],
  [
    'pg Client',
    `const { Client } = require('pg');
     const c = new Client({ connectionString: 'postgres://u:p@db:5433/shop?sslmode=require' });
     c.connect();
     c.query({ text: 'DELETE FROM orders' });`,
    ['postgres://db:5433/shop', 'postgres://db:5433/shop write orders'],
  ],
  [
    'pg connect release',
    `import { Pool } from 'pg';
     const pool = new Pool({ host: 'db', port: 5432, database: 'shop' });
     const client = await pool.connect();
     await client.query('UPDATE "orders" SET a = 1');
     pool.connect().then((c) => c.query('select 1 from carts'));  pool.connect((err, cl, done) => cl.query('truncate logs'));`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read carts',
      'postgres://db:5432/shop write logs',
      'postgres://db:5432/shop write orders',
    ],
  ],
  [
    'pg-promise',
    `import pgPromise from 'pg-promise';
     const pgp = pgPromise();
     const db = pgp('postgres://db/shop');
     await db.any('SELECT * FROM orders');
     await db.none('insert into items values(1)');
     db.tx(async (t) => { await t.one('select * from carts');
     await t.batch([]);
     });
     db.task((t) => t.manyOrNone('select * from stock'));`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read carts',
      'postgres://db:5432/shop read orders',
      'postgres://db:5432/shop read stock',
      'postgres://db:5432/shop write items',
    ],
  ],
  [
    'pg-promise behind an executor that fills statements in, with names in quotes as they are written',
    `import pgp from 'pg-promise';
     const db = pgp()('postgres://db/shop');
     interface Executor { result(query: string, params?: object): Promise<number> }
     const filled = (query: string, params?: object) => pgp.as.format(query, params);
     class PgExecutor implements Executor {
       constructor(private readonly db: any) {}
       async result(query: string, params?: object) { return (await this.db.result(filled(query, params))).rowCount; }
     }
     const executor = (): Executor => new PgExecutor(db);
     const move = (qx: Executor, to: string) => qx.result('UPDATE "orderLines" SET owner = $(to)', { to });
     await move(executor(), 'ada');`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop write orderLines'],
  ],
  [
    'pg-format',
    `import pg from 'pg';
     import format from 'pg-format';
     const pool = new pg.Pool({ connectionString: 'postgres://db/shop' });
     await pool.query(format('DELETE FROM orders WHERE id = %L', 1));`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop write orders'],
  ],
  [
    'mysql',
    `const mysql = require('mysql');
     const c = mysql.createConnection({ host: 'db', database: 'shop' });
     c.query('SELECT * FROM orders WHERE id = ?', [1], (e, r) => {});
     const pool = mysql.createPool('mysql://db/shop');
     pool.getConnection((err, conn) => { conn.query('insert into items set ?', {});
     });`,
    ['mysql://db:3306/shop', 'mysql://db:3306/shop read orders', 'mysql://db:3306/shop write items'],
  ],
  [
    'mysql2 promise pool',
    `import mysql from 'mysql2';
     const pool = mysql.createPool({ host: 'db', database: 'shop' }).promise();
     await pool.query('select * from orders');
     const conn = await pool.getConnection();
     await conn.execute('delete from items where id=?', [1]);`,
    ['mysql://db:3306/shop', 'mysql://db:3306/shop read orders', 'mysql://db:3306/shop write items'],
  ],
  [
    'mariadb',
    `import mariadb from 'mariadb';
     const pool = mariadb.createPool({ host: 'db', database: 'shop' });
     const c = await pool.getConnection();
     await c.query('SELECT 1 as v from orders');
     await c.batch('INSERT INTO items VALUES (?)', []);`,
    ['mysql://db:3306/shop', 'mysql://db:3306/shop read orders', 'mysql://db:3306/shop write items'],
  ],
  [
    'postgres.js',
    `import postgres from 'postgres';
     const sql = postgres({ host: 'db', database: 'shop' });
     await sql\`select * from orders\`;
     await sql\`insert into items \${sql({})}\`;
     await sql.unsafe('delete from carts');
     await sql.begin((t) => [t\`update stock set a = 1\`]);
     const x = await sql\`select * from \${sql('users')}\`;`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read ?',
      'postgres://db:5432/shop read orders',
      'postgres://db:5432/shop write carts',
      'postgres://db:5432/shop write items',
      'postgres://db:5432/shop write stock',
    ],
  ],
  [
    'mongodb',
    `import { MongoClient } from 'mongodb';
     const client = new MongoClient('mongodb://db:27017');
     await client.connect();
     const db = client.db('shop');
     const orders = db.collection('orders');
     await orders.insertOne({});
     await orders.find({}).toArray();
     await db.collection('items').updateMany({}, {});
     await client.db('shop').collection('carts').aggregate([{ $lookup: { from: 'stock' } }]).toArray();`,
    [
      'mongodb://db:27017/shop',
      'mongodb://db:27017/shop read carts',
      'mongodb://db:27017/shop read orders',
      'mongodb://db:27017/shop read stock',
      'mongodb://db:27017/shop write items',
      'mongodb://db:27017/shop write orders',
    ],
  ],
  [
    'mongodb callback',
    `const { MongoClient } = require('mongodb');
     MongoClient.connect('mongodb://db/shop', (err, client) => { const db = client.db();
     db.collection('orders').insertOne({});
     });`,
    ['mongodb://db:27017/shop', 'mongodb://db:27017/shop write orders'],
  ],
  [
    'mongodb typed',
    `import { Collection, Db, MongoClient } from 'mongodb';
     class Repo { private col: Collection<any>;
     constructor(db: Db) { this.col = db.collection('orders');
     } add(o: any) { return this.col.insertOne(o);
     } } const c = await MongoClient.connect('mongodb://db');
     new Repo(c.db('shop')).add({});`,
    ['mongodb://db:27017/shop', 'mongodb://db:27017/shop write orders'],
  ],
  [
    'mongodb collections object',
    `import { MongoClient } from 'mongodb';
     const client = new MongoClient('mongodb://db/shop');
     const db = client.db();
     export const collections: any = {};
     collections.orders = db.collection('orders');
     async function x() { await collections.orders.findOne({});
     } x();`,
    ['mongodb://db:27017/shop', 'mongodb://db:27017/shop read orders'],
  ],
  [
    'mongoose',
    `import mongoose, { Schema, model } from 'mongoose';
     await mongoose.connect('mongodb://db/shop');
     const Order = mongoose.model('Order', new Schema({}));
     const o = new Order({});
     await o.save();
     await Order.find({}).exec();
     const Item = model('Item', new Schema({}, { collection: 'goods' }));
     await Item.updateOne({}, {});
     Order.findById(1).populate('x').lean();`,
    [
      'mongodb://db:27017/shop',
      'mongodb://db:27017/shop read Order',
      'mongodb://db:27017/shop write Order',
      'mongodb://db:27017/shop write goods',
    ],
  ],
  [
    'mongoose createConnection',
    `const mongoose = require('mongoose');
     const conn = mongoose.createConnection('mongodb://db/shop');
     const Order = conn.model('Order', new mongoose.Schema({}));
     Order.create({});
     const c2 = mongoose.createConnection('mongodb://logs/audit');
     c2.model('Log', {}).create({});`,
    [
      'mongodb://db:27017/shop',
      'mongodb://db:27017/shop write Order',
      'mongodb://logs:27017/audit',
      'mongodb://logs:27017/audit write Log',
    ],
  ],
  [
    'mongoose class methods',
    `import mongoose from 'mongoose';
     mongoose.connect('mongodb://db/shop');
     const schema = new mongoose.Schema({ name: String });
     schema.statics.byName = function (n) { return this.find({ name: n });
     };
     export const User = mongoose.models.User || mongoose.model('User', schema);
     User.byName('x');
     User.deleteMany({});
     mongoose.connection.collection('raw').insertOne({});
     mongoose.connection.db.collection('raw2').find();`,
    [
      'mongodb://db:27017/shop',
      'mongodb://db:27017/shop read raw2',
      'mongodb://db:27017/shop write User',
      'mongodb://db:27017/shop write raw',
    ],
  ],
  [
    'nest mongoose',
    `import { MongooseModule, InjectModel, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
     import { Model } from 'mongoose';
     import { Injectable, Module } from '@nestjs/common';
     @Schema() export class Cat { @Prop() name: string;
     } @Schema({ collection: 'doggies' }) export class Dog {} export const CatSchema = SchemaFactory.createForClass(Cat);
     @Injectable() export class S { constructor(@InjectModel(Cat.name) private cats: Model<Cat>, @InjectModel('Dog') private dogs: Model<Dog>) {} async a() { const c = new this.cats({});
     await c.save();
     await this.dogs.find().exec();
     return this.cats.find();
     } }
     @Module({ imports: [MongooseModule.forRoot('mongodb://db/shop'), MongooseModule.forFeature([{ name: Cat.name, schema: CatSchema }])], providers: [S] }) export class M {}`,
    [
      'mongodb://db:27017/shop',
      'mongodb://db:27017/shop read Cat',
      'mongodb://db:27017/shop read doggies',
      'mongodb://db:27017/shop write Cat',
    ],
  ],
  [
    'typeorm',
    `import 'reflect-metadata';
     import { DataSource, Entity, PrimaryColumn, Repository } from 'typeorm';
     @Entity('customer_orders') class Order { @PrimaryColumn() id: number;
     } @Entity({ name: 'goods', schema: 'shop' }) class Item {} @Entity() class CartLine {}
     export const AppDataSource = new DataSource({ type: 'postgres', host: 'db', port: 5432, database: 'shop', entities: [Order, Item] });
     const repo = AppDataSource.getRepository(Order);
     await repo.save({});
     await repo.find();
     await AppDataSource.manager.save(Item, {});
     await repo.createQueryBuilder('o').leftJoinAndSelect('o.items', 'i').getMany();
     await AppDataSource.createQueryBuilder().insert().into(CartLine).values([]).execute();
     await AppDataSource.query('DELETE FROM logs');
     await AppDataSource.transaction(async (m) => { await m.getRepository(Order).delete(1);
     await m.find(Item);
     });`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read customer_orders',
      'postgres://db:5432/shop read goods',
      'postgres://db:5432/shop write cart_line',
      'postgres://db:5432/shop write customer_orders',
      'postgres://db:5432/shop write goods',
      'postgres://db:5432/shop write logs',
    ],
  ],
  [
    'typeorm query runner, custom repo',
    `import { DataSource, Entity } from 'typeorm';
     @Entity() class Order {} const ds = new DataSource({ type: 'mysql', url: 'mysql://db/shop' });
     export const OrderRepo = ds.getRepository(Order).extend({ recent() { return this.find();
     } });
     const qr = ds.createQueryRunner();
     await qr.query('update items set a=1');
     await qr.manager.save(new Order());
     OrderRepo.findOneBy({});`,
    [
      'mysql://db:3306/shop',
      'mysql://db:3306/shop read order',
      'mysql://db:3306/shop write items',
      'mysql://db:3306/shop write order',
    ],
  ],
  [
    'nest typeorm',
    `import { TypeOrmModule, InjectRepository } from '@nestjs/typeorm';
     import { ConfigService } from '@nestjs/config';
     import { Entity, Repository } from 'typeorm';
     import { Injectable, Module } from '@nestjs/common';
     @Entity({ name: 'orders' }) export class Order {} @Injectable() export class S { constructor(@InjectRepository(Order) private readonly repo: Repository<Order>) {} a() { return this.repo.save({});
     } b() { return this.repo.query('select * from items');
     } }
     @Module({ imports: [TypeOrmModule.forRootAsync({ inject: [ConfigService], useFactory: (c: ConfigService) => ({ type: 'postgres', host: c.get('DB_HOST'), database: c.get<string>('DB_NAME'), entities: [Order] }) }), TypeOrmModule.forFeature([Order])], providers: [S] }) export class M {}`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop read items', 'postgres://db:5432/shop write orders'],
    {
      '.env': `DB_HOST=db
DB_NAME=shop
`,
    },
  ],
  [
    'typeorm useClass',
    `import { TypeOrmModule, TypeOrmOptionsFactory } from '@nestjs/typeorm';
     import { Module, Injectable } from '@nestjs/common';
     @Injectable() class Conf implements TypeOrmOptionsFactory { createTypeOrmOptions(): any { return { type: 'postgres', host: 'db', database: 'shop' };
     } } @Module({ imports: [TypeOrmModule.forRootAsync({ useClass: Conf })] }) export class M {}`,
    ['postgres://db:5432/shop'],
  ],
  [
    'sequelize-ts',
    `import { Sequelize, Table, Model, Column } from 'sequelize-typescript';
     @Table({ tableName: 'orders' }) class Order extends Model {} @Table class Item extends Model<Item> {} const s = new Sequelize({ dialect: 'postgres', host: 'db', database: 'shop', models: [Order, Item] });
     await Order.findAll();
     await Item.create({});
     const o = await Order.findByPk(1);
     await o.update({});
     await s.query('delete from carts', { type: 'x' });`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read orders',
      'postgres://db:5432/shop write Items',
      'postgres://db:5432/shop write carts',
      'postgres://db:5432/shop write orders',
    ],
  ],
  [
    'sequelize cli style',
    `const { sequelize, Order } = require('./models');
     async function x() { await Order.findAll();
     } x();`,
    ['mysql://db:3306/shop', 'mysql://db:3306/shop read Orders'],
    {
      'src/models/index.js': `const { Sequelize, DataTypes } = require('sequelize'); const sequelize = new Sequelize('mysql://db/shop'); const db = { sequelize }; db.Order = require('./order')(sequelize, DataTypes); module.exports = db;`,
      'src/models/order.js': `module.exports = (sequelize, DataTypes) => { const Order = sequelize.define('Order', { id: DataTypes.INTEGER }); return Order; };`,
      'package.json': {
        name: 'orders',
        scripts: { start: 'node src/app.js' },
        dependencies: { sequelize: '*', express: '*', mysql2: '*' },
      },
    },
  ],
  [
    'mikro-orm',
    `import { MikroORM, Entity, EntityManager } from '@mikro-orm/postgresql';
     @Entity() class Order {} @Entity({ tableName: 'goods' }) class Item {} const orm = await MikroORM.init({ dbName: 'shop', host: 'db', entities: [Order] });
     const em = orm.em.fork();
     await em.find(Order, {});
     const i = em.create(Item, {});
     await em.persistAndFlush(i);
     await em.getRepository(Item).findAll();
     await em.nativeDelete(Order, {});`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read goods',
      'postgres://db:5432/shop read order',
      'postgres://db:5432/shop write goods',
      'postgres://db:5432/shop write order',
    ],
  ],
  [
    'objection',
    `import { Model } from 'objection';
     import Knex from 'knex';
     Model.knex(Knex({ client: 'pg', connection: 'postgres://db/shop' }));
     class Order extends Model { static get tableName() { return 'orders';
     } } class Item extends Model { static tableName = 'items';
     } await Order.query().where('a', 1);
     await Item.query().insert({});
     await Order.query().findById(1).patch({});`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read orders',
      'postgres://db:5432/shop write items',
      'postgres://db:5432/shop write orders',
    ],
  ],
  [
    'bookshelf',
    `const knex = require('knex')({ client: 'mysql', connection: { host: 'db', database: 'shop' } });
     const bookshelf = require('bookshelf')(knex);
     const Order = bookshelf.model('Order', { tableName: 'orders' });
     Order.where({ id: 1 }).fetch();
     new Order({}).save();
     const Item = bookshelf.Model.extend({ tableName: 'items' });
     Item.forge({}).save();`,
    [
      'mysql://db:3306/shop',
      'mysql://db:3306/shop read orders',
      'mysql://db:3306/shop write items',
      'mysql://db:3306/shop write orders',
    ],
  ],
  [
    'knex',
    `import knex from 'knex';
     const db = knex({ client: 'mysql2', connection: { host: 'db', database: 'shop' } });
     await db('orders').select();
     await db('items as i').where({}).update({});
     await db.select().from('carts').leftJoin('stock', 'a', 'b');
     await db.transaction((trx) => trx('parcels').insert({}));
     const rows = await db('orders').select();
     rows.map((row) => row.ids.join(','));
     await db.raw('delete from logs');
     await db.into('audit').insert({});
     await db.withSchema('x').table('t').del();
     db.schema.createTable('tt', () => {});`,
    [
      'mysql://db:3306/shop',
      'mysql://db:3306/shop read carts',
      'mysql://db:3306/shop read orders',
      'mysql://db:3306/shop read stock',
      'mysql://db:3306/shop write audit',
      'mysql://db:3306/shop write items',
      'mysql://db:3306/shop write logs',
      'mysql://db:3306/shop write parcels',
      'mysql://db:3306/shop write t',
    ],
  ],
  [
    'knexfile',
    `import knex from 'knex';
     import config from '../knexfile.js';
     const db = knex(config[process.env.NODE_ENV || 'development']);
     await db('orders').insert({});`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop write orders'],
    {
      'knexfile.js': `export default { development: { client: 'pg', connection: { host: 'db', database: 'shop' } } };`,
    },
  ],
  [
    'drizzle pool',
    `import { drizzle } from 'drizzle-orm/node-postgres';
     import { Pool } from 'pg';
     import { pgTable, pgSchema, text } from 'drizzle-orm/pg-core';
     import { eq } from 'drizzle-orm';
     const orders = pgTable('orders', { id: text('id') });
     const s = pgSchema('inv');
     const items = s.table('items', {});
     const pool = new Pool({ connectionString: 'postgres://db/shop' });
     const db = drizzle(pool, { schema: { orders } });
     await db.insert(orders).values({});
     await db.select().from(items).leftJoin(orders, eq(1, 1));
     await db.transaction(async (tx) => { await tx.update(items).set({});
     });
     await db.query.orders.findFirst();
     await db.execute('select * from carts');`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read carts',
      'postgres://db:5432/shop read items',
      'postgres://db:5432/shop read orders',
      'postgres://db:5432/shop write items',
      'postgres://db:5432/shop write orders',
    ],
  ],
  [
    'drizzle beside another store of its engine',
    `import pgPromise from 'pg-promise';
     import { drizzle } from 'drizzle-orm/node-postgres';
     import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
     import pg from 'pg';
     import { pgTable } from 'drizzle-orm/pg-core';
     const orders = pgTable('orders', {});
     const events = pgPromise()({ host: 'events', port: 5432, database: 'shop' });
     await events.none('INSERT INTO event (id) VALUES ($1)');
     const pool = new pg.Pool({ host: 'views', database: 'views' });
     const views = drizzle({ client: pool });
     await views.select().from(orders);
     export class Reader { constructor(private db: NodePgDatabase) {} async write() { await this.db.insert(orders).values({}); } }`,
    [
      'postgres://events:5432/shop',
      'postgres://events:5432/shop write event',
      'postgres://views:5432/views',
      'postgres://views:5432/views read orders',
      'postgres://views:5432/views write orders',
    ],
  ],
  [
    'kysely',
    `import { Kysely, PostgresDialect } from 'kysely';
     import { Pool } from 'pg';
     interface DB { orders: any;
     } const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: 'postgres://db/shop' }) }) });
     await db.selectFrom('orders').innerJoin('items as i', 'a', 'b').selectAll().execute();
     await db.insertInto('carts').values({}).execute();
     await db.transaction().execute(async (trx) => { await trx.deleteFrom('logs').execute();
     });`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read items',
      'postgres://db:5432/shop read orders',
      'postgres://db:5432/shop write carts',
      'postgres://db:5432/shop write logs',
    ],
  ],
  [
    'ioredis options',
    `import Redis from 'ioredis';
     const r = new Redis({ host: 'cache', port: 6380 });
     await r.set('a', 'b');
     const c = new Redis.Cluster([{ host: 'c1', port: 7000 }, { host: 'c2', port: 7000 }]);`,
    ['redis://c1:7000/', 'redis://cache:6380/'],
  ],
  [
    'redis v4',
    `import { createClient } from 'redis';
     const c = createClient({ socket: { host: 'cache', port: 6379 } });
     await c.connect();`,
    ['redis://cache:6379/'],
  ],
  [
    'keyv',
    `import Keyv from 'keyv';
     import KeyvRedis from '@keyv/redis';
     const k = new Keyv('redis://cache:6379');
     const k2 = new Keyv({ store: new KeyvRedis('redis://cache2:6379') });`,
    ['redis://cache2:6379/', 'redis://cache:6379/'],
  ],
];

describe('stores of', () => {
  it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
    expect(await saidBy(code, more, 'data')).toEqual(expected);
  });
});
