import { describe, expect, it } from 'vitest';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'sessions in Redis',
    `import express from 'express';
     import session from 'express-session';
     import connectRedis from 'connect-redis';
     const RedisStore = connectRedis(session);
     express().use(session({ store: new RedisStore({ host: 'sessions', port: 6379 }) }));`,
    ['redis://sessions:6379/'],
  ],
  [
    'sessions of a client that is open',
    `import express from 'express';
     import session from 'express-session';
     import { createClient } from 'redis';
     import RedisStore from 'connect-redis';
     const client = createClient({ url: 'redis://cache:6379' });
     express().use(session({ store: new RedisStore({ client, host: 'sessions' }) }));`,
    ['redis://cache:6379/'],
  ],
  [
    'Cloudant',
    `import Cloudant from '@cloudant/cloudant';
     const cloudant = Cloudant('http://couch:5984');
     await cloudant.db.use('orders').find({});`,
    ['couchdb://couch:5984/'],
  ],
  [
    'ioredis by port alone',
    `import Redis from 'ioredis';
     new Redis(process.env.REDIS_PORT || 6379);
     new Redis('6380');`,
    ['redis:orders'],
  ],
  [
    'cache-manager nest',
    `import { CacheModule } from '@nestjs/cache-manager';
     import { Module } from '@nestjs/common';
     import { redisStore } from 'cache-manager-redis-yet';
     import { createKeyv } from '@keyv/redis';
     @Module({ imports: [CacheModule.registerAsync({ useFactory: async () => ({ store: await redisStore({ socket: { host: 'cache', port: 6379 } }) }) })] }) export class M {}  @Module({ imports: [CacheModule.registerAsync({ useFactory: async () => ({ stores: [createKeyv('redis://cache2:6379')] }) })] }) export class M2 {}`,
    ['redis://cache2:6379/', 'redis://cache:6379/'],
  ],
  [
    'dynamo',
    `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
     import { DynamoDBDocument, QueryCommand, TransactWriteCommand, BatchGetCommand } from '@aws-sdk/lib-dynamodb';
     const c = new DynamoDBClient({});
     await c.send(new PutItemCommand({ TableName: 'orders' }));
     const d = DynamoDBDocument.from(c);
     await d.get({ TableName: 'items' });
     await d.send(new QueryCommand({ TableName: 'carts' }));
     await d.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: 't1' } }, { Update: { TableName: 't2' } }] }));
     await d.send(new BatchGetCommand({ RequestItems: { t3: {} } }));`,
    [
      'dynamodb:orders',
      'dynamodb:orders read carts',
      'dynamodb:orders read items',
      'dynamodb:orders read t3',
      'dynamodb:orders write orders',
      'dynamodb:orders write t1',
      'dynamodb:orders write t2',
    ],
  ],
  [
    'dynamoose',
    `import dynamoose from 'dynamoose';
     const Order = dynamoose.model('orders', { id: String });
     await Order.create({});
     await Order.get('1');
     await Order.query('a').exec();
     const o = new Order({});
     await o.save();`,
    ['dynamodb:orders', 'dynamodb:orders read orders', 'dynamodb:orders write orders'],
  ],
  [
    'elastic',
    `import { Client } from '@elastic/elasticsearch';
     const c = new Client({ node: 'http://search:9200' });
     await c.index({ index: 'orders', document: {} });
     await c.search({ index: ['items', 'x'] });
     await c.bulk({ operations: [] });
     await c.helpers.bulk({ datasource: [], onDocument: () => ({ index: { _index: 'bulked' } }) });`,
    [
      'elasticsearch://search:9200/',
      'elasticsearch://search:9200/ read items',
      'elasticsearch://search:9200/ read x',
      'elasticsearch://search:9200/ write ?',
      'elasticsearch://search:9200/ write orders',
    ],
  ],
  [
    'opensearch',
    `const { Client } = require('@opensearch-project/opensearch');
     const c = new Client({ nodes: ['https://search:9200'] });
     c.search({ index: 'orders', body: {} });`,
    ['elasticsearch://search:9200/', 'elasticsearch://search:9200/ read orders'],
  ],
  [
    'clickhouse',
    `import { createClient } from '@clickhouse/client';
     const c = createClient({ url: 'http://ch:8123', database: 'stats' });
     await c.insert({ table: 'clicks', values: [] });
     await c.query({ query: 'SELECT * FROM visits', format: 'JSON' });
     await c.command({ query: 'ALTER TABLE clicks DELETE WHERE 1' });`,
    ['clickhouse://ch:8123/stats', 'clickhouse://ch:8123/stats read visits', 'clickhouse://ch:8123/stats write clicks'],
  ],
  [
    'cassandra',
    `const cassandra = require('cassandra-driver');
     const c = new cassandra.Client({ contactPoints: ['cass'], localDataCenter: 'x', keyspace: 'shop' });
     c.execute('SELECT * FROM orders');
     c.batch([{ query: 'INSERT INTO items (id) VALUES (?)' }]);`,
    ['cassandra://cass:9042/shop', 'cassandra://cass:9042/shop read orders', 'cassandra://cass:9042/shop write items'],
  ],
  [
    'neo4j',
    `import neo4j from 'neo4j-driver';
     const d = neo4j.driver('bolt://graph:7687', neo4j.auth.basic('a', 'b'));
     const s = d.session({ database: 'neo' });
     await s.run('MATCH (n:Order) RETURN n');`,
    ['neo4j://graph:7687/', 'neo4j://graph:7687/ read Order'],
  ],
  [
    'influx',
    `import { InfluxDB, Point } from '@influxdata/influxdb-client';
     const i = new InfluxDB({ url: 'http://influx:8086', token: 'x' });
     const w = i.getWriteApi('org', 'metrics');
     w.writePoint(new Point('m'));
     i.getQueryApi('org').queryRows('from(bucket: "metrics")', {});`,
    ['influxdb://influx:8086/', 'influxdb://influx:8086/ read metrics', 'influxdb://influx:8086/ write metrics'],
  ],
  [
    'influx v1',
    `const Influx = require('influx');
     const i = new Influx.InfluxDB({ host: 'influx', database: 'metrics' });
     i.writePoints([{ measurement: 'm' }]);
     i.query('select * from m');`,
    [
      'influxdb://influx:8086/metrics',
      'influxdb://influx:8086/metrics read m',
      'influxdb://influx:8086/metrics write m',
    ],
  ],
  [
    'couchbase',
    `import couchbase from 'couchbase';
     const cluster = await couchbase.connect('couchbase://cb', {});
     const b = cluster.bucket('shop');
     const col = b.scope('inv').collection('orders');
     await col.upsert('a', {});
     await col.get('a');
     await b.defaultCollection().insert('x', {});
     await cluster.query('select * from shop');`,
    [
      'couchbase://cb/shop',
      'couchbase://cb/shop read orders',
      'couchbase://cb/shop write ?',
      'couchbase://cb/shop write orders',
    ],
  ],
  [
    'firestore',
    `import { Firestore } from '@google-cloud/firestore';
     const db = new Firestore();
     await db.collection('orders').add({});
     await db.collection('orders').doc('a').collection('items').get();
     await db.doc('carts/1').set({});
     await db.collection('users').doc('x').update({});`,
    [
      'firestore:orders',
      'firestore:orders read items',
      'firestore:orders write carts',
      'firestore:orders write orders',
      'firestore:orders write users',
    ],
  ],
  [
    'firebase-admin',
    `import admin from 'firebase-admin';
     admin.initializeApp();
     const db = admin.firestore();
     await db.collection('orders').where('a', '==', 1).get();
     await db.collection('items').doc('1').set({});`,
    ['firestore:orders', 'firestore:orders read orders', 'firestore:orders write items'],
  ],
  [
    'firebase-admin modular',
    `import { getFirestore } from 'firebase-admin/firestore';
     const db = getFirestore();
     await db.collection('orders').doc('1').delete();`,
    ['firestore:orders', 'firestore:orders write orders'],
  ],
  [
    'memcached',
    `const Memcached = require('memcached');
     const m = new Memcached('mem:11211');
     m.set('a', 1, 1, () => {});`,
    ['memcached://mem:11211/'],
  ],
  [
    'memjs',
    `import memjs from 'memjs';
     const m = memjs.Client.create('mem:11211');`,
    ['memcached://mem:11211/'],
  ],
  [
    'better-sqlite3',
    `import Database from 'better-sqlite3';
     const db = new Database('shop.db');
     const stmt = db.prepare('INSERT INTO orders VALUES (?)');
     stmt.run(1);
     db.prepare('select * from items').all();`,
    ['sqlite://orders/shop.db', 'sqlite://orders/shop.db read items', 'sqlite://orders/shop.db write orders'],
  ],
  [
    'sqlite3',
    `const sqlite3 = require('sqlite3').verbose();
     const db = new sqlite3.Database('./shop.db');
     db.run('INSERT INTO orders VALUES (1)');
     db.all('select * from items', (e, r) => {});
     db.serialize(() => db.each('select * from carts', () => {}));`,
    [
      'sqlite://orders/./shop.db',
      'sqlite://orders/./shop.db read carts',
      'sqlite://orders/./shop.db read items',
      'sqlite://orders/./shop.db write orders',
    ],
  ],
  [
    'node:sqlite',
    `import { DatabaseSync } from 'node:sqlite';
     const db = new DatabaseSync('shop.db');
     db.exec('CREATE TABLE orders(id)');
     db.prepare('select * from orders').all();`,
    ['sqlite://orders/shop.db', 'sqlite://orders/shop.db read orders', 'sqlite://orders/shop.db write orders'],
  ],
  [
    'mssql',
    `import sql from 'mssql';
     const pool = await sql.connect({ server: 'db', database: 'shop', user: 'x' });
     await pool.request().input('a', 1).query('SELECT * FROM dbo.orders');
     await sql.query\`update [items] set a = 1\`;
     const p2 = new sql.ConnectionPool('Server=db,1433;Database=shop;User Id=sa');
     await p2.connect();
     await new sql.Request(p2).query('delete from carts');`,
    [
      'mssql://db:1433/shop',
      'mssql://db:1433/shop read orders',
      'mssql://db:1433/shop write carts',
      'mssql://db:1433/shop write items',
    ],
  ],
  [
    'tedious',
    `const { Connection, Request } = require('tedious');
     const c = new Connection({ server: 'db', options: { database: 'shop' } });
     c.execSql(new Request('SELECT * FROM orders', () => {}));`,
    ['mssql://db:1433/shop', 'mssql://db:1433/shop read orders'],
  ],
  [
    'oracle',
    `import oracledb from 'oracledb';
     const pool = await oracledb.createPool({ user: 'a', connectString: 'ora:1521/shop' });
     const c = await oracledb.getConnection({ connectString: 'ora/shop' });
     await c.execute('SELECT * FROM orders');
     const d = await pool.getConnection();
     await d.executeMany('INSERT INTO items VALUES (:1)', []);`,
    ['oracle://ora:1521/shop', 'oracle://ora:1521/shop read orders', 'oracle://ora:1521/shop write items'],
  ],
  [
    'supabase',
    `import { createClient } from '@supabase/supabase-js';
     const s = createClient('https://abc.supabase.co', 'key');
     await s.from('orders').select('*');
     await s.from('items').insert({});
     await s.from('carts').update({}).eq('a', 1);`,
    [
      'supabase://abc.supabase.co/',
      'supabase://abc.supabase.co/ read orders',
      'supabase://abc.supabase.co/ write carts',
      'supabase://abc.supabase.co/ write items',
    ],
  ],
  [
    'no store',
    `import loki from 'lokijs';
     import Datastore from 'nedb';
     const db = new loki('x');
     db.addCollection('a').insert({});
     new Datastore().insert({});`,
    [],
  ],
  [
    'prisma multi',
    `import { PrismaClient } from '@prisma/client';
     const prisma = new PrismaClient();
     await prisma.order.create({});
     await prisma.$transaction([prisma.item.findMany()]);
     await prisma.$transaction(async (tx) => { await tx.order.update({});
     });
     await prisma.$queryRaw\`select * from carts\`;
     await prisma.$executeRawUnsafe('delete from logs');`,
    [
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read Item',
      'postgres://db:5432/shop read carts',
      'postgres://db:5432/shop write logs',
      'postgres://db:5432/shop write orders',
    ],
    {
      'prisma/schema.prisma': `datasource db {
 provider = "postgresql"
 url = env("DATABASE_URL")
}
generator client {
 provider = "prisma-client-js"
}
model Order {
 id Int @id
 @@map("orders")
}
model Item {
 id Int @id
}
`,
      '.env': `DATABASE_URL=postgres://db:5432/shop
`,
    },
  ],
];

describe('stores of', () => {
  it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
    expect(await saidBy(code, more, 'data')).toEqual(expected);
  });
});
