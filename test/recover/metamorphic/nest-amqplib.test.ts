import { testRewrites } from '../../support/rewrites.ts';
import { service } from '../../support/recover-files.ts';

const others = {
  'orders/package.json': service('orders', '@nestjs/core', '@nestjs/common', '@nestjs/axios', 'amqplib'),
  'payment/package.json': service('payment', '@nestjs/core', '@nestjs/common'),
  'payment/src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Controller, Post, Module } from '@nestjs/common';
@Controller('charges') class Charges { @Post() charge() { return {}; } }
@Module({ controllers: [Charges] }) class App {}
NestFactory.create(App).then((app) => app.listen(3001));
`,
  'mail/package.json': service('mail', 'amqplib'),
  'mail/src/app.ts': `import amqp from 'amqplib';
const connection = await amqp.connect('amqp://rabbitmq');
const channel = await connection.createChannel();
await channel.consume('mails', (message) => channel.ack(message));
`,
};

const main = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
bootstrap();
`;
const module = `import { Module } from '@nestjs/common';
import { HttpModule } from '@nestjs/axios';
import { OrdersController } from './orders.controller';
import { OrdersService } from './orders.service';
@Module({ imports: [HttpModule], controllers: [OrdersController], providers: [OrdersService] })
export class AppModule {}
`;
const controller = `import { Body, Controller, Post } from '@nestjs/common';
import { OrdersService } from './orders.service';
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}
  @Post()
  create(@Body() order: object) {
    return this.orders.create(order);
  }
}
`;
const ordersService = `import { Injectable } from '@nestjs/common';
import { HttpService } from '@nestjs/axios';
import { firstValueFrom } from 'rxjs';
import amqp from 'amqplib';
@Injectable()
export class OrdersService {
  constructor(private readonly http: HttpService) {}
  async create(order: object) {
    await firstValueFrom(this.http.post('http://payment:3001/charges', order, { timeout: 3000 }));
    const connection = await amqp.connect('amqp://rabbitmq');
    const channel = await connection.createChannel();
    channel.sendToQueue('mails', Buffer.from('{}'));
  }
}
`;
const sources = {
  'orders/src/main.ts': main,
  'orders/src/app.module.ts': module,
  'orders/src/orders.controller.ts': controller,
  'orders/src/orders.service.ts': ordersService,
};
const withService = (text: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  ...sources,
  'orders/src/orders.service.ts': text,
  ...more,
});
const payments = `import { Injectable } from '@nestjs/common';
import { HttpService } from '@nestjs/axios';
@Injectable()
export class PaymentClient {
  constructor(private readonly http: HttpService) {}
  charge(order: object) { return this.http.post('http://payment:3001/charges', order, { timeout: 3000 }); }
}
`;
const viaClient = (parameter: string, imports: string): string =>
  ordersService
    .replace("import { HttpService } from '@nestjs/axios';", imports)
    .replace('private readonly http: HttpService', parameter)
    .replace("this.http.post('http://payment:3001/charges', order, { timeout: 3000 })", 'this.payments.charge(order)');

