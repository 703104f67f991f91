import { describe, expect, it, test } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

function messages(model: SystemModel): string[] {
  const line = (sign: string) => (use: SystemModel['publications'][number]) =>
    `${use.service} ${sign} ${use.channel} ${use.evidence[0]?.file ?? ''}:${use.evidence[0]?.line ?? 0}`;
  return [...model.publications.map(line('>')), ...model.subscriptions.map(line('<'))];
}

const QUEUES = {
  'libs/queues/package.json': '{ "name": "@shop/queues", "main": "src/index.ts", "dependencies": { "bullmq": "5" } }',
  'libs/queues/src/index.ts': `export * from './queues';`,
  'libs/queues/src/connection.ts': `import { Queue, Worker } from 'bullmq';
export class Connection {
  private queue: Queue;
  private worker: Worker;
  constructor(private readonly pool: object) {}
  open(name: string, options: object) {
    this.queue = new Queue(name, options);
    return this.queue;
  }
  take(name: string, handle) {
    this.worker = new Worker(name, handle);
  }
  add(job: string, data: object) {
    this.queue.add(job, data);
  }
}`,
  'libs/queues/src/queues.ts': `import { Connection } from './connection';
export enum Names { RECEIPTS = 'receipts', INVOICES = 'invoices', RETURNS = 'returns', LABELS = 'labels' }
export class BaseQueue {
  private own: Connection;
  constructor(public readonly topic: Names, private connection: Connection) { this.own = connection; }
  openQueue() { this.own.open(this.topic, {}); }
  async add(job: { name: string; data: object }) { await this.own.add(job.name, job.data); }
}
export class ReceiptQueue extends BaseQueue {
  constructor(public pool: object) { super(Names.RECEIPTS, new Connection(pool)); this.openQueue(); }
  async add(job) { return await super.add(job); }
}
export class InvoiceQueue extends BaseQueue {
  constructor(public pool: object) { super(Names.INVOICES, new Connection(pool)); this.openQueue(); }
}
export class ReturnQueue extends BaseQueue {
  constructor(public pool: object) { super(Names.RETURNS, new Connection(pool)); this.openQueue(); }
}
export class LabelQueue extends BaseQueue {
  constructor(public pool: object) { super(Names.LABELS, new Connection(pool)); this.openQueue(); }
}
export class BaseWorker {
  constructor(public readonly topic: Names, public connection: Connection) {}
  start(handle) { this.connection.take(this.topic, handle); }
}
export class ReceiptWorker extends BaseWorker {
  constructor(public connection: Connection) { super(Names.RECEIPTS, connection); }
}
export class InvoiceWorker extends BaseWorker {
  constructor(public connection: Connection) { super(Names.INVOICES, connection); }
}`,
};

describe('a base class that every queue extends', () => {
  it('means the queue of the class that it is used through', async () => {
    const model = await recoverFiles({
      'package.json': '{ "name": "shop", "workspaces": ["apps/*", "libs/*"] }',
      ...QUEUES,
      'apps/orders/package.json': service('orders', 'express', '@shop/queues'),
      'apps/orders/src/app.ts': `import express from 'express';
import { ReceiptQueue, InvoiceQueue } from '@shop/queues';
class Checkout {
  constructor(private receipts: ReceiptQueue, private invoices: InvoiceQueue) {}
  async pay() {
    await this.receipts.add({ name: 'print', data: {} });
    await this.invoices.add({ name: 'send', data: {} });
  }
}
const checkout = new Checkout(new ReceiptQueue({}), new InvoiceQueue({}));
express().post('/pay', () => checkout.pay()).listen(3000);`,
      'apps/printer/package.json': service('printer', '@shop/queues'),
      'apps/printer/src/main.ts': `import { ReceiptWorker } from '@shop/queues';
class Printer extends ReceiptWorker {
  constructor(connection) { super(connection); this.start(async (job) => console.log(job)); }
}
new Printer({});`,
    });
    expect(messages(model)).toEqual([
      'orders > redis:invoices apps/orders/src/app.ts:7',
      'orders > redis:receipts libs/queues/src/queues.ts:11',
      'printer < redis:receipts apps/printer/src/main.ts:3',
    ]);
  });
});

