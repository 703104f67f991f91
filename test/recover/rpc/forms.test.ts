import { describe, expect, test } from 'vitest';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

/** Calls from orders to stock, as endpoint or target with the state of the timeout; then publications. */
async function told(stock: string, orders: string, more: Files = {}): Promise<string[]> {
  const model = await recoverFiles({
    'proto/stock.proto':
      'syntax = "proto3"; package shop; service Stock { rpc Reserve (A) returns (A); rpc Watch (A) returns (stream A); }',
    'stock/package.json': service('stock', 'express'),
    'stock/src/app.js': '',
    'stock/src/app.ts': `import express from 'express'; express().listen(3001);\n${stock}`,
    'orders/package.json': service('orders', 'express'),
    'orders/src/app.js': '',
    'orders/src/app.ts': `import express from 'express'; express().listen(3000);\n${orders}`,
    ...more,
  });
  return [
    ...model.calls.map(
      ({ toEndpoint, to, target, policy: { timeout } }) =>
        `${toEndpoint ?? `(${to ?? '?'} ${target ?? ''})`} ${timeout.state}${timeout.ms === null ? '' : ` ${timeout.ms}`}`,
    ),
    ...model.publications.map((one) => `publishes ${one.channel}`),
  ].sort();
}

const stockServer = `import * as grpc from '@grpc/grpc-js'; import * as loader from '@grpc/proto-loader';
const definition = loader.loadSync('proto/stock.proto'); const shop = grpc.loadPackageDefinition(definition).shop as any;
const server = new grpc.Server(); server.addService(shop.Stock.service, { Reserve: reserve, watch }); function reserve(call, cb) {} function watch(call) {}
server.bindAsync('0.0.0.0:5000', grpc.ServerCredentials.createInsecure(), () => {});`;
const client = `import * as grpc from '@grpc/grpc-js'; import * as loader from '@grpc/proto-loader'; import { promisify } from 'util';
const shop = grpc.loadPackageDefinition(loader.loadSync('proto/stock.proto')).shop as any; const credentials = grpc.credentials.createInsecure();\n`;
const RESERVE = 'stock grpc shop.Stock/Reserve';

const nestStock = `import { Controller } from '@nestjs/common'; import { MessagePattern, EventPattern } from '@nestjs/microservices';
@Controller() export class Stock { @MessagePattern({ cmd: 'check' }) check() {} @MessagePattern('price') price() {} @EventPattern('stock.gone') gone() {} }`;
const nest = (
  setup: string,
  body: string,
): string => `import { Module, Injectable, Inject } from '@nestjs/common'; import { Client, ClientsModule, ClientProxy, ClientProxyFactory, ClientKafka, ClientTCP, Transport } from '@nestjs/microservices'; import { timeout, firstValueFrom, lastValueFrom, retry, catchError } from 'rxjs'; import { ConfigService } from '@nestjs/config';
${setup} ${body}`;

const CASES: Record<
  string,
  readonly (readonly [name: string, stock: string, orders: string, expected: readonly string[]])[]
