import { Router } from 'express';
import { createClient } from 'redis';
import { pointsOf } from '../loyalty';
import { Customer } from '../models/customer';

const cache = createClient({ url: process.env.REDIS_URL });
void cache.connect();

export const customers = Router();

customers.get('/', async (req, res) => {
  res.json(await Customer.find().limit(Number(req.query.limit ?? 20)));
});

customers.post('/', async (req, res) => {
  const customer = await Customer.create(req.body);
  res.status(201).json(customer);
});

customers.get('/:id/credit', async (req, res) => {
  const cached = await cache.get(`credit:${req.params.id}`);
  if (cached !== null) return res.json({ limit: Number(cached) });
  const customer = await Customer.findById(req.params.id);
  if (customer === null) return res.sendStatus(404);
  const limit = 200 + (await pointsOf(req.params.id));
  await cache.set(`credit:${req.params.id}`, String(limit), { EX: 30 });
  res.json({ limit });
});
