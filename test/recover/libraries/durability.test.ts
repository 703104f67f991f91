import { expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const RABBIT = `const amqp = require('amqplib');
  async function start() { const channel = await (await amqp.connect('amqp://broker')).createChannel();`;

async function published(dependency: string, text: string): Promise<string> {
  const { publications } = await recoverFiles({
    'package.json': service('orders', 'express', dependency),
    'src/app.js': `require('express')().listen(3000); ${text}`,
  });
  return publications
    .map(({ durability }) => `${durability.state} ${durability.evidence[0]?.note ?? ''}`.trim())
    .join();
}

const LISTEN = 'gives it to those who listen at the moment';

test.each<[string, string, string, string]>([
  [
    'a durable queue',
    'amqplib',
    `${RABBIT} await channel.assertQueue('q'); channel.sendToQueue('q', order, { persistent: true }); } start();`,
    'present',
  ],
  [
    'deliveryMode 2',
    'amqplib',
    `${RABBIT} await channel.assertQueue('q'); channel.sendToQueue('q', order, { deliveryMode: 2 }); } start();`,
    'present',
  ],
  [
    'no word of persistence',
    'amqplib',
    `${RABBIT} await channel.assertQueue('q'); channel.sendToQueue('q', order); } start();`,
    'absent sent without "persistent", which is not the default',
  ],
  [
    'persistent: false',
    'amqplib',
    `${RABBIT} await channel.assertExchange('x', 'topic'); channel.publish('x', 'k', order, { persistent: false }); } start();`,
    'absent sent as not persistent',
  ],
  [
    'a passing exchange',
    'amqplib',
    `${RABBIT} await channel.assertExchange('x', 'topic', { durable: false }); channel.publish('x', 'k', order, { persistent: true }); } start();`,
    'absent the exchange is not durable',
  ],
  ['an exchange of others', 'amqplib', `${RABBIT} channel.publish('x', 'k', order); } start();`, 'unknown'],
  [
    'options from elsewhere',
    'amqplib',
    `${RABBIT} await channel.assertQueue('q'); channel.sendToQueue('q', order, require('config').options); } start();`,
    'unknown',
  ],
  [
    'pub/sub of Redis',
    'ioredis',
    `const Redis = require('ioredis'); new Redis().publish('order.placed', order);`,
    `absent Redis ${LISTEN}`,
  ],
  [
    'a stream of Redis',
    'ioredis',
    `const Redis = require('ioredis'); new Redis().xadd('order.placed', '*', 'id', 1);`,
    'present',
  ],
  [
    'core NATS',
    'nats',
    `const { connect } = require('nats'); connect().then((nc) => nc.publish('order.placed'));`,
    `absent core NATS ${LISTEN}`,
  ],
  [
    'JetStream',
    'nats',
    `const { connect } = require('nats'); connect().then((nc) => nc.jetstream().publish('order.placed'));`,
    'present',
  ],
  [
    'MQTT',
    'mqtt',
    `require('mqtt').connect('mqtt://broker').publish('order.placed', order);`,
    'absent sent at most once (QoS 0)',
  ],
  [
    'MQTT with QoS 1',
    'mqtt',
    `require('mqtt').connect('mqtt://broker').publish('order.placed', order, { qos: 1 });`,
    'present',
  ],
  [
    'Kafka',
    'kafkajs',
    `const { Kafka } = require('kafkajs'); new Kafka({}).producer().send({ topic: 'order.placed', messages });`,
    'present',
  ],
  [
    'Kafka without acknowledgement',
    'kafkajs',
    `const { Kafka } = require('kafkajs'); new Kafka({}).producer().send({ topic: 'order.placed', acks: 0, messages });`,
    'absent no broker has to have it',
  ],
])('%s', async (_name, dependency, text, expected) => {
  expect(await published(dependency, text)).toBe(expected);
});

test.each<[string, string, string, string]>([
  ['a durable queue', '', '', 'present'],
  ['a passing queue', '{ durable: false }', '', 'absent the queue is not durable'],
  ['a queue of one consumer', '{ exclusive: true }', '', 'absent the queue goes when its consumer goes'],
  ['automatic acknowledgement', '{}', '{ noAck: true }', 'absent counts as done when it is delivered'],
])('taking from %s', async (_name, asserted, consumed, expected) => {
  const { subscriptions } = await recoverFiles({
    'package.json': service('shipping', 'amqplib'),
    'src/app.js': `${RABBIT} await channel.assertQueue('q', ${asserted || '{}'}); channel.consume('q', handle, ${consumed || '{}'}); } start();`,
  });
  const [durability] = subscriptions.map((use) => use.durability);
  expect(`${durability?.state ?? ''} ${durability?.evidence[0]?.note ?? ''}`.trim()).toBe(expected);
});
