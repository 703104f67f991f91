import { expect, test } from 'vitest';
import { calls, onlyCall, recoverFiles, service } from '../../support/recover-files.ts';

const controller = (patterns: string): string => `
  import { Controller } from '@nestjs/common';
  import { EventPattern, GrpcMethod, MessagePattern } from '@nestjs/microservices';
  @Controller()
  export class StockController {
    ${patterns}
  }`;

const main = (options: string): string => `
  import { NestFactory } from '@nestjs/core';
  import { Transport } from '@nestjs/microservices';
  import { StockController } from './stock.controller';
  async function bootstrap() {
    const app = await NestFactory.createMicroservice(StockController, ${options});
    await app.listen();
  }
  bootstrap();`;

const nest = (name: string): object =>
  service(name, '@nestjs/core', '@nestjs/common', '@nestjs/microservices', 'kafkajs', 'amqplib');

const shop = (options: string, module: string, patterns: string, use: string): Record<string, string | object> => ({
  'stock/package.json': nest('stock'),
  'stock/src/app.ts': main(options),
  'stock/src/stock.controller.ts': controller(patterns),
  'orders/package.json': nest('orders'),
  'orders/src/app.ts': `
    import { NestFactory } from '@nestjs/core';
    import { Module, Controller, Inject, Post } from '@nestjs/common';
    import { ClientsModule, ClientProxy, ClientGrpc, ClientProxyFactory, Client, Transport } from '@nestjs/microservices';
    import { firstValueFrom, timeout } from 'rxjs';
    @Controller('orders')
    class OrdersController {
      ${use}
    }
    @Module({ ${module}, controllers: [OrdersController] })
    class AppModule {}
    NestFactory.create(AppModule).then((app) => app.listen(3000));`,
});

const rabbit = "{ transport: Transport.RMQ, options: { urls: ['amqp://mq'], queue: 'stock' } }";

test('events go over the transport that the token was registered with', async () => {
  const model = await recoverFiles(
    shop(
      rabbit,
      `imports: [ClientsModule.register([{ name: 'STOCK', ${rabbit.slice(2, -2)} }])]`,
      "@EventPattern('order.placed') placed() {} @MessagePattern({ cmd: 'check' }) check() {}",
      `constructor(@Inject('STOCK') private readonly stock: ClientProxy) {}
      @Post() async place() {
        this.stock.emit('order.placed', {});
        return firstValueFrom(this.stock.send({ cmd: 'check' }, {}).pipe(timeout(500)));
      }`,
    ),
  );
  expect(model.channels.map((one) => one.id)).toEqual(['rabbitmq:order.placed']);
  expect(model.publications.map((one) => one.service)).toEqual(['orders']);
  expect(model.subscriptions.map((one) => one.service)).toEqual(['stock']);
  expect(onlyCall(model)).toMatchObject({
    to: 'stock',
    target: '{"cmd":"check"}',
    fromEndpoints: ['orders POST /orders'],
    policy: { timeout: { state: 'set' } },
  });
});

test('clients of factories and decorators', async () => {
  const model = await recoverFiles(
    shop(
      "{ transport: Transport.KAFKA, options: { client: { brokers: ['kafka:9092'] } } }",
      `imports: [ClientsModule.registerAsync([{
          name: 'AUDIT',
          useFactory: () => ({ transport: Transport.NATS, options: {} }),
        }])],
        providers: [{
          provide: 'BILLING',
          useFactory: () => ClientProxyFactory.create({ transport: Transport.REDIS, options: { host: 'redis' } }),
        }]`,
      "@EventPattern('stock.counted') counted() {}",
      `@Client({ transport: Transport.KAFKA, options: {} }) private readonly kafka: ClientProxy;
      constructor(@Inject('AUDIT') private audit: ClientProxy, @Inject('BILLING') private billing: ClientProxy) {}
      @Post() place() {
        this.kafka.emit('stock.counted', {});
        this.audit.emit('order.audited', {});
        this.billing.emit('order.billed', {});
      }`,
    ),
  );
  expect(model.channels.map((one) => one.id)).toEqual([
    'kafka:stock.counted',
    'nats:order.audited',
    'redis:order.billed',
  ]);
  expect(model.subscriptions.map((one) => one.channel)).toEqual(['kafka:stock.counted']);
});

test('two services that answer one pattern are told apart by host and port', async () => {
  const tcp = (port: number): string => `{ transport: Transport.TCP, options: { host: '0.0.0.0', port: ${port} } }`;
  const model = await recoverFiles({
    ...shop(
      tcp(4001),
      "imports: [ClientsModule.register([{ name: 'B', transport: Transport.TCP, options: { host: 'parts', port: 4002 } }])]",
      "@MessagePattern('count') count() {}",
      `constructor(@Inject('B') private b: ClientProxy) {}
      @Post() place() { return this.b.send('count', {}); }`,
    ),
    'parts/package.json': nest('parts'),
    'parts/src/app.ts': main(tcp(4002)),
    'parts/src/stock.controller.ts': controller("@MessagePattern('count') count() {}"),
    'compose.yml': 'services: { stock: { build: ./stock }, parts: { build: ./parts }, orders: { build: ./orders } }',
  });
  expect(onlyCall(model)).toMatchObject({
    to: 'parts',
    toEndpoint: 'parts rpc count',
    address: { host: 'parts:4002', scheme: 'tcp' },
    policy: { timeout: { state: 'absent' } },
  });
});

test('methods of a gRPC client and of a gRPC controller', async () => {
  const options =
    "{ transport: Transport.GRPC, options: { package: 'shop', protoPath: 'stock.proto', url: 'stock:5000' } }";
  const model = await recoverFiles({
    ...shop(
      options,
      `imports: [ClientsModule.register([{ name: 'STOCK', ${options.slice(2, -2)} }])]`,
      "@GrpcMethod('StockService', 'Count') count() {} @GrpcMethod('StockService') reserve() {}",
      `private stock: StockService;
      constructor(@Inject('STOCK') private readonly client: ClientGrpc) {}
      onModuleInit() { this.stock = this.client.getService<StockService>('StockService'); }
      @Post() place() { return firstValueFrom(this.stock.reserve({})); }`,
    ),
    'proto/stock.proto':
      'package shop;\nservice StockService { rpc Count (A) returns (A); rpc Reserve (A) returns (A); }',
  });
  expect(model.endpoints.filter((one) => one.protocol === 'grpc').map((one) => one.id)).toEqual([
    'stock grpc shop.StockService/Count',
    'stock grpc shop.StockService/Reserve',
  ]);
  expect(calls(model)).toEqual(['orders Reserve stock:5000/shop.StockService/Reserve → stock']);
  expect(onlyCall(model)).toMatchObject({
    fromEndpoints: ['orders POST /orders'],
    policy: { timeout: { state: 'absent' } },
  });
});
