import { describe, expect, it } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverFiles, service } from '../../support/recover-files.ts';

/** Publications and subscriptions as lines: `> rabbitmq:order.created 3`, with the line of the site. */
function messages(model: SystemModel): string[] {
  const line = (sign: string) => (use: SystemModel['publications'][number]) =>
    `${sign} ${use.channel} ${use.evidence[0]?.line ?? 0}`;
  return [...model.publications.map(line('>')), ...model.subscriptions.map(line('<'))];
}

const CASES: readonly (readonly [name: string, dependency: string, code: string, expected: readonly string[]])[] = [
  [
    'BullMQ',
    'bullmq',
    `import { Queue, Worker } from 'bullmq';
     const receipts = new Queue('receipts', { connection: { host: 'redis' } });
     export const place = (order) => receipts.add('print', order);
     new Worker('invoices', async (job) => console.log(job.data));`,
    ['> redis:receipts 3', '< redis:invoices 4'],
  ],
  [
    'Bull in CommonJS',
    'bull',
    `const Queue = require('bull');
     const receipts = new Queue('receipts', process.env.REDIS_URL);
     receipts.process('print', 5, async (job) => job.data);
     exports.place = (order) => receipts.add(order);`,
    ['> redis:receipts 4', '< redis:receipts 3'],
  ],
  [
    'pg-boss',
    'pg-boss',
    `import PgBoss from 'pg-boss';
     const boss = new PgBoss('postgres://db/jobs');
     await boss.send('receipts', { id: 1 });
     await boss.work('invoices', async ([job]) => job.data);`,
    ['> postgres:receipts 3', '< postgres:invoices 4'],
  ],
  [
    'amqp-connection-manager',
    'amqp-connection-manager',
    `import amqp from 'amqp-connection-manager';
     const wrapper = amqp.connect(['amqp://rabbit']).createChannel({ json: true });
     wrapper.addSetup((channel) => channel.consume('payments', (message) => console.log(message)));
     export const place = (order) => wrapper.publish('shop', 'order.created', order);`,
    ['> rabbitmq:shop/order.created 4', '< rabbitmq:payments 3'],
  ],
  [
    'rascal',
    'rascal',
    `const { BrokerAsPromised } = require('rascal');
     const config = { vhosts: { '/': {
       publications: { placed: { exchange: 'shop', routingKey: 'order.placed' } },
       subscriptions: { paid: { queue: 'payments' } } } } };
     async function start() {
       const broker = await BrokerAsPromised.create(config);
       await broker.publish('placed', { id: 1 });
       const paid = await broker.subscribe('paid');
     }
     start();`,
    ['> rabbitmq:shop/order.placed 7', '< rabbitmq:payments 8'],
  ],
  [
    'node-rdkafka',
    'node-rdkafka',
    `const Kafka = require('node-rdkafka');
     const producer = new Kafka.Producer({ 'metadata.broker.list': 'kafka:9092' });
     const consumer = new Kafka.KafkaConsumer({ 'group.id': 'orders' }, {});
     consumer.on('ready', () => consumer.subscribe(['payments']));
     exports.place = (order) => producer.produce('orders', null, Buffer.from(order));`,
    ['> kafka:orders 5', '< kafka:payments 4'],
  ],
  [
    'the Platformatic Kafka client',
    '@platformatic/kafka',
    `import { Consumer, Producer } from '@platformatic/kafka';
     const producer = new Producer({ clientId: 'orders', bootstrapBrokers: ['kafka:9092'] });
     await producer.send({ messages: [{ topic: 'orders', value: 'one' }] });
     const consumer = new Consumer({ groupId: 'orders', bootstrapBrokers: ['kafka:9092'] });
     const stream = await consumer.consume({ topics: ['payments'] });`,
    ['> kafka:orders 3', '< kafka:payments 5'],
  ],
  [
    'the Confluent client, written as KafkaJS',
    '@confluentinc/kafka-javascript',
    `const { Kafka } = require('@confluentinc/kafka-javascript').KafkaJS;
     const kafka = new Kafka({ kafkaJS: { brokers: ['kafka:9092'] } });
     const consumer = kafka.consumer({ kafkaJS: { groupId: 'orders' } });
     consumer.subscribe({ topics: ['payments', 'refunds'] });
     kafka.producer().send({ topic: 'orders', messages: [] });`,
    ['> kafka:orders 5', '< kafka:payments 4', '< kafka:refunds 4'],
  ],
  [
    'NATS with an iterator, JetStream',
    'nats',
    `import { connect } from 'nats';
     const nc = await connect({ servers: 'nats:4222' });
     const sub = nc.subscribe('payments.*');
     for await (const message of sub) console.log(message.data);
     const js = nc.jetstream();
     await js.publish('orders.created', new Uint8Array());`,
    ['> nats:orders.created 6', '< nats:payments.* 3'],
  ],
  [
    'a JetStream consumer by its stream',
    '@nats-io/jetstream',
    `import { connect } from '@nats-io/transport-node';
     import { jetstream, jetstreamManager } from '@nats-io/jetstream';
     const nc = await connect();
     const jsm = await jetstreamManager(nc);
     await jsm.streams.add({ name: 'ORDERS', subjects: ['orders.>'] });
     const consumer = await jetstream(nc).consumers.get('ORDERS', 'billing');
     for await (const message of await consumer.consume()) message.ack();`,
    ['< nats:orders.> 7'],
  ],
  [
    'NATS streaming',
    'node-nats-streaming',
    `import nats from 'node-nats-streaming';
     const stan = nats.connect('shop', 'orders', { url: 'http://nats:4222' });
     stan.publish('order:created', '{}');
     stan.subscribe('payment:created', 'orders', stan.subscriptionOptions());`,
    ['> nats:order:created 3', '< nats:payment:created 4'],
  ],
  [
    'Redis streams in both clients',
    'redis',
    `import { createClient } from 'redis';
     import Redis from 'ioredis';
     const client = createClient({ url: 'redis://redis:6379' });
     await client.xAdd('orders', '*', { id: '1' });
     await client.xReadGroup('billing', 'one', [{ key: 'payments', id: '>' }], { COUNT: 1 });
     const redis = new Redis('redis://redis:6379');
     await redis.xreadgroup('GROUP', 'billing', 'one', 'COUNT', 1, 'STREAMS', 'refunds', '>');`,
    ['> redis:orders 4', '< redis:payments 5', '< redis:refunds 7'],
  ],
  [
    'AWS SDK 3',
    '@aws-sdk/client-sns',
    `import { SNSClient, PublishCommand } from '@aws-sdk/client-sns';
     import { SQSClient, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
     import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
     const sns = new SNSClient({});
     const sqs = new SQSClient({});
     await sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:123456789012:orders', Message: '' }));
     const command = new SendMessageCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/mail', MessageBody: '' });
     await sqs.send(command);
     await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/payments' }));
     await new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [{ DetailType: 'OrderPlaced', Source: 'shop' }] }));`,
    ['> sns:orders 6', '> sqs:mail 8', '> eventbridge:OrderPlaced 10', '< sqs:payments 9'],
  ],
  [
    'AWS SDK 2',
    'aws-sdk',
    `const AWS = require('aws-sdk');
     const sns = new AWS.SNS({ apiVersion: '2010-03-31' });
     const sqs = new AWS.SQS();
     exports.place = () => sns.publish({ TopicArn: 'arn:aws:sns:eu-west-1:1:orders', Message: '' }).promise();
     sqs.receiveMessage({ QueueUrl: 'https://sqs/1/payments' }, (error, data) => console.log(data));`,
    ['> sns:orders 4', '< sqs:payments 5'],
  ],
  [
    'sqs-consumer',
    'sqs-consumer',
    `import { Consumer } from 'sqs-consumer';
     Consumer.create({ queueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/payments', handleMessage: async () => {} }).start();`,
    ['< sqs:payments 2'],
  ],
  [
    'Google Pub/Sub',
    '@google-cloud/pubsub',
    `import { PubSub } from '@google-cloud/pubsub';
     const pubsub = new PubSub();
     await pubsub.topic('orders').publishMessage({ json: {} });
     pubsub.topic('payments').subscription('payments-orders').on('message', (message) => message.ack());`,
    ['> pubsub:orders 3', '< pubsub:payments 4'],
  ],
  [
    'Azure Service Bus',
    '@azure/service-bus',
    `import { ServiceBusClient } from '@azure/service-bus';
     const bus = new ServiceBusClient(process.env.BUS);
     await bus.createSender('orders').sendMessages({ body: {} });
     bus.createReceiver('payments').subscribe({ processMessage: async () => {}, processError: async () => {} });`,
    ['> servicebus:orders 3', '< servicebus:payments 4'],
  ],
  [
    'MQTT',
    'mqtt',
    `import mqtt from 'mqtt';
     const client = mqtt.connect('mqtt://broker');
     client.subscribe(['shop/payments', 'shop/refunds']);
     client.publish('shop/orders', '{}');`,
    ['> mqtt:shop/orders 4', '< mqtt:shop/payments 3', '< mqtt:shop/refunds 3'],
  ],
];

