module.exports = {
  paymentUrl: process.env.PAYMENT_URL || 'http://localhost:3001',
  inventoryUrl: process.env.INVENTORY_URL || 'http://localhost:3002',
  databaseUrl: process.env.DATABASE_URL,
  redisUrl: process.env.REDIS_URL || 'redis://localhost:6379',
  amqpUrl: process.env.AMQP_URL || 'amqp://localhost',
};
