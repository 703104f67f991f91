import type { Files } from './recover-files.ts';

/** A modular monolith: orders asks stock and payment, everything uses the clock, and billing writes a table of payment. */
export const modularShop: Files = {
  'package.json': {
    name: 'shop',
    scripts: { start: 'node src/app.js' },
    dependencies: { express: '*', pg: '*', '@aws-sdk/client-s3': '*' },
  },
  'src/app.ts': `import express from 'express';
import { orders } from './modules/orders/index.ts';
import { payment } from './modules/payment/index.ts';
import { reviews } from './modules/reviews/index.ts';
const app = express();
app.use(orders).use(payment).use(reviews);
app.listen(3000);
`,
  'src/modules/orders/index.ts': `import { Router } from 'express';
import { Pool } from 'pg';
import { reserve } from '../stock/index.ts';
import { charge, Refunds } from '../payment/index.ts';
import { now } from '../shared/clock.ts';
import type { Bill } from '../billing/index.ts';
const db = new Pool({ connectionString: 'postgres://db:5432/shop' });
const refunds = new Refunds();
export const orders = Router();
orders.post('/orders', async (req, res) => {
  await reserve(req.body.item);
  await reserve(req.body.gift);
  await charge(req.body.card, now());
  await refunds.open(req.body.id);
  await db.query('INSERT INTO orders (item) VALUES ($1)', [req.body.item]);
  res.json({} as Bill);
});
orders.get('/orders/:id', async (req, res) => res.json(await db.query('SELECT * FROM orders')));
`,
  'src/modules/payment/index.ts': `import { Router } from 'express';
import { Pool } from 'pg';
import { now } from '../shared/clock.ts';
const db = new Pool({ connectionString: 'postgres://db:5432/shop' });
export const payment = Router();
payment.post('/charges', async (req, res) => res.json(await charge(req.body.card, now())));
export async function charge(card: string, at: Date) {
  return db.query('INSERT INTO charges (card, at) VALUES ($1, $2)', [card, at]);
}
export class Refunds {
  async open(id: string) { return db.query('UPDATE charges SET open = true WHERE id = $1', [id]); }
}
`,
  'src/modules/billing/index.ts': `import { Pool } from 'pg';
import { now } from '../shared/clock.ts';
const db = new Pool({ connectionString: 'postgres://db:5432/shop' });
export interface Bill { id: string }
export const settle = () => db.query('UPDATE charges SET settled = $1', [now()]);
`,
  'src/modules/stock/index.ts': `import { Pool } from 'pg';
import { now } from '../shared/clock.ts';
const db = new Pool({ connectionString: 'postgres://db:5432/shop' });
export const reserve = (item: string) => db.query('UPDATE stock SET held = $1 WHERE item = $2', [now(), item]);
`,
  'src/modules/reviews/index.ts': `import { Router } from 'express';
import { Pool } from 'pg';
const db = new Pool({ connectionString: 'postgres://db:5432/shop' });
export const reviews = Router();
reviews.get('/reviews', async (req, res) => res.json(await db.query('SELECT * FROM reviews')));
reviews.post('/reviews', async (req, res) => res.json(await db.query('INSERT INTO reviews (text) VALUES ($1)', [req.body.text])));
`,
  'src/modules/shared/clock.ts': 'export const now = () => new Date(0);\n',
};