describe('messages', () => {
  it.each(CASES)('of %s are found', async (_name, dependency, code, expected) => {
    const model = await recoverFiles({
      'package.json': { ...service('orders', dependency), type: 'module' },
      'src/app.js': code,
    });
    expect(messages(model)).toEqual(expected);
  });

  it('of Nest queues and RabbitMQ decorators are found', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', '@nestjs/core', '@nestjs/bull', '@golevelup/nestjs-rabbitmq'),
      'src/app.ts': `import { NestFactory } from '@nestjs/core';
        NestFactory.create(class Shop {}).then((app) => app.listen(3000));`,
      'src/names.ts': `export const RECEIPTS = 'receipts';`,
      'src/receipts.ts': `import { InjectQueue, Process, Processor } from '@nestjs/bull';
import { AmqpConnection, RabbitSubscribe } from '@golevelup/nestjs-rabbitmq';
import type { Queue } from 'bull';
import { RECEIPTS } from './names';
@Processor(RECEIPTS)
export class Receipts {
  constructor(@InjectQueue(RECEIPTS) private readonly queue: Queue, private readonly amqp: AmqpConnection) {}
  @Process('print')
  async print(job) {}
  @RabbitSubscribe({ exchange: 'shop', routingKey: 'order.paid', queue: 'receipts' })
  async paid(order) {
    await this.queue.add('print', order);
    await this.amqp.publish('shop', 'receipt.queued', order);
  }
}`,
    });
    expect(messages(model)).toEqual([
      '> redis:receipts 12',
      '> rabbitmq:shop/receipt.queued 13',
      '< redis:receipts 8',
      '< rabbitmq:shop/order.paid 10',
    ]);
  });

  it('of a queue make a worker of a package that listens to nothing', async () => {
    const model = await recoverFiles({
      'package.json': service('mailer', 'bullmq'),
      'src/app.js': `const { Worker } = require('bullmq'); new Worker('mail', async () => {});`,
    });
    expect(model.services.map((one) => [one.name, one.kind])).toEqual([['mailer', 'worker']]);
  });
});
