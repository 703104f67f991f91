import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { editBlueprint, type BlueprintEdit } from '../../src/blueprint/edit-blueprint.ts';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';

const set = (text: string, ...edits: [BlueprintEdit['path'], BlueprintEdit['value']][]) =>
  editBlueprint(
    text,
    edits.map(([path, value]) => ({ path, value })),
  );

const shop = readFileSync('examples/shop/archwright.yaml', 'utf8');

describe('the shop, with comments and blank lines,', () => {
  test('gets a service behind the others, apart from them as they are', () => {
    const value = {
      owns: ['parcels'],
      endpoints: ['POST /parcels as ship', 'GET /parcels/{id}'],
      calls: { orders: ['getOrdersById'] },
    };
    const edited = set(shop, [['services', 'shipping'], value]);
    const added = [
      '  shipping:',
      '    owns: [parcels]',
      '    endpoints:',
      '      - POST /parcels as ship',
      '      - GET /parcels/{id}',
      '    calls:',
      '      orders: [getOrdersById]',
      '',
    ];
    expect(edited).toBe(shop.replace('\ndecisions:', `\n${added.join('\n')}\ndecisions:`));
    expect(parseBlueprint('archwright.yaml', edited).services.map(({ name }) => name)).toContain('shipping');
  });

  test('changes its bus and shape in place', () => {
    const edited = set(shop, [['defaults', 'bus'], 'rabbitmq'], [['system', 'shape'], 'modular-monolith']);
    expect(edited).toBe(
      shop.replace('bus: nats', 'bus: rabbitmq').replace('shape: microservices', 'shape: modular-monolith'),
    );
  });

  test('gets one more item in a list, block or flow', () => {
    const edited = set(
      shop,
      [['services', 'inventory', 'endpoints', 3], 'PUT /stock/{sku}'],
      [['services', 'notification', 'subscribes', 2], 'parcel.sent'],
      [['services', 'web', 'routes', '/api/stock'], 'inventory'],
    );
    expect(edited).toBe(
      shop
        .replace('      - GET /stock/{sku}\n', '      - GET /stock/{sku}\n      - PUT /stock/{sku}\n')
        .replace('[order.created, payment.settled]', '[order.created, payment.settled, parcel.sent]')
        .replace('      /api/products: catalogue\n', '      /api/products: catalogue\n      /api/stock: inventory\n'),
    );
  });

  test('setting what is there already changes nothing', () => {
    expect(set(shop, [['defaults', 'bus'], 'nats'], [['services', 'web', 'port'], 8080])).toBe(shop);
  });
});

test('an empty text, or one with comments only, becomes a blueprint', () => {
  expect(set('', [['system', 'name'], 'shop'])).toBe('system:\n  name: shop\n');
  expect(set('# The shop.', [['services', 'orders'], { owns: ['orders'] }])).toBe(
    '# The shop.\nservices:\n  orders:\n    owns: [orders]\n',
  );
});

test.each([
  ['nothing', 'services:\nlint: {}\n', 'services:\n  orders:\n    kind: worker\nlint: {}\n'],
  ['nothing, at the end', 'services:', 'services:\n  orders:\n    kind: worker\n'],
  ['an empty map', 'services: {}\n', 'services:\n  orders:\n    kind: worker\n'],
  ['a comment', 'services: # ours\nlint: {}\n', 'services: # ours\n  orders:\n    kind: worker\nlint: {}\n'],
  ['an empty map and a comment', 'services: {} # ours\n', 'services: # ours\n  orders:\n    kind: worker\n'],
  ['a map in brackets', 'services: {web: {}}\n', 'services: {web: {}, orders: { kind: worker }}\n'],
  ['a service without content', 'services:\n  web:\n', 'services:\n  web:\n  orders:\n    kind: worker\n'],
  [
    'wider steps',
    'services:\n    web: {} # edge\n',
    'services:\n    web: {} # edge\n    orders:\n      kind: worker\n',
  ],
  ['no line break at the end', 'services:\n  web: {}', 'services:\n  web: {}\n  orders:\n    kind: worker\n'],
  [
    'line breaks of Windows',
    'services:\r\n  web: {}\r\n',
    'services:\r\n  web: {}\r\n  orders:\r\n    kind: worker\r\n',
  ],
])('a service is added where there is %s', (_, before, after) => {
  expect(set(before, [['services', 'orders'], { kind: 'worker' }])).toBe(after);
});

test.each([
  ['a text that needs quotes', '"*.js"', ['*.js']],
  ['a number', '5000', ['5000']],
])('%s keeps its type', (_, __, value) => {
  const edited = set('lint:\n  ignore: []\n', [['lint', 'ignore'], value]);
  expect(parseBlueprint('archwright.yaml', edited).lint.ignore).toEqual(value);
});

test('values inside brackets are quoted where they must be', () => {
  const edited = set('services: { orders: { endpoints: [POST /orders] } }\n', [
    ['services', 'orders', 'endpoints', 1],
    'GET /orders/{id}',
  ]);
  expect(edited).toBe('services: { orders: { endpoints: [POST /orders, "GET /orders/{id}"] } }\n');
});

test('a long list between brackets stays on its line, whatever its texts hold', () => {
  const globs = [
    ...Array.from({ length: 12 }, (_, n) => `services/orders-${n}/**`),
    `a text\nof several lines, with [brackets] and "quotes"`,
  ];
  const text = 'services:\n  orders: {}\nlint: { ignore: [x] } # ours\n';
  const edited = set(text, [['lint', 'ignore'], globs]);
  expect(edited.split('\n')).toHaveLength(4);
  expect(edited).toMatch(/^services:\n {2}orders: \{\}\nlint: \{ ignore: \[ services.* \] \} # ours\n$/);
  expect(parseBlueprint('archwright.yaml', edited).lint.ignore).toEqual(globs);
});

test('what cannot be done by an insertion is done all the same, and comments stay', () => {
  const text =
    '# ours\nservices:\n  orders:\n    owns: # tables\n      - orders\n      - order_items # lines\n  web: {} # edge\n';
  const edited = set(text, [['services', 'orders', 'owns'], ['carts']]);
  expect(parseBlueprint('archwright.yaml', edited).services[0]?.owns).toEqual(['carts']);
  expect(edited).toContain('# ours');
  expect(edited).toContain('# edge');
});

test('a path through a text, and a text that is no YAML, are mistakes of the user', () => {
  expect(() => set('services: none\n', [['services', 'orders'], {}])).toThrow('"services.orders" cannot be set');
  expect(() => set('services: [\n', [['services'], {}])).toThrow('YAML:');
});
