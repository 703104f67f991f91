import { describe, expect, it } from 'vitest';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'amqplib promise',
    `import amqp from 'amqplib';
     const conn = await amqp.connect('amqp://mq');
     const ch = await conn.createChannel();
     await ch.assertExchange('shop', 'topic');
     const { queue } = await ch.assertQueue('orders.q');
     await ch.bindQueue('orders.q', 'shop', 'order.*');
     ch.publish('shop', 'order.created', Buffer.from(''));
     ch.sendToQueue('mail', Buffer.from(''));
     ch.consume('orders.q', (m) => ch.ack(m));`,
    ['< rabbitmq:shop/order.*', '> rabbitmq:mail', '> rabbitmq:shop/order.created'],
  ],
  [
    'amqplib anonymous queue',
    `import { connect } from 'amqplib';
     const conn = await connect('amqp://mq');
     const ch = await conn.createConfirmChannel();
     const q = await ch.assertQueue('', { exclusive: true });
     await ch.bindQueue(q.queue, 'shop', 'order.created');
     await ch.consume(q.queue, (m) => ch.ack(m));`,
    ['< rabbitmq:shop/order.created'],
  ],
  [
    'amqplib callback',
    `import amqp from 'amqplib/callback_api.js';
     amqp.connect('amqp://mq', (err, conn) => { conn.createChannel((err, ch) => { ch.assertQueue('mail');
     ch.sendToQueue('mail', Buffer.from(''));
     ch.consume('orders', (m) => {});
     });
     });`,
    ['< rabbitmq:orders', '> rabbitmq:mail'],
  ],
  [
    'amqplib callback named queue',
    `import amqp from 'amqplib/callback_api';
     amqp.connect('amqp://mq', function (err, conn) { conn.createConfirmChannel(function (err, ch) { ch.assertExchange('logs', 'fanout');
     ch.assertQueue('', {}, function (e, q) { ch.bindQueue(q.queue, 'logs', '');
     ch.consume(q.queue, function (m) {});
     });
     ch.publish('logs', '', Buffer.from(''));
     });
     });`,
    ['< rabbitmq:logs', '> rabbitmq:logs'],
  ],
  [
    'amqp-connection-manager',
    `import amqp from 'amqp-connection-manager';
     const connection = amqp.connect(['amqp://mq']);
     const channelWrapper = connection.createChannel({ json: true, setup: (channel) => Promise.all([channel.assertQueue('orders'), channel.bindQueue('orders', 'shop', 'order.created'), channel.consume('orders', () => {})]) });
     await channelWrapper.sendToQueue('mail', {});
     await channelWrapper.publish('shop', 'order.paid', {});`,
    ['< rabbitmq:shop/order.created', '> rabbitmq:mail', '> rabbitmq:shop/order.paid'],
  ],
  [
    'acm wrapper consume',
    `import amqp from 'amqp-connection-manager';
     const connection = amqp.connect(['amqp://mq']);
     const channelWrapper = connection.createChannel({ setup: async (channel) => { await channel.assertQueue('orders');
     } });
     await channelWrapper.consume('orders', () => {});
     const late = connection.createChannel();
     late.addSetup((ch) => ch.consume('parcels', () => {}));`,
    ['< rabbitmq:orders', '< rabbitmq:parcels'],
  ],
  [
    'rascal json',
    `import { BrokerAsPromised as Broker } from 'rascal';
     import config from './rascal.json' with { type: 'json' };
     const broker = await Broker.create(config);
     await broker.publish('order_created', {});
     const sub = await broker.subscribe('order_paid');
     sub.on('message', (m, c, ack) => ack());`,
    ['< rabbitmq:shop/order.paid', '> rabbitmq:shop/order.created'],
    {
      'src/rascal.json': {
        vhosts: {
          '/': {
            exchanges: ['shop'],
            queues: ['paid_q'],
            bindings: ['shop[order.paid] -> paid_q'],
            publications: { order_created: { exchange: 'shop', routingKey: 'order.created' } },
            subscriptions: { order_paid: { queue: 'paid_q' } },
          },
        },
      },
    },
  ],
  [
    'rascal callback',
    `const Rascal = require('rascal');
     const definitions = require('./definitions.json');
     Rascal.Broker.create(Rascal.withDefaultConfig(definitions.rascal), (err, broker) => { broker.subscribe('save_order', (err, sub) => {});
     broker.publish('mail', {}, (err, pub) => {});
     broker.publish('mail2', 'x', 'order.shipped', () => {});
     });`,
    ['< rabbitmq:save-q', '> rabbitmq:mail-queue', '> rabbitmq:shop/order.shipped'],
    {
      'src/definitions.json': {
        rascal: {
          vhosts: {
            v1: {
              publications: { mail: { vhost: 'v1', queue: 'mail-queue' }, mail2: { exchange: 'shop' } },
              subscriptions: { save_order: { queue: 'save-q' } },
            },
          },
        },
      },
    },
  ],
  [
    'rabbitmq-client',
    `import { Connection } from 'rabbitmq-client';
     const rabbit = new Connection('amqp://mq');
     const sub = rabbit.createConsumer({ queue: 'orders', queueBindings: [{ exchange: 'shop', routingKey: 'order.created' }] }, async (msg) => {});
     const pub = rabbit.createPublisher({ confirm: true, exchanges: [{ exchange: 'shop', type: 'topic' }] });
     await pub.send({ exchange: 'shop', routingKey: 'order.paid' }, {});
     await pub.send('mail', {});
     const c2 = rabbit.createConsumer({ queue: 'mail' }, async (m) => {});`,
    ['< rabbitmq:mail', '< rabbitmq:shop/order.created', '> rabbitmq:mail', '> rabbitmq:shop/order.paid'],
  ],
  [
    'golevelup',
    `import { RabbitSubscribe, AmqpConnection } from '@golevelup/nestjs-rabbitmq';
     import { Injectable } from '@nestjs/common';
     @Injectable() export class Orders { constructor(private readonly amqp: AmqpConnection) {}
     @RabbitSubscribe({ exchange: 'shop', routingKey: 'order.paid', queue: 'q' }) async paid(m: any) { await this.amqp.publish('shop', 'order.shipped', {});
     }
     @RabbitSubscribe({ exchange: 'shop', routingKey: ['a.b', 'c.d'] }) async two(m: any) { await this.amqp.channel.sendToQueue('raw', Buffer.from(''));
     await this.amqp.managedChannel.publish('shop', 'order.x', {});
     } }`,
    [
      '< rabbitmq:shop/a.b',
      '< rabbitmq:shop/c.d',
      '< rabbitmq:shop/order.paid',
      '> rabbitmq:raw',
      '> rabbitmq:shop/order.shipped',
      '> rabbitmq:shop/order.x',
    ],
  ],
  [
    'golevelup createSubscriber',
    `import { AmqpConnection } from '@golevelup/nestjs-rabbitmq';
     import { Injectable } from '@nestjs/common';
     @Injectable() export class Orders { constructor(private readonly amqp: AmqpConnection) {}
     async onModuleInit() { await this.amqp.createSubscriber(async (m: any) => {}, { exchange: 'shop', routingKey: 'order.late', queue: 'q' }, 'h');
     } }`,
    ['< rabbitmq:shop/order.late'],
  ],
  [
    'kafkajs',
    `import { Kafka } from 'kafkajs';
     const kafka = new Kafka({ clientId: 'x', brokers: ['k:9092'] });
     const producer = kafka.producer({ idempotent: true });
     const consumer = kafka.consumer({ groupId: 'g' });
     await producer.send({ topic: 'orders', messages: [] });
     await producer.sendBatch({ topicMessages: [{ topic: 'a', messages: [] }, { topic: 'b', messages: [] }] });
     const tx = await producer.transaction();
     await tx.send({ topic: 'tx', messages: [] });
     await consumer.subscribe({ topics: ['paid', 'shipped'], fromBeginning: true });
     await consumer.subscribe({ topic: 'late' });
     await consumer.run({ eachMessage: async () => {} });`,
    ['< kafka:late', '< kafka:paid', '< kafka:shipped', '> kafka:a', '> kafka:b', '> kafka:orders', '> kafka:tx'],
  ],
  [
    'confluent KafkaJS',
    `import { KafkaJS } from '@confluentinc/kafka-javascript';
     const { Kafka } = KafkaJS;
     const kafka = new Kafka({ kafkaJS: { brokers: ['k:9092'] } });
     const producer = kafka.producer();
     await producer.send({ topic: 'orders', messages: [] });
     const consumer = kafka.consumer({ kafkaJS: { groupId: 'g' } });
     await consumer.subscribe({ topics: ['paid'] });`,
    ['< kafka:paid', '> kafka:orders'],
  ],
  [
    'confluent rdkafka',
    `const Kafka = require('@confluentinc/kafka-javascript');
     const producer = new Kafka.Producer({});
     producer.produce('orders', null, Buffer.from(''));
     const consumer = new Kafka.KafkaConsumer({}, {});
     consumer.on('ready', () => { consumer.subscribe(['paid']);
     consumer.consume();
     });`,
    ['< kafka:paid', '> kafka:orders'],
  ],
  [
    'platformatic kafka',
    `import { Producer, Consumer, stringSerializers } from '@platformatic/kafka';
     const producer = new Producer({ clientId: 'p', bootstrapBrokers: ['k:9092'] });
     await producer.send({ messages: [{ topic: 'orders', value: '' }] });
     const consumer = new Consumer({ groupId: 'g', bootstrapBrokers: ['k:9092'] });
     const stream = await consumer.consume({ topics: ['paid'] });`,
    ['< kafka:paid', '> kafka:orders'],
  ],
  [
    'node-rdkafka',
    `import Kafka from 'node-rdkafka';
     const producer = new Kafka.HighLevelProducer({});
     producer.produce('orders', null, Buffer.from(''), null, 0, () => {});
     const s = Kafka.KafkaConsumer.createReadStream({}, {}, { topics: ['paid'] });
     s.on('data', () => {});
     const w = Kafka.Producer.createWriteStream({}, {}, { topic: 'shipped' });
     w.write('');`,
    ['< kafka:paid', '> kafka:orders', '> kafka:shipped'],
  ],
  [
    'node-rdkafka callable',
    `import { KafkaConsumer, createReadStream } from 'node-rdkafka';
     const consumer = KafkaConsumer({}, {});
     consumer.subscribe(['late']);
     const s = createReadStream({}, {}, { topics: 'paid' });`,
    ['< kafka:late', '< kafka:paid'],
  ],
  [
    'kafka-node',
    `const kafka = require('kafka-node');
     const client = new kafka.KafkaClient({ kafkaHost: 'k:9092' });
     const producer = new kafka.Producer(client);
     producer.on('ready', () => producer.send([{ topic: 'orders', messages: 'x' }], () => {}));
     const consumer = new kafka.Consumer(client, [{ topic: 'paid', partition: 0 }], {});
     consumer.on('message', () => {});
     const g = new kafka.ConsumerGroup({ groupId: 'g' }, ['shipped']);`,
    ['< kafka:paid', '< kafka:shipped', '> kafka:orders'],
  ],
  [
    'nats core',
    `import { connect, StringCodec } from 'nats';
     const nc = await connect({ servers: 'nats:4222' });
     const sc = StringCodec();
     nc.publish('order.created', sc.encode(''));
     const sub = nc.subscribe('order.*', { queue: 'g' });
     for await (const m of sub) { console.log(m);
     }`,
    ['< nats:order.*', '> nats:order.created'],
  ],
  [
    'nats jetstream',
    `import { connect } from '@nats-io/transport-node';
     import { jetstream, jetstreamManager } from '@nats-io/jetstream';
     import { Kvm } from '@nats-io/kv';
     const nc = await connect({ servers: 'nats:4222' });
     const js = jetstream(nc);
     const jsm = await jetstreamManager(nc);
     await jsm.streams.add({ name: 'ORDERS', subjects: ['orders.>'] });
     await jsm.consumers.add('ORDERS', { durable_name: 'billing', filter_subject: 'orders.paid' });
     await js.publish('orders.created', '');
     const c = await js.consumers.get('ORDERS', 'billing');
     const it = await c.consume();
     for await (const m of it) m.ack();
     const kv = await new Kvm(nc).create('settings');
     await kv.put('a', 'b');
     const w = await kv.watch();`,
    ['< nats:orders.paid', '> nats:orders.created'],
  ],
  [
    'nats v2 jetstream',
    `const { connect, consumerOpts } = require('nats');
     async function main() { const nc = await connect();
     const js = nc.jetstream();
     const jsm = await nc.jetstreamManager();
     await jsm.streams.add({ name: 'ORDERS', subjects: ['orders.*'] });
     js.publish('orders.new', '');
     const sub = await js.subscribe('orders.paid', consumerOpts());
     const ps = await js.pullSubscribe('orders.x', {});
     const kv = await js.views.kv('cfg');
     await kv.put('x', '');
     const c = await js.consumers.get('ORDERS');
     await c.fetch();
     }
     main();`,
    ['< nats:orders.*', '< nats:orders.paid', '< nats:orders.x', '> nats:orders.new'],
  ],
  [
    'stan',
    `const stan = require('node-nats-streaming').connect('c', 'id', {});
     stan.on('connect', () => { stan.publish('orders', '');
     const o = stan.subscriptionOptions().setStartWithLastReceived();
     const s = stan.subscribe('paid', 'group', o);
     s.on('message', () => {});
     });`,
    ['< nats:paid', '> nats:orders'],
  ],
  [
    'stan class',
    `import nats, { Stan } from 'node-nats-streaming';
     abstract class Listener { abstract subject: string;
     constructor(private client: Stan) {} listen() { const s = this.client.subscribe(this.subject, 'q');
     s.on('message', () => {});
     } }
     class Paid extends Listener { subject = 'payment:created';
     }
     class Publisher { subject: string = 'order:created';
     constructor(private client: Stan) {} publish(d: any) { this.client.publish(this.subject, d);
     } }
     const client = nats.connect('a', 'b', { url: 'x' });
     new Paid(client).listen();
     new Publisher(client).publish({});`,
    ['< nats:payment:created', '> nats:order:created'],
  ],
];

describe('messages of', () => {
  it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
    expect(await saidBy(code, more, 'data')).toEqual(expected);
  });
});
