import { expect, test } from 'vitest';
import { parseYaml } from '../../src/io/yaml.ts';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint, orders } from './blueprints.ts';

const files = renderSystem(blueprint(orders), readTemplates());
const text = (path: string): string => files.get(path) ?? '';

test('who publishes says the version, and keeps what it has said', () => {
  const events = text('services/orders/src/events.ts');
  expect(events).toMatch(/'order\.cancelled',\s+orderCancelled\.parse\(data\),\s+\{\s*\.\.\.options,\s+version: 2/);
  expect(events).toContain("'order.created', orderCreated.parse(data), options)");
  expect([...files.keys()].filter((path) => path.startsWith('services/orders/test/events/'))).toEqual([
    'services/orders/test/events/order.cancelled.v2.json',
    'services/orders/test/events/order.created.v1.json',
  ]);
});

test('who reads has an upcaster for each version before', () => {
  const handler = text('services/orders/src/subscriptions/payment-settled.ts');
  expect(handler).toContain('readData(paymentSettled, event, { version: 3, older })');
  expect(handler).toContain('1: upcaster(paymentSettledV1, (data): z.input<typeof paymentSettledV2> => data)');
  expect(handler).toContain('2: upcaster(paymentSettledV2, (data): z.input<typeof paymentSettled> => data)');
  expect(text('services/audit/src/subscriptions/order-created.ts')).not.toContain('upcaster');
});

test('contracts and AsyncAPI name the versions', () => {
  expect(JSON.parse(text('contracts/orders-payment.json'))).toMatchObject({
    events: [{ type: 'payment.settled', versions: [1, 2, 3] }],
  });
  const document = parseYaml('asyncapi.yaml', text('services/orders/asyncapi.yaml')).value as {
    channels: Record<string, { messages: object }>;
    operations: Record<string, { messages: readonly { $ref: string }[] }>;
    components: { messages: Record<string, { payload: { allOf: readonly object[] } }> };
  };
  expect(Object.keys(document.channels['payment-settled']?.messages ?? {})).toEqual(['event', 'event-v2', 'event-v3']);
  expect(document.operations['receive-payment-settled']?.messages).toHaveLength(3);
  expect(document.operations['send-order-cancelled']?.messages).toEqual([
    { $ref: '#/channels/order-cancelled/messages/event-v2' },
  ]);
  expect(document.components.messages['order-cancelled-v2']?.payload.allOf[1]).toMatchObject({
    required: ['dataversion'],
    properties: { dataversion: { const: 2 } },
  });
});
