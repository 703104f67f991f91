const axios = require('axios');

const orders = axios.create({
  baseURL: process.env.ORDERS_URL || 'http://localhost:3000',
  timeout: 2000,
});

// The ERP has no name in the DNS.
const ERP = 'http://10.20.4.17:8080';

async function openOrders(sku) {
  const { data } = await orders.get(`/orders/open/${sku}`);
  return Number(data.open);
}

async function expectedDelivery(sku) {
  const { data } = await axios.get(`${ERP}/articles/${sku}/delivery`, { timeout: 5000 });
  return data.date;
}

module.exports = { openOrders, expectedDelivery };
