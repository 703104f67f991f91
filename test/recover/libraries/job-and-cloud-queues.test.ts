import { describe, expect, it } from 'vitest';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'redis pubsub v4',
    `import { createClient } from 'redis';
     const client = createClient({ url: 'redis://r:6379' });
     const sub = client.duplicate();
     await sub.connect();
     await client.publish('order.created', '');
     await sub.subscribe('order.paid', (m) => {});
     await sub.pSubscribe('stock.*', () => {});
     await client.xAdd('stream', '*', {});
     await client.xReadGroup('g', 'c', [{ key: 'paid-stream', id: '>' }], {});
     await client.on('error', () => {}).xGroupCreate('grouped-stream', 'g', '$');
     await client.sSubscribe('sharded', () => {});
     await client.sPublish('sharded2', '');`,
    [
      '< redis:grouped-stream',
      '< redis:order.paid',
      '< redis:paid-stream',
      '< redis:sharded',
      '< redis:stock.*',
      '> redis:order.created',
      '> redis:sharded2',
      '> redis:stream',
      'redis://r:6379/',
    ],
  ],
  [
    'redis v3 on message',
    `const redis = require('redis');
     const sub = redis.createClient(6379, 'r');
     const pub = redis.createClient({ host: 'r' });
     sub.subscribe('a', 'b');
     sub.on('message', (channel, message) => {});
     pub.publish('c', 'x');`,
    ['< redis:a', '< redis:b', '> redis:c'],
  ],
  [
    'ioredis',
    `import Redis from 'ioredis';
     const pub = new Redis('redis://r:6379');
     const sub = new Redis(6379, 'r');
     sub.subscribe('news', 'music', (err, count) => {});
     sub.psubscribe('stock.*');
     pub.publish('news', 'x');
     pub.xadd('s1', '*', 'k', 'v');
     const res = await pub.xreadgroup('GROUP', 'g', 'c', 'COUNT', 1, 'STREAMS', 's2', '>');
     pub.multi().publish('m', 'x').exec();
     pub.pipeline().xadd('p', '*', 'a', 'b').exec();`,
    [
      '< redis:music',
      '< redis:news',
      '< redis:s2',
      '< redis:stock.*',
      '> redis:m',
      '> redis:news',
      '> redis:p',
      '> redis:s1',
      'redis://r:6379/',
    ],
  ],
  [
    'ioredis named Redis + class',
    `import { Redis } from 'ioredis';
     export class Bus { private client: Redis;
     constructor(url: string) { this.client = new Redis(url);
     } emit(t: string, m: any) { return this.client.publish(t, JSON.stringify(m));
     } }
     const bus = new Bus('redis://r');
     bus.emit('order.created', {});`,
    ['> redis:order.created'],
  ],
  [
    'bullmq',
    `import { Queue, Worker, QueueEvents, FlowProducer, QueueScheduler } from 'bullmq';
     const connection = { host: 'r', port: 6379 };
     const q = new Queue('mail', { connection });
     await q.add('send', {});
     await q.addBulk([{ name: 'x', data: {} }]);
     const w = new Worker('invoices', './processor.js', { connection });
     const ev = new QueueEvents('mail', { connection });
     ev.on('completed', () => {});
     const flow = new FlowProducer({ connection });
     await flow.add({ name: 'r', queueName: 'render', children: [{ name: 'a', queueName: 'assets', data: {} }, { name: 'b', queueName: 'fonts', children: [{ name: 'c', queueName: 'deep' }] }] });`,
    ['< redis:invoices', '> redis:assets', '> redis:deep', '> redis:fonts', '> redis:mail', '> redis:render'],
  ],
  [
    'bullmq class worker',
    `import { Worker, Job, Queue } from 'bullmq';
     export const QUEUES = { MAIL: 'mail', PRINT: 'print' } as const;
     abstract class BaseWorker { protected worker: Worker;
     constructor(name: string) { this.worker = new Worker(name, (job: Job) => this.process(job));
     } abstract process(job: Job): Promise<any>;
     }
     class MailWorker extends BaseWorker { constructor() { super(QUEUES.MAIL);
     } async process(job: Job) { return 1;
     } }
     class Producer { private queues = new Map<string, Queue>();
     get(name: string): Queue { if (!this.queues.has(name)) this.queues.set(name, new Queue(name));
     return this.queues.get(name)!;
     } async push(name: string, data: any) { await this.get(name).add('x', data);
     } }
     new MailWorker();
     new Producer().push(QUEUES.PRINT, {});`,
    ['< redis:mail', '> redis:print'],
  ],
  [
    'bull',
    `const Queue = require('bull');
     const Bull = Queue;
     const mail = new Queue('mail', 'redis://r:6379');
     mail.process('html', 5, __dirname + '/p.js');
     mail.add('html', {});
     mail.on('completed', () => {});
     const img = new Bull('img', { redis: { host: 'r', port: 6379 } });
     img.process(async (j) => {});
     const called = Queue('plain');
     called.add({});`,
    ['< redis:img', '< redis:mail', '> redis:mail', '> redis:plain'],
  ],
  [
    'nest bullmq',
    `import { BullModule, InjectQueue, Processor, WorkerHost, OnQueueEvent, QueueEventsListener, QueueEventsHost, InjectFlowProducer } from '@nestjs/bullmq';
     import { Module, Injectable } from '@nestjs/common';
     import { Queue, Job } from 'bullmq';
     @Processor('mail') export class Mail extends WorkerHost { async process(job: Job) {} }
     @QueueEventsListener('mail') class L extends QueueEventsHost { @OnQueueEvent('completed') done() {} }
     @Injectable() export class S { constructor(@InjectQueue('print') private q: Queue) {} async a() { await this.q.add('x', {});
     } }
     @Module({ imports: [BullModule.forRoot({ connection: { host: 'r', port: 6379 } }), BullModule.registerQueue({ name: 'mail' }, { name: 'print' })], providers: [Mail, L, S] }) export class AppModule {}`,
    ['< redis:mail', '> redis:print'],
  ],
  [
    'bee-queue',
    `const Queue = require('bee-queue');
     const q = new Queue('mail', { redis: { host: 'r' } });
     q.createJob({}).save();
     const w = new Queue('print');
     w.process(async (job) => {});`,
    ['< redis:print', '> redis:mail'],
  ],
  [
    'agenda',
    `import { Agenda } from 'agenda';
     const agenda = new Agenda({ db: { address: 'mongodb://db/jobs' } });
     agenda.define('send mail', async (job) => {});
     await agenda.start();
     await agenda.every('5 minutes', 'clean up');
     await agenda.now('send mail', {});
     await agenda.schedule('in 1 hour', 'report');
     agenda.create('once', {}).save();`,
    [
      '< mongodb:send mail',
      '> mongodb:clean up',
      '> mongodb:once',
      '> mongodb:report',
      '> mongodb:send mail',
      'mongodb://db:27017/jobs',
    ],
  ],
  [
    'pg-boss',
    `import { PgBoss } from 'pg-boss';
     const boss = new PgBoss('postgres://db/jobs');
     await boss.start();
     await boss.createQueue('mail');
     await boss.send('mail', {});
     await boss.send({ name: 'obj', data: {} });
     await boss.insert('bulk', [{}]);
     await boss.work('invoices', { batchSize: 2 }, async ([j]) => {});
     await boss.schedule('nightly', '0 0 * * *');`,
    [
      '< postgres:invoices',
      '> postgres:bulk',
      '> postgres:mail',
      '> postgres:nightly',
      '> postgres:obj',
      'postgres://db:5432/jobs',
    ],
  ],
  [
    'graphile-worker',
    `import { run, makeWorkerUtils, quickAddJob } from 'graphile-worker';
     const runner = await run({ connectionString: 'postgres://db/jobs', taskList: { mail: async (p, h) => { await h.addJob('followup', {});
     }, 'print-label': async () => {} } });
     const utils = await makeWorkerUtils({ connectionString: 'postgres://db/jobs' });
     await utils.addJob('mail', {});
     await quickAddJob({ connectionString: 'x' }, 'quick', {});
     await runner.addJob('late', {});`,
    [
      '< postgres:mail',
      '< postgres:print-label',
      '> postgres:late',
      '> postgres:mail',
      '> postgres:quick',
      'postgres://db:5432/jobs',
      'postgres://x:5432/',
    ],
  ],
  [
    'SQS v3',
    `import { SQSClient, SendMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
     const client = new SQSClient({});
     await client.send(new SendMessageCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/orders.fifo', MessageBody: '' }));
     const c = new ReceiveMessageCommand({ QueueUrl: process.env.PAID_QUEUE_URL });
     await client.send(c);`,
    ['< sqs:paid', '> sqs:orders.fifo'],
    {
      '.env': `PAID_QUEUE_URL=http://localstack:4566/000000000000/paid
`,
    },
  ],
  [
    'SQS v3 aggregated',
    `import { SQS } from '@aws-sdk/client-sqs';
     import { SNS } from '@aws-sdk/client-sns';
     const sqs = new SQS({});
     await sqs.sendMessage({ QueueUrl: 'https://sqs/1/orders' });
     const sns = new SNS();
     await sns.publish({ TopicArn: 'arn:aws:sns:eu-west-1:1:paid', Message: '' });`,
    ['> sns:paid', '> sqs:orders'],
  ],
  [
    'SQS get url',
    `import { SQSClient, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
     const client = new SQSClient({});
     const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
     await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '' }));`,
    ['> sqs:orders'],
  ],
  [
    'SNS and SQS v3, made under names of their own and tagged with the event that they carry',
    `import { SNSClient, CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
     import { SQSClient, CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
     const [sns, sqs] = [new SNSClient({}), new SQSClient({})];
     const nameOf = (event) => event.replaceAll('.', '_') + '.fifo';
     async function publish(event) {
       const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: nameOf(event), Tags: [{ Key: 'owner', Value: 'shop' }, { Key: 'event', Value: event }] }));
       await sns.send(new PublishCommand({ TopicArn, Message: '' }));
     }
     await publish('order.created');
     const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mail_' + nameOf('order.created'), tags: { event: 'order.created' } }));
     await sqs.send(new ReceiveMessageCommand({ QueueUrl }));`,
    ['< sqs:order.created', '> sqs:order.created'],
  ],
  [
    'SNS/EB/Kinesis v3',
    `import { SNSClient, PublishCommand } from '@aws-sdk/client-sns';
     import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
     import { KinesisClient, PutRecordCommand, GetRecordsCommand } from '@aws-sdk/client-kinesis';
     await new SNSClient({}).send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:123:orders', Message: '' }));
     await new EventBridgeClient().send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'OrderPlaced', EventBusName: 'bus', Detail: '' }, { DetailType: 'OrderPaid' }] }));
     await new KinesisClient({}).send(new PutRecordCommand({ StreamName: 'clicks', Data: '' }));`,
    ['> eventbridge:OrderPaid', '> eventbridge:OrderPlaced', '> kinesis:clicks', '> sns:orders'],
  ],
  [
    'AWS v2',
    `const AWS = require('aws-sdk');
     const sqs = new AWS.SQS({ apiVersion: '1' });
     const sns = new AWS.SNS();
     sqs.sendMessage({ QueueUrl: 'https://x/1/orders', MessageBody: '' }, () => {});
     sqs.receiveMessage({ QueueUrl: 'https://x/1/paid' }).promise();
     sns.publish({ TopicArn: 'arn:aws:sns:a:1:t' }).promise();
     new AWS.EventBridge().putEvents({ Entries: [{ DetailType: 'X' }] }).promise();`,
    ['< sqs:paid', '> eventbridge:X', '> sns:t', '> sqs:orders'],
  ],
  [
    'AWS v2 clients',
    `import SQS from 'aws-sdk/clients/sqs';
     import SNS from 'aws-sdk/clients/sns';
     const q = new SQS();
     await q.sendMessage({ QueueUrl: 'https://x/1/orders' }).promise();
     new SNS().publish({ TopicArn: 'arn:aws:sns:a:1:t' }).promise();`,
    ['> sns:t', '> sqs:orders'],
  ],
  [
    'sqs-consumer',
    `import { Consumer } from 'sqs-consumer';
     import { Producer } from 'sqs-producer';
     const app = Consumer.create({ queueUrl: 'https://sqs/1/orders', handleMessage: async (m) => {} });
     app.start();
     const p = Producer.create({ queueUrl: 'https://sqs/1/mail' });
     await p.send('x');`,
    ['< sqs:orders', '> sqs:mail'],
  ],
  [
    'pubsub',
    `import { PubSub } from '@google-cloud/pubsub';
     const pubsub = new PubSub({ projectId: 'p' });
     await pubsub.topic('orders').publishMessage({ json: {} });
     const t = pubsub.topic('projects/p/topics/mail', {});
     t.publish(Buffer.from(''));
     const sub = pubsub.subscription('orders-sub');
     sub.on('message', (m) => m.ack());
     sub.on('error', () => {});`,
    ['< pubsub:orders-sub', '> pubsub:mail', '> pubsub:orders'],
  ],
  [
    'pubsub create sub',
    `const { PubSub } = require('@google-cloud/pubsub');
     async function main() { const [topic] = await new PubSub().createTopic('orders');
     const [sub] = await topic.createSubscription('s1');
     sub.on('message', () => {});
     topic.publishMessage({ data: '' });
     } main();`,
    ['< pubsub:orders', '> pubsub:orders'],
  ],
  [
    'cloud tasks',
    `import { CloudTasksClient } from '@google-cloud/tasks';
     const client = new CloudTasksClient();
     const parent = client.queuePath('p', 'europe', 'mail');
     await client.createTask({ parent, task: { httpRequest: { url: 'http://x' } } });`,
    ['> cloudtasks:mail'],
  ],
  [
    'service bus',
    `import { ServiceBusClient } from '@azure/service-bus';
     const c = new ServiceBusClient('x');
     const s = c.createSender('orders');
     await s.sendMessages([{ body: 1 }]);
     const b = await s.createMessageBatch();
     const r = c.createReceiver('paid');
     r.subscribe({ processMessage: async () => {}, processError: async () => {} });
     const t = c.createReceiver('topic', 'sub');
     await t.receiveMessages(1);
     const se = await c.acceptSession('sess', 'id');
     se.subscribe({ processMessage: async () => {} });`,
    ['< servicebus:paid', '< servicebus:sess', '< servicebus:topic', '> servicebus:orders'],
  ],
  [
    'event hubs',
    `const { EventHubProducerClient, EventHubConsumerClient } = require('@azure/event-hubs');
     async function main() { const p = new EventHubProducerClient('conn', 'hub');
     const batch = await p.createBatch();
     await p.sendBatch(batch);
     const c = new EventHubConsumerClient('$Default', 'conn', 'hub2');
     c.subscribe({ processEvents: async () => {} });
     const q = new EventHubProducerClient('Endpoint=sb://x/;EntityPath=hub3');
     await q.sendBatch([]);
     } main();`,
    ['< eventhubs:hub2', '> eventhubs:hub', '> eventhubs:hub3'],
  ],
  [
    'mqtt',
    `import mqtt from 'mqtt';
     const client = mqtt.connect('mqtt://b');
     const dev = 'x' + Math.random();
     client.subscribe(['a/+/b', 'c/#']);
     client.subscribe({ 'd/e': { qos: 1 } });
     client.publish('f/g', '');
     client.publish(\`devices/\${dev}/state\`, '');`,
    ['< mqtt:a/+/b', '< mqtt:c/#', '< mqtt:d/e', '> mqtt:f/g', '> mqtt:orders:devices/x{…}/state'],
  ],
  [
    'mqtt connectAsync',
    `import { connectAsync } from 'mqtt';
     const client = await connectAsync('mqtt://b');
     await client.subscribeAsync('a');
     await client.publishAsync('b', '');`,
    ['< mqtt:a', '> mqtt:b'],
  ],
  [
    'stomp',
    `import { Client } from '@stomp/stompjs';
     const client = new Client({ brokerURL: 'ws://b' });
     client.onConnect = () => { client.subscribe('/queue/orders', (m) => {});
     client.publish({ destination: '/topic/mail', body: '' });
     };
     client.activate();`,
    ['< stomp:/queue/orders', '> stomp:/topic/mail'],
  ],
  [
    'stompit',
    `const stompit = require('stompit');
     stompit.connect({ host: 'b' }, (err, client) => { const frame = client.send({ destination: '/queue/mail' });
     frame.write('');
     client.subscribe({ destination: '/queue/orders', ack: 'auto' }, (err, msg) => {});
     });`,
    ['< stomp:/queue/orders', '> stomp:/queue/mail'],
  ],
  [
    'pulsar',
    `import Pulsar from 'pulsar-client';
     const client = new Pulsar.Client({ serviceUrl: 'pulsar://p:6650' });
     const producer = await client.createProducer({ topic: 'persistent://public/default/orders' });
     await producer.send({ data: Buffer.from('') });
     const consumer = await client.subscribe({ topic: 'paid', subscription: 's' });
     await consumer.receive();
     const c2 = await client.subscribe({ topics: ['a','b'], subscription: 's', listener: () => {} });`,
    ['< pulsar:a', '< pulsar:b', '< pulsar:paid', '> pulsar:orders'],
  ],
  [
    'dapr',
    `import { DaprClient, DaprServer } from '@dapr/dapr';
     const client = new DaprClient();
     await client.pubsub.publish('pubsub', 'orders', {});
     await client.pubsub.publishBulk('pubsub', 'bulk', []);
     const server = new DaprServer();
     await server.pubsub.subscribe('pubsub', 'paid', async (d) => {});
     await server.start();`,
    ['< dapr:pubsub/paid', '> dapr:pubsub/bulk', '> dapr:pubsub/orders'],
  ],
  [
    'no channel',
    `import { EventEmitter } from 'node:events';
     import { Server } from 'socket.io';
     import { WebSocketServer } from 'ws';
     import { EventBus } from '@nestjs/cqrs';
     import EventEmitter3 from 'eventemitter3';
     import { EventEmitter2 } from '@nestjs/event-emitter';
     const e = new EventEmitter();
     e.emit('order.created');
     e.on('x', () => {});
     const io = new Server(3001);
     io.on('connection', (s) => { s.emit('a');
     s.on('b', () => {});
     });
     const w = new WebSocketServer({ port: 1 });
     w.on('connection', (s) => s.send(''));
     new EventEmitter3().emit('x');
     export class S { constructor(private bus: EventBus, private em: EventEmitter2) {} a() { this.bus.publish({});
     this.em.emit('z');
     } }`,
    [],
  ],
  [
    'nest emit',
    `import { ClientKafka, EventPattern, ClientsModule, Transport, Ctx, Payload } from '@nestjs/microservices';
     import { Controller, Inject, Module } from '@nestjs/common';
     @Controller() export class C { constructor(@Inject('BUS') private readonly bus: ClientKafka) {} @EventPattern('order.paid') paid(@Payload() d: any) { this.bus.emit('order.shipped', d);
     this.bus.emit({ cmd: 'x', v: 1 }, d);
     } @EventPattern({ cmd: 'y' }) obj() {} }
     @Module({ controllers: [C], imports: [ClientsModule.register([{ name: 'BUS', transport: Transport.KAFKA, options: {} }])] }) export class M {}`,
    ['< tcp:order.paid', '< tcp:{"cmd":"y"}', '> kafka:order.shipped', '> kafka:{"cmd":"x","v":1}'],
  ],
];

describe('messages of', () => {
  it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
    expect(await saidBy(code, more, 'data')).toEqual(expected);
  });
});
