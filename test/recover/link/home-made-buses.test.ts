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
    const bus = `import { DomainEvent, OrderPlaced, StockWasReserved } from './events';\n${files['src/bus.ts'] ?? ''}`;
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
