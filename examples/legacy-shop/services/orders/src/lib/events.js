const amqp = require('amqplib');
const { amqpUrl } = require('./config');

let channel;

async function connect() {
  const connection = await amqp.connect(amqpUrl);
  channel = await connection.createChannel();
  await channel.assertExchange('shop', 'topic', { durable: true });
}

function publish(key, event) {
  channel.publish('shop', key, Buffer.from(JSON.stringify(event)), { persistent: true });
}

module.exports = { connect, publish };