describe('a base class of a package that is not here', () => {
  const files = (client: string): Files => ({
    'package.json': service('orders', 'express', '@shop/common', 'node-nats-streaming'),
    'src/events.ts': `import { Publisher, Listener, Subjects } from '@shop/common';
export class OrderCreated extends Publisher<OrderCreatedEvent> {
  subject: Subjects.OrderCreated = Subjects.OrderCreated;
}
export class PaymentSettled extends Listener<PaymentSettledEvent> {
  readonly subject = 'payment:settled';
  async onMessage() {
    await new OrderCreated(this.client).publish({ id: '1' });
  }
}
`,
    'src/nats.ts': client,
    'src/app.ts': `import express from 'express';
import { OrderCreated, PaymentSettled } from './events';
import { nats } from './nats';
const app = express();
app.post('/orders', async (req, res) => {
  await new OrderCreated(nats.client).publish({ id: '1' });
  res.end();
});
new PaymentSettled(nats.client).listen();
app.listen(3000);
`,
  });

  test("publishes and listens where its classes are given a broker's client and say the subject", async () => {
    const model = await recoverFiles(
      files(`import stan, { Stan } from 'node-nats-streaming';
class Nats {
  private connected?: Stan;
  get client() {
    if (!this.connected) throw new Error('not connected');
    return this.connected;
  }
  connect() {
    this.connected = stan.connect('shop', 'orders');
  }
}
export const nats = new Nats();
nats.connect();
`),
    );
    const line = ({ channel, evidence }: (typeof model.publications)[number]): string =>
      `${channel} ${evidence[0]?.file}:${evidence[0]?.line}`;
    expect(model.publications.map(line)).toEqual([
      'nats:Subjects.OrderCreated src/app.ts:6',
      'nats:Subjects.OrderCreated src/events.ts:8',
    ]);
    expect(model.subscriptions.map(line)).toEqual(['nats:payment:settled src/app.ts:9']);
  });

  test('says nothing where it is given something else', async () => {
    const model = await recoverFiles(files(`export const nats = { client: new EventTarget() };\n`));
    expect([...model.publications, ...model.subscriptions]).toEqual([]);
  });
});

test('clients of one base class call for the services that make them', async () => {
  const file = (name: string, client: string): Files => ({
    [`${name}/package.json`]: service(name, 'express', '@shop/clients'),
    [`${name}/src/app.ts`]: `import express from 'express';
import { ${client} } from '@shop/clients';
const client = new ${client}();
express().get('/health', async (req, res) => res.json(await client.health())).listen(3000);
`,
  });
  const model = await recoverFiles({
    'package.json': '{ "name": "shop", "workspaces": ["*"] }',
    'clients/package.json': '{ "name": "@shop/clients", "main": "src/index.ts", "dependencies": { "axios": "1" } }',
    'clients/src/index.ts': `import axios, { type AxiosInstance } from 'axios';
abstract class Client {
  private readonly http: AxiosInstance;
  constructor(url: string) { this.http = axios.create({ baseURL: url, timeout: 1000 }); }
  async health() { return (await this.http.get('/health')).status; }
}
export class UsersClient extends Client { constructor() { super(process.env.USERS_URL ?? 'http://users:3000'); } }
export class OrdersClient extends Client { constructor() { super(process.env.ORDERS_URL ?? 'http://orders:3000'); } }
export class BankClient extends Client { constructor() { super('https://api.bank.example'); } }
`,
    ...file('orders', 'UsersClient'),
    ...file('users', 'BankClient'),
  });
  expect(model.calls.map(({ from, target }) => `${from} > ${target}`)).toEqual([
    'orders > http://users:3000/health',
    'users > https://api.bank.example/health',
  ]);
});
