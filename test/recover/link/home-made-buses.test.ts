import { describe, expect, test } from 'vitest';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

async function messages(files: Files): Promise<string[]> {
  const model = await recoverFiles(files);
  const line = (sign: string) => (use: (typeof model.publications)[number]) =>
    `${sign} ${use.channel} ${use.evidence[0]?.file ?? ''}:${use.evidence[0]?.line ?? 0}`;
  return [...model.publications.map(line('>')), ...model.subscriptions.map(line('<'))].sort();
}

const KAFKA_BUS_BEGIN = `import { Kafka } from 'kafkajs';
const kafka = new Kafka({ brokers: ['kafka:9092'] });
export class EventBus {
  private producer = kafka.producer();
`;

const EVENTS = `export abstract class DomainEvent { readonly at = new Date(); }
export class OrderPlaced extends DomainEvent {
  static readonly topic = 'shop.orders';
  readonly type = 'OrderPlaced';
}
export class StockWasReserved extends DomainEvent {
  static readonly topic = 'shop.stock';
  readonly type = 'StockWasReserved';
}
`;

const USE = `import express from 'express';
import { EventBus } from './bus';
import { OrderPlaced, StockWasReserved } from './events';
const bus = new EventBus();
const app = express();
app.post('/orders', async (req, res) => {
  await bus.publish(new OrderPlaced());
  await bus.publish(new StockWasReserved());
  res.sendStatus(202);
});
app.listen(3000);
`;

function withBus(body: string): Files {
  return {
    'package.json': service('orders', 'express', 'kafkajs'),
    'src/bus.ts': `${KAFKA_BUS_BEGIN}${body}}\n`,
    'src/events.ts': EVENTS,
    'src/main.ts': USE,
  };
}

describe('the topic that a bus makes of an event', () => {
  test.each([
    [
      'its class, in kebab case by a regular expression',
      `  async publish(event: DomainEvent) {
    const topic = event.constructor.name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
    await this.producer.send({ topic, messages: [{ value: JSON.stringify(event) }] });
  }
`,
      ['> kafka:order-placed src/main.ts:7', '> kafka:stock-was-reserved src/main.ts:8'],
    ],
    [
      'its class, split at capitals',
      `  async publish(event: DomainEvent) {
    await this.producer.send({ topic: this.topicOf(event), messages: [{ value: '' }] });
  }
  private topicOf(event: DomainEvent) {
    return 'shop.' + event.constructor.name.split(/(?=[A-Z])/).map((word) => word.toLowerCase()).join('_');
  }
`,
      ['> kafka:shop.order_placed src/main.ts:7', '> kafka:shop.stock_was_reserved src/main.ts:8'],
    ],
    [
      'its class, letter by letter through a function',
      `  async publish(event: DomainEvent) {
    await this.producer.send({ topic: snake(event.constructor.name), messages: [] });
  }
}
function snake(name: string) {
  return name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase()).slice(1);
`,
      ['> kafka:order_placed src/main.ts:7', '> kafka:stock_was_reserved src/main.ts:8'],
    ],
    [
      'a static member of its class',
      `  async publish(event: DomainEvent) {
    await this.producer.send({ topic: (event.constructor as typeof DomainEvent & { topic: string }).topic, messages: [] });
  }
`,
      ['> kafka:shop.orders src/main.ts:7', '> kafka:shop.stock src/main.ts:8'],
    ],
    [
      'a table by its type',
      `  private readonly topics: Record<string, string> = { OrderPlaced: 'orders.v1', StockWasReserved: 'stock.v1', Other: 'other.v1' };
  async publish(event: DomainEvent) {
    await this.producer.send({ topic: this.topics[event.type], messages: [] });
  }
`,
      ['> kafka:orders.v1 src/main.ts:7', '> kafka:stock.v1 src/main.ts:8'],
    ],
    [
      'a Map by its class',
      `  private readonly topics = new Map<string, string>([[OrderPlaced.name, 'orders.v1'], [StockWasReserved.name, 'stock.v1']]);
  async publish(event: DomainEvent) {
    await this.producer.send({ topic: this.topics.get(event.constructor.name), messages: [] });
  }
`,
      ['> kafka:orders.v1 src/main.ts:7', '> kafka:stock.v1 src/main.ts:8'],
    ],
  ])('%s', async (_by, body, expected) => {
    const files = withBus(body);
    const bus = `import { DomainEvent, OrderPlaced, StockWasReserved } from './events';\n${String(files['src/bus.ts'])}`;
    expect(await messages({ ...files, 'src/bus.ts': bus })).toEqual(expected);
  });

  test('each of several events', async () => {
    const body = `  async publish(events: DomainEvent[]) {
    await Promise.all(events.map(async (event) => this.producer.send({ topic: event.type, messages: [] })));
  }
`;
    const files = withBus(body);
    const main = USE.replace('new OrderPlaced()', '[new OrderPlaced()]').replace(
      'new StockWasReserved()',
      '[new StockWasReserved()]',
    );
    expect(await messages({ ...files, 'src/main.ts': main })).toEqual([
      '> kafka:OrderPlaced src/main.ts:7',
      '> kafka:StockWasReserved src/main.ts:8',
    ]);
  });
});

const AMQP_BUS = `import amqp from 'amqplib';
export class EventBus {
  private channel!: amqp.Channel;
  async connect() {
    const connection = await amqp.connect('amqp://mq');
    this.channel = await connection.createChannel();
  }
  async subscribe(topic: string, handler: Handler) {
    const { queue } = await this.channel.assertQueue('');
    await this.channel.bindQueue(queue, 'shop', topic);
    await this.channel.consume(queue, (message) => handler.handle(message));
  }
}
`;

