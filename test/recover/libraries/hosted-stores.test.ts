import { expect, it } from 'vitest';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'neon',
    `import { neon, Pool } from '@neondatabase/serverless';
const sql = neon('postgres://n/shop');
await sql\`select * from orders\`;
const pool = new Pool({ connectionString: 'postgres://n/shop' });
await pool.query('insert into lines values (1)');`,
    ['postgres://n:5432/shop', 'postgres://n:5432/shop read orders', 'postgres://n:5432/shop write lines'],
  ],
  [
    'vercel',
    `import { sql, createPool } from '@vercel/postgres';
const pool = createPool({ connectionString: 'postgres://v/shop' });
await sql\`select * from orders\`;
await pool.sql\`insert into lines values (1)\`;`,
    ['postgres://v:5432/shop', 'postgres://v:5432/shop read orders', 'postgres://v:5432/shop write lines'],
  ],
  [
    'slonik',
    `import { createPool, sql } from 'slonik';
const pool = await createPool('postgres://p/shop');
await pool.any(sql.unsafe\`select * from orders\`);
await pool.query(sql.type(row)\`insert into lines values (1)\`);
const where = sql.fragment\`a = 1\`;`,
    ['postgres://p:5432/shop', 'postgres://p:5432/shop read orders', 'postgres://p:5432/shop write lines'],
  ],
  [
    'planetscale',
    `import { connect } from '@planetscale/database';
const db = connect({ host: 'ps' });
await db.transaction(async (tx) => { await tx.execute('insert into lines values (1)'); });
await db.execute('select * from orders');`,
    ['mysql://ps:3306/', 'mysql://ps:3306/ read orders', 'mysql://ps:3306/ write lines'],
  ],
  [
    'upstash',
    `import { Redis } from '@upstash/redis';\nconst redis = new Redis({ url: 'https://shop.upstash.io', token: 't' });\nawait redis.set('a', 1);`,
    ['redis://shop.upstash.io:6379/'],
  ],
  [
    'libsql over the network, and a file',
    `import { createClient } from '@libsql/client';
const db = createClient({ url: 'libsql://shop.turso.io' });
await db.execute('select * from orders');`,
    ['sqlite://shop.turso.io/', 'sqlite://shop.turso.io/ read orders'],
  ],
  [
    'monk and mongoist',
    `import monk from 'monk';
import mongoist from 'mongoist';
const db = monk('mongodb://m/shop');
await db.get('orders').insert({});
const other = mongoist('mongodb://m/shop');
await other.lines.find({});
await other.collection('carts').remove({});
await other.close();`,
    [
      'mongodb://m:27017/shop',
      'mongodb://m:27017/shop read lines',
      'mongodb://m:27017/shop write carts',
      'mongodb://m:27017/shop write orders',
    ],
  ],
  [
    'typegoose',
    `import { getModelForClass, prop, modelOptions } from '@typegoose/typegoose';
import mongoose from 'mongoose';
await mongoose.connect('mongodb://m/shop');
class Order { @prop() name: string; }
@modelOptions({ schemaOptions: { collection: 'order_lines' } })
class Line { @prop() name: string; }
await getModelForClass(Order).create({});
await getModelForClass(Line).find();`,
    ['mongodb://m:27017/shop', 'mongodb://m:27017/shop read order_lines', 'mongodb://m:27017/shop write Order'],
  ],
  [
    'papr',
    `import Papr, { schema } from 'papr';
const papr = new Papr();
const Order = papr.model('orders', schema({}));
await Order.insertOne({});`,
    ['mongodb:orders', 'mongodb:orders write orders'],
  ],
  [
    'couchdb',
    `import nano from 'nano';
const couch = nano('http://couch:5984');
await couch.use('orders').insert({});
await couch.db.use('lines').get('1');
await couch.db.list();`,
    ['couchdb://couch:5984/', 'couchdb://couch:5984/ read lines', 'couchdb://couch:5984/ write orders'],
  ],
  [
    'neo4j',
    `import neo4j from 'neo4j-driver';
const driver = neo4j.driver('bolt://graph:7687');
const session = driver.session();
await session.run('MATCH (o:Order)-[:HAS]->(l:Line) RETURN o');
await session.executeWrite((tx) => tx.run('CREATE (p:Person {n: 1})'));
await session.run('RETURN 1');`,
    [
      'neo4j://graph:7687/',
      'neo4j://graph:7687/ read Line',
      'neo4j://graph:7687/ read Order',
      'neo4j://graph:7687/ write Person',
    ],
  ],
  [
    'vector stores',
    `import { QdrantClient } from '@qdrant/js-client-rest';
import { Pinecone } from '@pinecone-database/pinecone';
const qdrant = new QdrantClient({ host: 'q', port: 6333 });
await qdrant.upsert('orders', { points: [] });
await qdrant.search('orders', { vector: [] });
await qdrant.versionInfo();
await new Pinecone({ apiKey: 'x' }).index('parts').namespace('a').query({});`,
    [
      'pinecone:orders',
      'pinecone:orders read parts',
      'qdrant://q:6333/',
      'qdrant://q:6333/ read orders',
      'qdrant://q:6333/ write orders',
    ],
  ],
  [
    'search engines and Appwrite',
    `import { MeiliSearch } from 'meilisearch';
import { Databases } from 'node-appwrite';
const meili = new MeiliSearch({ host: 'http://meili:7700' });
await meili.index('orders').addDocuments([]);
await meili.health();
await new Databases(client).listDocuments('db', 'lines');`,
    [
      'appwrite:orders',
      'appwrite:orders read lines',
      'meilisearch://meili:7700/',
      'meilisearch://meili:7700/ write orders',
    ],
  ],
  [
    'no store of these packages',
    `import { QdrantClient } from './own.js';
import { index } from 'd3';
const qdrant = new QdrantClient({ host: 'q' });
await qdrant.upsert('orders', {});
index('orders').search('x');`,
    [],
    { 'src/own.js': 'export class QdrantClient { upsert() {} }' },
  ],
];

it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
  expect(await saidBy(code, more)).toEqual(expected);
});
