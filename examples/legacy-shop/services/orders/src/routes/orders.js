const { Router } = require('express');
const pool = require('../lib/db');
const cache = require('../lib/cache');
const { postJson } = require('../lib/http');
const { publish } = require('../lib/events');
const { paymentUrl, inventoryUrl } = require('../lib/config');

const router = Router();

router.post('/', async (req, res, next) => {
  try {
    const { customerId, items } = req.body;
    await postJson(`${inventoryUrl}/reservations`, { items });

    const total = items.reduce((sum, item) => sum + item.price * item.quantity, 0);
    const charge = await postJson(`${paymentUrl}/charges`, { customerId, amount: total });

    const { rows } = await pool.query(
      'INSERT INTO orders (customer_id, total, charge_id, status) VALUES ($1, $2, $3, $4) RETURNING id',
      [customerId, total, charge.id, 'paid'],
    );
    for (const item of items) {
      await pool.query('INSERT INTO order_items (order_id, sku, quantity) VALUES ($1, $2, $3)', [
        rows[0].id,
        item.sku,
        item.quantity,
      ]);
      // Sales wanted to see the numbers at once, so the stock is counted down here as well.
      await pool.query('UPDATE products SET stock = stock - $1 WHERE sku = $2', [item.quantity, item.sku]);
    }
    publish('order.paid', { id: rows[0].id, customerId, total });
    res.status(201).json({ id: rows[0].id });
  } catch (error) {
    next(error);
  }
});

router.get('/:id', async (req, res) => {
  const cached = await cache.get(`order:${req.params.id}`);
  if (cached) return res.json(JSON.parse(cached));
  const { rows } = await pool.query('SELECT * FROM orders WHERE id = $1', [req.params.id]);
  if (rows.length === 0) return res.sendStatus(404);
  await cache.set(`order:${req.params.id}`, JSON.stringify(rows[0]), { EX: 60 });
  res.json(rows[0]);
});

router.get('/open/:sku', async (req, res) => {
  const { rows } = await pool.query(
    "SELECT sum(i.quantity) AS open FROM order_items i JOIN orders o ON o.id = i.order_id WHERE o.status = 'paid' AND i.sku = $1",
    [req.params.sku],
  );
  res.json(rows[0]);
});

module.exports = router;