testRewrites(
  others,
  sources,
  [
    'mail subscribes rabbitmq:mails',
    'orders answers http POST /orders',
    'orders calls payment POST /charges = payment POST /charges, timeout set 3000, from orders POST /orders',
    'orders publishes rabbitmq:mails',
    'payment answers http POST /charges',
    'service mail worker ',
    'service orders service 3000',
    'service payment service 3001',
  ],
  [
    [
      'other names',
      withService(
        ordersService
          .replaceAll('this.http', 'this.web')
          .replace('readonly http', 'readonly web')
          .replaceAll('channel', 'ch')
          .replaceAll('connection', 'c'),
      ),
    ],
    ['the older package', withService(ordersService.replace("'@nestjs/axios'", "'@nestjs/common'"))],
    [
      'aliases',
      withService(
        ordersService
          .replace('{ HttpService }', '{ HttpService as Http }')
          .replace(': HttpService', ': Http')
          .replace('amqp from', '* as amqp from'),
      ),
    ],
    [
      'toPromise',
      withService(
        ordersService
          .replace('firstValueFrom(', '')
          .replace('}));', '}).toPromise());')
          .replace('toPromise());', 'toPromise();'),
      ),
    ],
    ['axiosRef', withService(ordersService.replace('firstValueFrom(this.http.post', '(this.http.axiosRef.post'))],
    [
      'request',
      withService(
        ordersService.replace(
          "this.http.post('http://payment:3001/charges', order, { timeout: 3000 })",
          "this.http.request({ method: 'post', url: 'http://payment:3001/charges', data: order, timeout: 3000 })",
        ),
      ),
    ],
    [
      'a pipe',
      withService(
        ordersService
          .replace(
            'order, { timeout: 3000 })',
            'order).pipe(map((response) => response.data), timeout(3000), catchError((error) => { throw error; }))',
          )
          .replace('{ firstValueFrom }', '{ catchError, firstValueFrom, map, timeout }'),
      ),
    ],
    [
      'the module’s timeout',
      {
        ...withService(ordersService.replace(', { timeout: 3000 }', '')),
        'orders/src/app.module.ts': module.replace('[HttpModule]', '[HttpModule.register({ timeout: 3000 })]'),
      },
    ],
    [
      'the module’s timeout, later',
      {
        ...withService(ordersService.replace(', { timeout: 3000 }', '')),
        'orders/src/app.module.ts': module.replace(
          '[HttpModule]',
          '[HttpModule.registerAsync({ useFactory: async () => ({ timeout: 3000 }) })]',
        ),
      },
    ],
    [
      'a client by type',
      withService(
        viaClient('private readonly payments: PaymentClient', "import { PaymentClient } from './payment.client';"),
        { 'orders/src/payment.client.ts': payments },
      ),
    ],
    [
      'a client by token',
      withService(
        viaClient(
          '@Inject(PAYMENTS) private readonly payments: Payments',
          "import { Inject } from '@nestjs/common';\nimport { PAYMENTS, type Payments } from './payments';",
        ),
        {
          'orders/src/payment.client.ts': payments,
          'orders/src/payments.ts':
            "export const PAYMENTS = Symbol('PAYMENTS');\nexport interface Payments { charge(order: object): Promise<void> }\n",
          'orders/src/app.module.ts': module
            .replace('OrdersService]', 'OrdersService, { provide: PAYMENTS, useClass: PaymentClient }]')
            .replace(
              'import { Module }',
              "import { PAYMENTS } from './payments';\nimport { PaymentClient } from './payment.client';\nimport { Module }",
            ),
        },
      ),
    ],
    [
      'a client by abstract class',
      withService(viaClient('private readonly payments: Payments', "import { Payments } from './payments';"), {
        'orders/src/payments.ts': 'export abstract class Payments { abstract charge(order: object): unknown; }\n',
        'orders/src/payment.client.ts': payments
          .replace('class PaymentClient', 'class PaymentClient extends Payments')
          .replace('import { Injectable }', "import { Payments } from './payments';\nimport { Injectable }")
          .replace(') {}', ') { super(); }'),
        'orders/src/app.module.ts': module
          .replace('OrdersService]', 'OrdersService, { provide: Payments, useClass: PaymentClient }]')
          .replace(
            'import { Module }',
            "import { Payments } from './payments';\nimport { PaymentClient } from './payment.client';\nimport { Module }",
          ),
      }),
    ],
    [
      'a field instead of a parameter',
      withService(
        ordersService
          .replace(
            '  constructor(private readonly http: HttpService) {}',
            '  @Inject(HttpService)\n  private readonly http: HttpService;',
          )
          .replace('{ Injectable }', '{ Inject, Injectable }'),
      ),
    ],
    [
      'a field that the constructor gives',
      withService(
        ordersService.replace(
          '  constructor(private readonly http: HttpService) {}',
          '  private http: HttpService;\n  constructor(http: HttpService) {\n    this.http = http;\n  }',
        ),
      ),
    ],
    [
      'configuration',
      withService(
        ordersService
          .replace("'http://payment:3001/charges'", '`${this.config.get<string>("PAYMENT_URL")}/charges`')
          .replace('HttpService)', 'HttpService, private readonly config: ConfigService)')
          .replace(
            'import { firstValueFrom }',
            "import { ConfigService } from '@nestjs/config';\nimport { firstValueFrom }",
          ),
        { 'orders/.env': 'PAYMENT_URL=http://payment:3001\n' },
      ),
    ],
    [
      'a channel of its own',
      withService(
        ordersService
          .replace(/    const connection[^]*?\n    channel\./, '    this.channel.')
          .replace(
            '  constructor(',
            '  private channel: amqp.Channel;\n  async onModuleInit() {\n    const connection = await amqp.connect("amqp://rabbitmq");\n    this.channel = await connection.createChannel();\n  }\n  constructor(',
          ),
      ),
    ],
    [
      'a publisher class',
      withService(
        ordersService
          .replace(
            /    const connection[^]*?\n    channel\.sendToQueue\('mails', Buffer.from\('\{\}'\)\);/,
            '    await this.publisher.send(Queue.Mails, {});',
          )
          .replace('HttpService)', 'HttpService, private readonly publisher: Publisher)')
          .replace("import amqp from 'amqplib';", "import { Publisher, Queue } from './publisher';"),
        {
          'orders/src/publisher.ts':
            "import amqp, { type Channel } from 'amqplib';\nexport enum Queue { Mails = 'mails' }\nexport class Publisher {\n  private channel?: Channel;\n  private async open(): Promise<Channel> {\n    this.channel ??= await (await amqp.connect('amqp://rabbitmq')).createChannel();\n    return this.channel;\n  }\n  async send(queue: string, data: object) {\n    const channel = await this.open();\n    channel.sendToQueue(queue, Buffer.from(JSON.stringify(data)));\n  }\n}\n",
        },
      ),
    ],
    [
      'callbacks of amqplib',
      withService(
        ordersService
          .replace("'amqplib'", "'amqplib/callback_api'")
          .replace(
            /    const connection[^]*?'\{\}'\)\);/,
            "    amqp.connect('amqp://rabbitmq', (error, connection) => {\n      connection.createChannel((failure, channel) => {\n        channel.sendToQueue('mails', Buffer.from('{}'));\n      });\n    });",
          ),
      ),
    ],
    ['the default exchange', withService(ordersService.replace("sendToQueue('mails', ", "publish('', 'mails', "))],
    [
      'the controller does it all',
      {
        'orders/src/main.ts': main,
        'orders/src/app.module.ts': module
          .replace("import { OrdersService } from './orders.service';\n", '')
          .replace(', providers: [OrdersService]', ''),
        'orders/src/orders.controller.ts': ordersService
          .replace('@Injectable()', "@Controller('orders')")
          .replace('OrdersService', 'OrdersController')
          .replace('  async create(', '  @Post()\n  async create(@Body() ')
          .replace('{ Injectable }', '{ Body, Controller, Post }'),
      },
    ],
    [
      'one file',
      {
        'orders/src/main.ts': [ordersService, controller, module, main]
          .map((text) => text.replace(/import .* from '\.\/.*';\n/g, ''))
          .join('\n'),
      },
    ],
  ],
);
