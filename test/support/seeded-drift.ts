/** One way in which a blueprint and its generated system come apart, and what has to be found of it, exactly. */
export interface Seed {
  readonly name: string;
  /** Texts to replace in the blueprint of examples/shop, all of them. */
  readonly edits: readonly (readonly [from: string, to: string])[];
  /** `state kind service what attribute`, sorted as they are reported. */
  readonly expected: readonly string[];
  /** A sync gives the blueprint back as it was, byte for byte. */
  readonly isRestored?: true;
}

/** Seeds for examples/shop: the code stays as it was generated, the blueprint says something else. */
export const seeds: readonly Seed[] = [
  { name: 'nothing', edits: [], expected: [] },
  {
    name: 'an endpoint that is not built',
    edits: [['      - GET /orders/{id}\n', '      - GET /orders/{id}\n      - DELETE /orders/{id}\n']],
    expected: ['declared-only endpoint orders DELETE /orders/:id'],
  },
  {
    name: 'an endpoint that is not declared',
    edits: [['      - GET /orders/{id}\n', '']],
    expected: ['observed-only endpoint orders GET /orders/:id'],
  },
  {
    name: 'an endpoint that moved',
    edits: [['POST /charges/refund as refund', 'POST /charges/reversal as refund']],
    expected: [
      'changed endpoint payment POST /charges/reversal endpoint',
      'declared-only call orders payment POST /charges/reversal',
      'observed-only call orders payment POST /charges/refund',
    ],
  },
  {
    name: 'a parameter with another name',
    edits: [['GET /products/{id}', 'GET /products/{product}']],
    expected: [],
  },
  {
    name: 'a call that is not built',
    edits: [['      inventory:\n', '      payment: [charge]\n      inventory:\n']],
    expected: ['declared-only call catalogue payment POST /charges'],
  },
  {
    name: 'a call that is not declared',
    edits: [
      [':\n          calls: [inventory.getStockBySku]', ''],
      ['    calls:\n      inventory:\n', ''],
      [
        '        # How many are left is worth half a second, not more: the page is fine without it.\n        - GET /stock/{sku}: { timeout: 500ms, retries: 1 }\n',
        '',
      ],
    ],
    expected: ['observed-only call catalogue inventory GET /stock/:sku'],
  },
  {
    name: 'an event that is not published',
    edits: [
      ['publishes: [order.created]\n    subscribes', 'publishes: [order.created, order.shipped]\n    subscribes'],
    ],
    expected: ['declared-only publication orders order.shipped'],
  },
  {
    name: 'an event that is published and not declared',
    edits: [
      [':\n          as: charge\n          publishes: [payment.settled]', ' as charge'],
      ['    publishes: [payment.settled]\n', ''],
    ],
    expected: ['observed-only publication payment payment.settled'],
  },
  {
    name: 'an event that nobody consumes yet',
    edits: [['subscribes: [payment.settled]', 'subscribes: [payment.settled, payment.failed]']],
    expected: ['declared-only subscription orders payment.failed'],
  },
  {
    name: 'an event that is consumed and not declared',
    edits: [['subscribes: [order.created, payment.settled]', 'subscribes: [payment.settled]']],
    expected: ['observed-only subscription notification order.created'],
  },
  {
    name: 'an event with another name',
    edits: [['order.created', 'order.create']],
    expected: ['changed publication orders order.create event', 'changed subscription notification order.create event'],
  },
  {
    name: 'a table that is not there',
    edits: [['owns: [charges]', 'owns: [charges, refunds]']],
    expected: ['declared-only table payment refunds'],
  },
  {
    name: 'a table that is not declared',
    edits: [['owns: [stock, reservations]', 'owns: [reservations]']],
    expected: ['observed-only table inventory stock'],
  },
  {
    name: 'a table of another service',
    edits: [
      ['owns: [orders, order_items]', 'owns: [orders]'],
      ['owns: [charges]', 'owns: [charges, order_items]'],
    ],
    expected: ['changed table payment order_items owner'],
  },
  {
    name: 'another deadline',
    edits: [['timeout: 500ms, retries: 1', 'timeout: 900ms, retries: 1']],
    expected: ['changed call catalogue inventory GET /stock/:sku timeout'],
    isRestored: true,
  },
  {
    name: 'the deadline of a step',
    edits: [['undo: payment.refund, timeout: 10s', 'undo: payment.refund, timeout: 4s']],
    expected: [
      'changed call orders payment POST /charges timeout',
      'changed call orders payment POST /charges/refund timeout',
    ],
    isRestored: true,
  },
  {
    name: 'no circuit breaker',
    edits: [['timeout: 500ms, retries: 1', 'timeout: 500ms, retries: 1, breaker: false']],
    expected: ['changed call catalogue inventory GET /stock/:sku breaker'],
  },
  {
    name: 'another port',
    edits: [['port: 8080', 'port: 9090']],
    expected: ['changed service web web port'],
  },
  {
    name: 'another folder',
    edits: [['  catalogue:\n    owns', '  catalogue:\n    path: apps/catalogue\n    owns']],
    expected: ['changed service catalogue catalogue path'],
  },
  {
    name: 'another broker',
    edits: [['bus: nats', 'bus: rabbitmq']],
    expected: ['changed bus - order.created, payment.settled broker'],
  },
  {
    name: 'a service that is not there',
    edits: [['  web:\n', '  shipping:\n    endpoints: [POST /parcels]\n\n  web:\n']],
    expected: ['declared-only service shipping shipping'],
  },
  {
    name: 'a service that is not declared',
    edits: [['  notification:\n    kind: worker\n    subscribes: [order.created, payment.settled]\n\n', '']],
    // Ports are given in the order of the file: the service behind it gets another one.
    expected: ['changed service catalogue catalogue port', 'observed-only service notification notification'],
  },
  {
    name: 'a route that is not there',
    edits: [['      /api/products: catalogue\n', '      /api/products: catalogue\n      /api/charges: payment\n']],
    expected: ['declared-only call web payment (unknown method) (unknown path)'],
  },
  {
    name: 'a route that is not declared',
    edits: [['      /api/products: catalogue\n', '']],
    expected: ['observed-only endpoint web ALL /api/products', 'observed-only call web catalogue GET /products'],
  },
];

/** The blueprint with a seed's edits; throws when one of them finds nothing to replace. */
export function seeded(text: string, { name, edits }: Seed): string {
  return edits.reduce((edited, [from, to]) => {
    if (!edited.includes(from)) throw new Error(`${name}: the blueprint has no "${from}"`);
    return edited.replaceAll(from, to);
  }, text);
}
