import { describe, expect, it } from 'vitest';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'a tRPC context: destructured, from options, in a transaction, and added by a middleware',
    `import { initTRPC } from '@trpc/server';
     import { createExpressMiddleware } from '@trpc/server/adapters/express';
     import { MongoClient } from 'mongodb';
     import { Pool } from 'pg';
     const mongo = new MongoClient('mongodb://carts/shop');
     const pool = new Pool({ host: 'db', database: 'shop' });
     const inner = (options) => ({ user: options.user, mongo });
     const createContext = async ({ req }) => inner({ user: await req.user() });
     const t = initTRPC.context().create();
     const withPool = t.middleware(({ ctx, next }) => next({ ctx: { ...ctx, pool } }));
     const procedure = t.procedure.use(withPool);
     export const router = t.router({
       carts: procedure.query(async ({ ctx }) => ctx.mongo.db('shop').collection('carts').find({})),
       add: procedure.input(String).mutation(async ({ ctx: { mongo: m } }) => m.db('shop').collection('lines').insertOne({})),
       parcels: procedure.query((options) => options.ctx.pool.query('select * from parcels')),
       who: procedure.query(({ ctx }) => ctx.user.find({})),
     });
     createExpressMiddleware({ router, createContext });`,
    [
      'mongodb://carts:27017/shop',
      'mongodb://carts:27017/shop read carts',
      'mongodb://carts:27017/shop write lines',
      'postgres://db:5432/shop',
      'postgres://db:5432/shop read parcels',
    ],
  ],
  [
    'variables of a Hono context',
    `import { Hono } from 'hono';
     import { Pool } from 'pg';
     const pool = new Pool({ host: 'db', database: 'shop' });
     const app = new Hono();
     app.use(async (c, next) => { c.set('db', pool); await next(); });
     app.get('/orders', async (c) => c.json(await c.get('db').query('select * from orders')));
     app.post('/orders', async (c) => c.json(await c.var.db.query('delete from carts')));`,
    ['postgres://db:5432/shop', 'postgres://db:5432/shop read orders', 'postgres://db:5432/shop write carts'],
  ],
];

describe('stores that handlers find in the context of a request', () => {
  it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
    expect(await saidBy(code, more)).toEqual(expected);
  });
});
