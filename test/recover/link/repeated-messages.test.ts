import { expect, test } from 'vitest';
import type { Observed } from '../../../src/model/system.ts';
import { recoverFiles, service } from '../../support/recover-files.ts';

/** Whether the shipping service does again what `work` does with an order when the message comes again; `head` stands above. */
async function again(head: string, work: string, more: Readonly<Record<string, string>> = {}): Promise<Observed> {
  const { subscriptions } = await recoverFiles({
    'package.json': service('shipping', 'kafkajs', 'mongoose', 'typeorm', 'knex', 'pg', '@prisma/client', 'redis'),
    'src/app.js': `const { Kafka } = require('kafkajs'); ${head}
      const consumer = new Kafka({ brokers: ['kafka:9092'] }).consumer({ groupId: 'shipping' });
      consumer.subscribe({ topic: 'order.placed' });
      consumer.run({ eachMessage: async ({ message }) => { const order = JSON.parse(message.value); ${work} } });`,
    ...more,
  });
  const [subscription] = subscriptions;
  if (!subscription) throw new Error('no subscription was found');
  return subscription.idempotence;
}

const MODEL = `const mongoose = require('mongoose'); const Parcel = mongoose.model('Parcel', new mongoose.Schema({ orderId: String, count: Number }));`;
const SQL = `const { Pool } = require('pg'); const db = new Pool(); db.query('CREATE TABLE IF NOT EXISTS parcels (id SERIAL PRIMARY KEY, order_id TEXT)');`;
const KEYED = SQL.replace('order_id TEXT', 'order_id TEXT UNIQUE');
const PRISMA = `const { PrismaClient } = require('@prisma/client'); const prisma = new PrismaClient();`;
const SCHEMA = (keys: string) => ({
  'prisma/schema.prisma': `datasource db { provider = "postgresql" url = env("DATABASE_URL") }
model Parcel {
  id Int @id @default(autoincrement())
  orderId String ${keys}
}`,
});

test.each<[string, string, string]>([
  ['a document that is made', MODEL, 'await Parcel.create({ orderId: order.id });'],
  ['a document that is saved', MODEL, 'const parcel = new Parcel({ orderId: order.id }); await parcel.save();'],
  ['a sum', MODEL, 'await Parcel.updateOne({ orderId: order.id }, { $inc: { count: 1 } });'],
  ['a list that grows', MODEL, 'await Parcel.updateOne({ _id: order.id }, { $push: { lines: order.sku } });'],
  ['a row', SQL, `await db.query('INSERT INTO parcels (order_id) VALUES ($1)', [order.id]);`],
  ['a sum in SQL', SQL, `await db.query('UPDATE stock SET free = free - $1 WHERE sku = $2', [1, order.sku]);`],
])('%s is done again', async (_name, head, work) => {
  expect((await again(head, work)).state).toBe('absent');
});

test.each<[string, string, string]>([
  ['an upsert', MODEL, 'await Parcel.updateOne({ orderId: order.id }, { $set: { count: 1 } }, { upsert: true });'],
  ['a value that is set', MODEL, 'await Parcel.updateOne({ orderId: order.id }, { count: 1 });'],
  ['a sum behind a state', MODEL, `await Parcel.updateOne({ state: 'open' }, { $inc: { count: 1 } });`],
  ['a document with a key of its own', MODEL, 'await Parcel.create({ _id: order.id });'],
  [
    'a look before',
    MODEL,
    'if (await Parcel.exists({ orderId: order.id })) return; await Parcel.create(order.parcel);',
  ],
  ['a row under a unique key', KEYED, `await db.query('INSERT INTO parcels (order_id) VALUES ($1)', [order.id]);`],
  [
    'ON CONFLICT',
    SQL,
    `await db.query('INSERT INTO parcels (order_id) VALUES ($1) ON CONFLICT DO NOTHING', [order.id]);`,
  ],
  ['a table that nothing describes', SQL, `await db.query('INSERT INTO labels (order_id) VALUES ($1)', [order.id]);`],
  ['an audit', SQL, `await db.query('UPDATE audit_counts SET seen = seen + 1');`],
])('%s is not', async (_name, head, work) => {
  expect((await again(head, work)).state).not.toBe('absent');
});

test('a table of Prisma is judged by its keys', async () => {
  const work = 'await prisma.parcel.create({ data: { orderId: order.id } });';
  expect((await again(PRISMA, work, SCHEMA(''))).state).toBe('absent');
  expect((await again(PRISMA, work, SCHEMA('@unique'))).state).toBe('unknown');
});

test('who asks whether a message was processed is safe', async () => {
  const head = `${MODEL} const { createClient } = require('redis'); const redis = createClient();`;
  const once = 'if (!(await redis.setNX(message.key, order.id))) return; await Parcel.create({ orderId: order.id });';
  expect((await again(head, once)).state).toBe('present');
  const named = 'if (await isProcessed(order.id)) return; await Parcel.create({ orderId: order.id });';
  expect((await again(`${head} async function isProcessed(id) { return ids.has(id); } `, named)).state).toBe('present');
});