> = {
  grpc: [
    [
      'callbacks',
      stockServer,
      `${client}const c = new shop.Stock('stock:5000', credentials); c.reserve({}, (e, r) => {});`,
      [`${RESERVE} absent`],
    ],
    [
      'deadline',
      stockServer,
      `${client}const c = new shop.Stock('stock:5000', credentials); c.Reserve({}, { deadline: Date.now() + 500 }, (e, r) => {});`,
      [`${RESERVE} set 500`],
    ],
    [
      'metadata and deadline of a Date',
      stockServer,
      `${client}const c = new shop.Stock('stock:5000', credentials); const deadline = new Date(); deadline.setSeconds(deadline.getSeconds() + 5); c.reserve({}, new grpc.Metadata(), { deadline }, () => {});`,
      [`${RESERVE} set`],
    ],
    [
      'promisify and bind',
      stockServer,
      `${client}const c = new shop.Stock('stock:5000', credentials); const reserve = promisify(c.reserve).bind(c); const other = promisify(c.reserve.bind(c)); reserve({}); other({});`,
      [`${RESERVE} absent`, `${RESERVE} absent`],
    ],
    [
      'a stream',
      stockServer,
      `${client}const c = new shop.Stock('stock:5000', credentials); const stream = c.watch({}); stream.on('data', () => {});`,
      ['stock grpc shop.Stock/Watch unknown'],
    ],
    [
      'a promise around it',
      stockServer,
      `${client}const c = new shop.Stock('stock:5000', credentials); export const run = () => new Promise((resolve, reject) => c.reserve({}, (e, r) => e ? reject(e) : resolve(r)));`,
      [`${RESERVE} absent`],
    ],
    [
      'a class around it',
      stockServer,
      `${client}class StockClient { private readonly stub; constructor() { this.stub = new shop.Stock(process.env.STOCK ?? 'stock:5000', credentials); } reserve() { return this.stub.reserve({}, () => {}); } }`,
      [`${RESERVE} absent`],
    ],
  ],
  'Nest over transports': [
    [
      'ClientsModule over TCP',
      nestStock,
      nest(
        `@Module({ imports: [ClientsModule.register([{ name: 'STOCK', transport: Transport.TCP, options: { host: 'stock', port: 3001 } }])] }) export class M {}`,
        `@Injectable() export class A { constructor(@Inject('STOCK') private readonly stock: ClientProxy) {} a() { return this.stock.send({ cmd: 'check' }, {}); } b() { return firstValueFrom(this.stock.send('price', 1).pipe(timeout(500))); } }`,
      ),
      ['stock rpc price set 500', 'stock rpc {"cmd":"check"} absent'],
    ],
    [
      'registerAsync over NATS',
      nestStock,
      nest(
        `@Module({ imports: [ClientsModule.registerAsync([{ name: 'STOCK', inject: [ConfigService], useFactory: (config: ConfigService) => ({ transport: Transport.NATS, options: { servers: [config.get('NATS')] } }) }])] }) export class M {}`,
        `@Injectable() export class A { @Inject('STOCK') private readonly stock: ClientProxy; a() { return lastValueFrom(this.stock.send<number>({ cmd: 'check' }, {})); } b() { this.stock.emit('stock.gone', {}); } }`,
      ),
      ['publishes nats:stock.gone', 'stock rpc {"cmd":"check"} absent'],
    ],
    [
      'a factory provider over Redis',
      nestStock,
      nest(
        `@Module({ providers: [{ provide: 'STOCK', useFactory: () => ClientProxyFactory.create({ transport: Transport.REDIS, options: { host: 'redis' } }) }] }) export class M {}`,
        `@Injectable() export class A { constructor(@Inject('STOCK') private readonly stock: ClientProxy) {} a() { return this.stock.send('price', {}).toPromise(); } b() { return this.stock.emit('stock.gone', 1); } }`,
      ),
      ['publishes redis:stock.gone', 'stock rpc price absent'],
    ],
    [
      'the Client decorator over RabbitMQ',
      nestStock,
      nest(
        '',
        `@Injectable() export class A { @Client({ transport: Transport.RMQ, options: { urls: ['amqp://rabbit'], queue: 'stock' } }) client: ClientProxy; a() { return this.client.send('price', {}).pipe(retry(2), timeout({ each: 500 })); } b() { this.client.emit('stock.gone', 1).subscribe(); } }`,
      ),
      ['publishes rabbitmq:stock.gone', 'stock rpc price set 500'],
    ],
    [
      'Kafka with a reply',
      nestStock,
      nest(
        `@Module({ imports: [ClientsModule.register([{ name: 'STOCK', transport: Transport.KAFKA, options: { client: { brokers: ['kafka:9092'] } } }])] }) export class M {}`,
        `@Injectable() export class A { constructor(@Inject('STOCK') private readonly stock: ClientKafka) {} onModuleInit() { this.stock.subscribeToResponseOf('price'); } a() { return this.stock.send('price', {}); } b() { this.stock.emit('stock.gone', {}); } }`,
      ),
      ['publishes kafka:stock.gone', 'stock rpc price absent'],
    ],
    [
      'a helper that adds the timeout',
      nestStock,
      nest(
        `@Module({ imports: [ClientsModule.register([{ name: 'STOCK', transport: Transport.TCP }])] }) export class M {}`,
        `@Injectable() export class A { constructor(@Inject('STOCK') private readonly stock: ClientProxy) {} private ask<T>(pattern: string, data: unknown) { return firstValueFrom(this.stock.send<T>(pattern, data).pipe(timeout(700), catchError(() => []))); } a() { return this.ask('price', 1); } }`,
      ),
      ['stock rpc price set 700'],
    ],
  ],
  moleculer: [
    [
      'actions, calls, many calls',
      `import { ServiceBroker, Service } from 'moleculer'; const broker = new ServiceBroker(); broker.createService({ name: 'stock', version: 2, actions: { check: { params: {}, handler(ctx) {} }, price(ctx) {} } }); broker.start();`,
      `import { ServiceBroker } from 'moleculer'; const broker = new ServiceBroker({ nodeID: 'o' }); broker.createService({ name: 'orders', actions: { async place(ctx) { await ctx.call('v2.stock.check', {}, { timeout: 500 }); await ctx.mcall([{ action: 'v2.stock.price', params: {} }]); } } }); broker.call('v2.stock.price'); broker.start();`,
      ['stock rpc v2.stock.check set 500', 'stock rpc v2.stock.price absent', 'stock rpc v2.stock.price absent'],
    ],
    [
      'decorators',
      `import { Service as MoleculerService, ServiceBroker } from 'moleculer'; import { Service, Action, Event, Method } from 'moleculer-decorators'; @Service({ name: 'stock' }) export class Stock extends MoleculerService { @Action() check(ctx) {} @Action({ name: 'cost' }) price(ctx) {} }`,
      `import { ServiceBroker } from 'moleculer'; const broker = new ServiceBroker({ requestTimeout: 900 }); broker.call('stock.check'); broker.call('stock.cost', {}, { timeout: 0 });`,
      ['stock rpc stock.check set 900', 'stock rpc stock.cost absent'],
    ],
  ],
  'seneca and cote': [
    [
      'seneca with prior patterns',
      `import Seneca from 'seneca'; function plugin(options) { this.add('role:stock,cmd:check', function (msg, reply) { reply(); }); this.add({ role: 'stock', cmd: 'price' }, (msg, reply) => reply()); } Seneca().use(plugin).listen({ type: 'tcp', port: 9000, pin: 'role:stock' });`,
      `import Seneca from 'seneca'; const seneca = Seneca().client({ port: 9000, pin: 'role:stock' }); seneca.act('role:stock,cmd:check', { id: 1 }, (e, r) => {}); seneca.act({ role: 'stock', cmd: 'price', id: 1, timeout$: 300 }, () => {}); const act = promisify(seneca.act, { context: seneca }); seneca.act('role:stock', { cmd: 'check' }, () => {});`,
      [
        'stock rpc cmd:check,role:stock default 22222',
        'stock rpc cmd:check,role:stock default 22222',
        'stock rpc cmd:price,role:stock set 300',
      ],
    ],
    [
      'cote by key and promise',
      `import { Responder } from 'cote'; const r = new Responder({ name: 'stock', key: 'stock' }); r.on('check', async (req) => 1); r.on('price', (req, cb) => cb());`,
      `import { Requester } from 'cote'; const r = new Requester({ name: 'to stock', key: 'stock', timeout: 400 }); await r.send({ type: 'check' }); const msg = { type: 'price', __timeout: 100 }; r.send(msg, () => {});`,
      ['stock rpc check set 400', 'stock rpc price set 100'],
    ],
  ],
  'messages with replies': [
    [
      'amqplib',
      `import amqp from 'amqplib'; const ch = await (await amqp.connect('amqp://rabbit')).createChannel(); await ch.assertQueue('stock.rpc'); ch.consume('stock.rpc', (msg) => { ch.sendToQueue(msg.properties.replyTo, Buffer.from('1'), { correlationId: msg.properties.correlationId }); ch.ack(msg); });`,
      `import amqp from 'amqplib'; const ch = await (await amqp.connect('amqp://rabbit')).createChannel(); const q = await ch.assertQueue('', { exclusive: true }); ch.consume(q.queue, (msg) => {}); ch.sendToQueue('stock.rpc', Buffer.from('x'), { correlationId: '1', replyTo: q.queue });`,
      ['stock rpc stock.rpc absent'],
    ],
    [
      'NATS by name and queue',
      `import { connect, StringCodec } from 'nats'; const nc = await connect(); const sub = nc.subscribe('stock.*', { queue: 'stock' }); (async () => { for await (const m of sub) { m.respond(); } })(); nc.subscribe('stock.price', { callback(err, m) { m.respond('1'); } });`,
      `import { connect } from 'nats'; const nc = await connect(); await nc.request('stock.check', '', { timeout: 300 }); await nc.request('stock.price');`,
      ['stock rpc stock.* set 300', 'stock rpc stock.price default 1000'],
    ],
  ],
  'JSON-RPC': [
    [
      'jayson',
      `import jayson from 'jayson'; const server = new jayson.Server({ check: (args, cb) => cb(null, 1), price: function (args, cb) { cb(); } }); server.http().listen(3001);`,
      `import jayson from 'jayson/promise'; const client = jayson.Client.http({ host: 'stock', port: 3001, timeout: 500 }); await client.request('check', [1]); const two = jayson.client.http('http://stock:3001'); two.request('price', []);`,
      ['stock rpc check set 500', 'stock rpc price absent'],
    ],
    [
      'json-rpc-2.0',
      `import { JSONRPCServer } from 'json-rpc-2.0'; const server = new JSONRPCServer(); server.addMethod('check', ({ id }) => 1);`,
      `import { JSONRPCClient } from 'json-rpc-2.0'; const client = new JSONRPCClient((request) => send(request)); client.request('check', {}); client.timeout(500).request('check', {});`,
      ['stock rpc check absent', 'stock rpc check set 500'],
    ],
  ],
  tRPC: [
    [
      'clients',
      `import { initTRPC } from '@trpc/server'; import { createHTTPServer } from '@trpc/server/adapters/standalone'; const t = initTRPC.create(); const items = t.router({ check: t.procedure.query(() => 1), place: t.procedure.mutation(() => 1) }); export const appRouter = t.router({ items, health: t.procedure.query(() => 1) }); export type AppRouter = typeof appRouter; createHTTPServer({ router: appRouter }).listen(3001);`,
      `import { createTRPCProxyClient, createTRPCClient, httpBatchLink } from '@trpc/client'; const client = createTRPCProxyClient<AppRouter>({ links: [httpBatchLink({ url: 'http://stock:3001' })] }); await client.items.check.query({ id: 1 }); await client.items.place.mutate({}); const old = createTRPCClient({ url: 'http://stock:3001' }); await client.health.query(undefined, { signal: AbortSignal.timeout(5) });`,
      ['stock rpc health set 5', 'stock rpc items.check default 300000', 'stock rpc items.place default 300000'],
    ],
  ],
};

describe.each(Object.entries(CASES))('%s', (_name, cases) => {
  test.each(cases)('%s', async (_case, stock, orders, expected) => expect(await told(stock, orders)).toEqual(expected));
});
