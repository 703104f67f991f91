import { describe, expect, it } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

/** Publications as lines: `orders > kafka:order.placed src/orders.js:3 … src/relay.js:7`, first and last site. */
function publications({ publications: uses }: SystemModel): string[] {
  return uses.map(({ service: name, channel, evidence }) => {
    const sites = evidence.map(({ file, line }) => `${file.replace('orders/', '')}:${line}`);
    return `${name} > ${channel} ${[...new Set([sites[0], sites.at(-1)])].join(' … ')}`;
  });
}

/** A service that keeps orders; `relay` is what it sends them with. */
function orders(dependencies: readonly string[], files: Readonly<Record<string, string>>): Files {
  return {
    'orders/package.json': service('orders', 'express', ...dependencies),
    'orders/src/app.js': `import express from 'express';
      import { place, cancel } from './orders.js';
      import { relay } from './relay.js';
      const app = express();
      app.post('/orders', async (request, response) => response.json(await place(request.body)));
      app.delete('/orders/:id', async (request, response) => response.json(await cancel(request.params.id)));
      setInterval(() => void relay(), 1000);
      app.listen(3000);`,
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`orders/src/${file}`, text])),
  };
}

const KAFKA_RELAY = `import { Kafka } from 'kafkajs';
  import { pool } from './db.js';
  const producer = new Kafka({ brokers: ['kafka:9092'] }).producer();
  export async function relay() {
    const { rows } = await pool.query('SELECT id, topic, payload FROM outbox ORDER BY id LIMIT 100');
    for (const { id, topic, payload } of rows) {
      await producer.send({ topic, messages: [{ value: JSON.stringify(payload) }] });
      await pool.query('DELETE FROM outbox WHERE id = $1', [id]);
    }
  }`;
const POOL = `import pg from 'pg';
  export const pool = new pg.Pool({ connectionString: 'postgres://db/orders' });`;

describe('what is sent through an outbox', () => {
  it('is published where its row is put in, by the name in its column', async () => {
    const model = await recoverFiles(
      orders(['pg', 'kafkajs'], {
        'db.js': POOL,
        'relay.js': KAFKA_RELAY,
        'orders.js': `import { pool } from './db.js';
          async function enqueue(client, topic, payload) {
            await client.query('INSERT INTO outbox (id, topic, payload) VALUES (gen_random_uuid(), $1, $2)', [topic, payload]);
          }
          export async function place(order) {
            const client = await pool.connect();
            await client.query('INSERT INTO orders (id) VALUES ($1)', [order.id]);
            await enqueue(client, 'order.placed', order);
          }
          export async function cancel(id) {
            const client = await pool.connect();
            await client.query('DELETE FROM orders WHERE id = $1', [id]);
            await enqueue(client, 'order.cancelled', { id });
          }`,
      }),
    );
    expect(publications(model)).toEqual([
      'orders > kafka:order.placed src/orders.js:8 … src/relay.js:7',
      'orders > kafka:order.cancelled src/orders.js:13 … src/relay.js:7',
    ]);
    expect(model.dualWrites).toEqual([]);
  });

  it('is published in the exchange of the relay, also with names that stand in the statement', async () => {
    const model = await recoverFiles(
      orders(['mysql2', 'amqplib'], {
        'db.js': `import mysql from 'mysql2/promise';
          export const db = mysql.createPool({ host: 'db', database: 'orders' });`,
        'relay.js': `import amqp from 'amqplib';
          import { db } from './db.js';
          const channel = await (await amqp.connect('amqp://rabbit')).createConfirmChannel();
          const send = (key, body) =>
            new Promise((resolve, reject) => {
              channel.publish('shop', key, Buffer.from(body), { persistent: true }, (error) => (error ? reject(error) : resolve()));
            });
          export async function relay() {
            const [rows] = await db.query('SELECT * FROM pending_events');
            for (const row of rows) await send(row.event_type, row.body);
          }`,
        'orders.js': `import { db } from './db.js';
          export async function place(order) {
            await db.query('INSERT INTO orders (id) VALUES (?)', [order.id]);
            await db.query('INSERT INTO pending_events (body, event_type) VALUES (?, ?)', [JSON.stringify(order), 'order.placed']);
          }
          export async function cancel(id) {
            await db.query("INSERT INTO pending_events (event_type, body) VALUES ('order.cancelled', ?)", [id]);
          }`,
      }),
    );
    expect(publications(model)).toEqual([
      'orders > rabbitmq:shop/order.placed src/orders.js:4 … src/relay.js:6',
      'orders > rabbitmq:shop/order.cancelled src/orders.js:7 … src/relay.js:6',
    ]);
  });

  it('stays unknown when the table is not what is sent', async () => {
    const model = await recoverFiles(
      orders(['pg', 'kafkajs'], {
        'db.js': POOL,
        'relay.js': KAFKA_RELAY.replaceAll('outbox', 'reminders'),
        'orders.js': `import { pool } from './db.js';
          export async function place(order) {
            await pool.query('INSERT INTO outbox (topic, payload) VALUES ($1, $2)', ['order.placed', order]);
          }
          export const cancel = async (id) => pool.query('DELETE FROM orders WHERE id = $1', [id]);`,
      }),
    );
    expect(publications(model)).toEqual(['orders > kafka:orders:{…} src/relay.js:7']);
  });
});
