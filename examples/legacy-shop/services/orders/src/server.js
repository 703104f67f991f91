const express = require('express');
const orders = require('./routes/orders');
const { connect } = require('./lib/events');

const app = express();
app.use(express.json());

app.get('/health', (req, res) => res.json({ status: 'ok' }));
app.use('/orders', orders);

connect().then(() => {
  app.listen(process.env.PORT || 3000, () => console.log('orders is up'));
});
