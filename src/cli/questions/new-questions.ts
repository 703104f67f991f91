import type { Question } from './question.ts';

const name: Question = {
  key: 'name',
  flag: '[name]',
  kind: 'text',
  help: 'kebab-case: order-history',
  ask: 'Its name',
};
const port: Question = {
  key: 'port',
  flag: '--port <port>',
  kind: 'number',
  help: 'port; a free one is chosen without it',
  ask: 'Port',
};
const bus: Question = {
  key: 'bus',
  flag: '--bus <bus>',
  kind: 'choice',
  choices: ['in-process', 'nats', 'rabbitmq', 'redis', 'kafka', 'sqs'],
  help: 'what carries events',
  ask: 'What carries events between services?',
};
const endpoints: Question = {
  key: 'endpoints',
  flag: '--endpoint <endpoint>',
  kind: 'lines',
  help: '"POST /orders", "GET /orders/{id} as findOrder" (repeatable)',
  ask: 'Endpoints',
};
const owns: Question = {
  key: 'owns',
  flag: '--owns <tables>',
  kind: 'list',
  help: 'tables that only it reads and writes: orders,order_items',
  ask: 'Tables that only it reads and writes',
};
const calls: Question = {
  key: 'calls',
  flag: '--calls <call>',
  kind: 'lines',
  help: '"payment POST /charges" or payment.charge (repeatable)',
  ask: 'Endpoints of other services that it calls',
};
const publishes: Question = {
  key: 'publishes',
  flag: '--publishes <events>',
  kind: 'list',
  help: 'events such as order.created',
  ask: 'Events that it publishes, such as order.created',
};
const subscribes: Question = {
  key: 'subscribes',
  flag: '--subscribes <events>',
  kind: 'list',
  help: 'events of other services',
  ask: 'Events that it listens to',
};
const aggregates: Question = {
  key: 'aggregates',
  flag: '--aggregate <aggregate>',
  kind: 'lines',
  help: '"/mobile/orders/{id} order=orders.getOrdersById charge=payment.findCharge" (repeatable)',
  ask: 'Answers put together of several, such as "/mobile/orders/{id} order=orders.getOrdersById"',
};

const ofService = [name, endpoints, owns, calls, publishes, subscribes, bus, port];

/** Something that `archwright new` makes, and what it asks. */
interface NewThing {
  readonly summary: string;
  readonly examples: string;
  /** For the end of its help, in place of what is said of services. */
  readonly more?: string;
  readonly questions: readonly Question[];
}

/** Everything that can be made, in the order in which help shows it. */
export const newThings = {
  service: {
    summary: 'Add a service to archwright.yaml and generate it',
    examples: `  archwright new service                                    asks for everything
  archwright new service orders --yes                       a collection "orders" with a store, without questions
  archwright new service orders --endpoint "POST /orders" --endpoint "GET /orders/{id}" --owns orders \\
    --calls "payment POST /charges" --publishes order.created --bus nats
  archwright new service audit --subscribes order.created --dir shop --dry-run`,
    questions: ofService,
  },
  worker: {
    summary: 'Add a worker, which handles events and answers nobody',
    examples: '  archwright new worker mailing --subscribes order.created --owns mails',
    questions: [name, subscribes, owns, calls, publishes, bus, port],
  },
  gateway: {
    summary: 'Add a gateway, which routes public paths to services',
    examples: `  archwright new gateway web --yes                          a route /api/<name> to each service
  archwright new gateway web --route /api/orders=orders --rate-limit 100/1m \\
    --issuer https://id.example.com --audience shop`,
    questions: [
      name,
      {
        key: 'routes',
        flag: '--route <route>',
        kind: 'lines',
        help: 'public prefix and service: /api/orders=orders (repeatable)',
        ask: 'Routes, such as /api/orders=orders',
      },
      {
        key: 'issuer',
        flag: '--issuer <url>',
        kind: 'text',
        help: 'whose tokens are checked',
        ask: 'Issuer of the tokens that are checked (empty for none)',
      },
      {
        key: 'audience',
        flag: '--audience <name>',
        kind: 'text',
        help: 'for whom the tokens are',
        ask: 'Audience of the tokens',
      },
      {
        key: 'rateLimit',
        flag: '--rate-limit <rate>',
        kind: 'text',
        help: 'requests of one client in a window: 100/1m',
        ask: 'Limit for one client, such as 100/1m (empty for none)',
      },
      port,
    ],
  },
  bff: {
    summary: 'Add a backend for one kind of client',
    examples: `  archwright new bff mobile-bff \\
    --aggregate "/mobile/orders/{id} order=orders.getOrdersById charge=payment.findCharge"`,
    questions: [name, aggregates, endpoints, calls, port],
  },
  module: {
    summary: 'Add a module to a modular monolith',
    examples: '  archwright new module billing --yes',
    questions: ofService,
  },
  library: {
    summary: 'Add a library, which services import and which starts nothing',
    examples: `  archwright new library money --used-by orders,payment
  archwright new library money --path packages/money --owner @shop/core`,
    more: `
It is added to archwright.yaml and generated, as a package of the workspace that is built before the services that use it.
More services use it by its name under "uses" in archwright.yaml, and "archwright generate".`,
    questions: [
      name,
      {
        key: 'usedBy',
        flag: '--used-by <services>',
        kind: 'list',
        help: 'services that may import it: orders,payment',
        ask: 'Services that use it',
      },
      {
        key: 'path',
        flag: '--path <folder>',
        kind: 'text',
        help: 'its folder; libs/<name> without it',
        ask: 'Its folder',
      },
      {
        key: 'owner',
        flag: '--owner <owner>',
        kind: 'text',
        help: 'team or person who is asked about it: @shop/core',
        ask: 'Who is asked about it (empty for nobody in particular)',
      },
    ],
  },
} as const satisfies Readonly<Record<string, NewThing>>;

/** What can be made. */
export type NewKind = keyof typeof newThings;
