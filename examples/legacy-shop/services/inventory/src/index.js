const express = require('express');
const { Pool } = require('pg');
const { openOrders, expectedDelivery } = require('./clients');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const app = express();
app.use(express.json());

app.get('/stock/:sku', async (req, res) => {
  const { rows } = await pool.query('SELECT sku, stock FROM products WHERE sku = $1', [req.params.sku]);
  if (rows.length === 0) return res.sendStatus(404);
  const open = await openOrders(req.params.sku);
  const delivery = rows[0].stock > open ? null : await expectedDelivery(req.params.sku);
  res.json({ sku: rows[0].sku, free: rows[0].stock - open, delivery });
});

app.post('/reservations', async (req, res) => {
  for (const { sku, quantity } of req.body.items) {
    const { rowCount } = await pool.query('UPDATE products SET reserved = reserved + $1 WHERE sku = $2', [
      quantity,
      sku,
    ]);
    if (rowCount === 0) return res.status(409).json({ error: `there is no ${sku}` });
  }
  res.sendStatus(204);
});

const port = Number(process.env.PORT ?? 3002);
app.listen(port, () => console.log(`inventory listens on ${port}`));