const HANDLERS = `export class StoreOrder {
  readonly topic = 'order.placed';
  async handle(message) {}
}
export class ReleaseStock {
  readonly topic = 'order.cancelled';
  async handle(message) {}
}
`;

function withHandlers(main: string, bus = AMQP_BUS): Files {
  return {
    'package.json': service('stock', 'express', 'amqplib'),
    'src/bus.ts': bus,
    'src/handlers.ts': HANDLERS,
    'src/app.ts': `import { EventBus } from './bus';
import { StoreOrder, ReleaseStock } from './handlers';
const bus = new EventBus();
${main}`,
  };
}

describe('handlers that a bus is given', () => {
  test.each([
    [
      'in a loop over a list',
      'for (const handler of [new StoreOrder(), new ReleaseStock()]) bus.subscribe(handler.topic, handler);',
    ],
    [
      'in a list by forEach',
      '[new StoreOrder(), new ReleaseStock()].forEach((handler) => bus.subscribe(handler.topic, handler));',
    ],
    [
      'in a list that a name holds, all at once',
      'const handlers = [new StoreOrder(), new ReleaseStock()];\nawait Promise.all(handlers.map((handler) => bus.subscribe(handler.topic, handler)));',
    ],
    [
      'in a table by topic',
      "const handlers = { 'order.placed': new StoreOrder(), 'order.cancelled': new ReleaseStock() };\nfor (const [topic, handler] of Object.entries(handlers)) await bus.subscribe(topic, handler);",
    ],
    [
      'in a Map by topic',
      "const handlers = new Map([['order.placed', new StoreOrder()], ['order.cancelled', new ReleaseStock()]]);\nfor (const [topic, handler] of handlers) await bus.subscribe(topic, handler);",
    ],
    [
      'in a Map by topic, by forEach',
      "const handlers = new Map([['order.placed', new StoreOrder()], ['order.cancelled', new ReleaseStock()]]);\nhandlers.forEach((handler, topic) => bus.subscribe(topic, handler));",
    ],
  ])('%s', async (_by, main) => {
    const found = await messages(withHandlers(main));
    expect(found.map((line) => line.replace(/:\d+$/, ''))).toEqual([
      '< rabbitmq:shop/order.cancelled src/app.ts',
      '< rabbitmq:shop/order.placed src/app.ts',
    ]);
  });

  test('one by one, kept until the bus starts', async () => {
    const bus = AMQP_BUS.replace(
      /  async subscribe[^]*$/,
      `  private readonly handlers = new Map<string, Handler>();
  register(topic: string, handler: Handler) {
    this.handlers.set(topic, handler);
  }
  async start() {
    for (const [topic, handler] of this.handlers) {
      const { queue } = await this.channel.assertQueue('');
      await this.channel.bindQueue(queue, 'shop', topic);
      await this.channel.consume(queue, (message) => handler.handle(message));
    }
  }
}
`,
    );
    const main = `bus.register('order.placed', new StoreOrder());
bus.register('order.cancelled', new ReleaseStock());
await bus.start();
`;
    expect(await messages(withHandlers(main, bus))).toEqual([
      '< rabbitmq:shop/order.cancelled src/app.ts:5',
      '< rabbitmq:shop/order.placed src/app.ts:4',
    ]);
  });

  test('by a decorator that keeps the topic as metadata', async () => {
    const files = withHandlers(
      'bus.start([new Handlers()]);\n',
      AMQP_BUS.replace(
        /  async subscribe[^]*$/,
        `  async start(objects: object[]) {
    for (const object of objects) {
      for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(object))) {
        const topic = Reflect.getMetadata(TOPIC, object, name);
        if (!topic) continue;
        const { queue } = await this.channel.assertQueue('');
        await this.channel.bindQueue(queue, 'shop', topic);
        await this.channel.consume(queue, (message) => object[name](message));
      }
    }
  }
}
const TOPIC = Symbol('topic');
export function On(topic: string) {
  return (target: object, name: string) => Reflect.defineMetadata(TOPIC, topic, target, name);
}
`,
      ),
    );
    const handlers = `import { On } from './bus';
export class Handlers {
  @On('order.placed')
  async store(message) {}
  @On('order.cancelled')
  async release(message) {}
}
`;
    expect(await messages({ ...files, 'src/handlers.ts': handlers })).toEqual([
      '< rabbitmq:shop/order.cancelled src/handlers.ts:5',
      '< rabbitmq:shop/order.placed src/handlers.ts:3',
    ]);
  });
});

test('a queue that is bound to one key or to each of several has the name of the key that it is given', async () => {
  const files: Files = {
    'package.json': service('stock', 'express', 'amqplib'),
    'src/bus.ts': `import amqp from 'amqplib';
export class Bus {
  private channel: amqp.Channel;
  async start() { this.channel = await (await amqp.connect('amqp://mq')).createChannel(); }
  async subscribe({ routingKey, callback }: { routingKey: string | string[]; callback: (m: unknown) => void }) {
    const { queue } = await this.channel.assertQueue('', { exclusive: true });
    if (Array.isArray(routingKey)) {
      for (const key of routingKey) await this.channel.bindQueue(queue, 'shop', key);
    } else {
      await this.channel.bindQueue(queue, 'shop', routingKey);
    }
    await this.channel.consume(queue, callback);
  }
}
`,
    'src/main.ts': `import express from 'express';
import { Bus } from './bus';
const bus = new Bus();
await bus.start();
await bus.subscribe({ routingKey: 'order.placed', callback: () => undefined });
express().listen(3000);
`,
  };
  expect(await messages(files)).toEqual(['< rabbitmq:shop/order.placed src/main.ts:5']);
});
