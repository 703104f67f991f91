import { SAGA_STYLES } from '../../blueprint/saga-style.ts';
import type { Question } from './question.ts';
import { by, event, from, service, table, timeout } from './shared-questions.ts';

/** Something that `archwright add` adds, and what it asks. */
interface AddedThing {
  readonly summary: string;
  readonly example: string;
  readonly questions: readonly Question[];
}

/** Everything that can be added, in the order in which help shows it. */
export const addedThings = {
  endpoint: {
    summary: 'Add an endpoint to a service',
    example:
      'archwright add endpoint "POST /orders/{id}/cancel" --service orders --as cancel --publishes order.cancelled',
    questions: [
      { key: 'endpoint', flag: '[endpoint]', kind: 'text', help: '"POST /orders"', ask: 'Method and path' },
      service,
      {
        key: 'as',
        flag: '--as <operation>',
        kind: 'text',
        help: 'name of its operation (default: made of the path)',
        ask: 'Name of its operation (empty: made of method and path)',
      },
      {
        key: 'calls',
        flag: '--calls <call>',
        kind: 'lines',
        help: '"payment POST /charges" or payment.charge (repeatable)',
        ask: 'What its handler calls',
      },
      {
        key: 'publishes',
        flag: '--publishes <events>',
        kind: 'list',
        help: 'events of its handler',
        ask: 'Events that its handler publishes',
      },
      {
        key: 'starts',
        flag: '--starts <saga>',
        kind: 'choice',
        help: 'saga that begins with it',
        ask: 'Saga that begins with it',
      },
      {
        key: 'idempotent',
        flag: '--idempotent <how>',
        kind: 'choice',
        choices: ['no', 'yes', 'required'],
        help: 'whether an Idempotency-Key is honoured',
        ask: 'Is an Idempotency-Key honoured?',
      },
    ],
  },
  call: {
    summary: 'Let a service call an endpoint of another one',
    example: 'archwright add call payment.charge --service orders --by postOrders --timeout 2s',
    questions: [
      { ...service, help: 'the service that calls', ask: 'Which service calls?' },
      {
        key: 'to',
        flag: '[endpoint]',
        kind: 'choice',
        help: '"payment POST /charges" or payment.charge',
        ask: 'What does it call?',
      },
      {
        ...by,
        help: 'operation whose handler makes the call (repeatable)',
        ask: 'Operations whose handlers make the call',
      },
      timeout,
      {
        key: 'retries',
        flag: '--retries <times>',
        kind: 'number',
        help: 'attempts after the first',
        ask: 'Attempts after the first',
      },
      {
        key: 'bulkhead',
        flag: '--bulkhead <calls>',
        kind: 'number',
        help: 'calls under way at once',
        ask: 'Calls under way at once',
      },
      {
        key: 'fallback',
        flag: '--fallback <what>',
        kind: 'choice',
        choices: ['fail', 'stale', 'empty'],
        help: 'what stands in for an answer to a GET',
        ask: 'What stands in for an answer that fails?',
      },
      {
        key: 'protocol',
        flag: '--protocol <protocol>',
        kind: 'choice',
        choices: ['http', 'grpc'],
        help: 'how it is called',
        ask: 'How is it called?',
      },
    ],
  },
  event: {
    summary: 'Let a service publish an event',
    example: 'archwright add event order.cancelled --service orders --by cancel',
    questions: [event('Name of the event, such as order.created'), service, by],
  },
  'cpu-job': {
    summary: 'Let a service do what keeps a CPU busy in worker threads',
    example: 'archwright add cpu-job render-invoice --service orders --by postOrders',
    questions: [
      {
        key: 'job',
        flag: '[job]',
        kind: 'text',
        help: 'render-invoice',
        ask: 'Name of the job, such as render-invoice',
      },
      service,
      {
        ...by,
        help: 'operation whose handler has it done (repeatable)',
        ask: 'Operations whose handlers have it done',
      },
    ],
  },
  subscription: {
    summary: 'Let a service handle an event',
    example: 'archwright add subscription order.created --service mailing',
    questions: [{ ...event('Which event?'), kind: 'choice' }, service],
  },
  saga: {
    summary: 'Add a workflow over several services',
    example:
      'archwright add saga place-order --service orders --by postOrders --step "inventory.reserve undo inventory.release" --step "payment.charge pivot"',
    questions: [
      { key: 'name', flag: '[name]', kind: 'text', help: 'kebab-case: place-order', ask: 'Name of the saga' },
      { ...service, help: 'the service that leads it', ask: 'Which service leads it?' },
      {
        key: 'steps',
        flag: '--step <step>',
        kind: 'lines',
        help: '"inventory.reserve undo inventory.release timeout 2s", "payment.charge pivot" (repeatable)',
        ask: 'Its steps, such as "inventory.reserve undo inventory.release"',
      },
      {
        key: 'style',
        flag: '--style <style>',
        kind: 'choice',
        choices: SAGA_STYLES,
        help: 'who leads it',
        ask: 'Who leads it: the service (orchestration), nobody (choreography), or an engine?',
      },
      { ...by, kind: 'choice', help: 'operation whose handler starts it', ask: 'Operation that starts it' },
    ],
  },
  table: {
    summary: 'Give a service a table',
    example: 'archwright add table refunds --service payment',
    questions: [
      table('Name of the table'),
      service,
      {
        key: 'eventSourced',
        flag: '--event-sourced',
        kind: 'yes',
        help: 'keep it as the events that its rows are the sum of',
        ask: 'Keep it as the sum of its events?',
      },
    ],
  },
  view: {
    summary: 'Add a read model of what a service records itself',
    example: 'archwright add view balances --service accounts --from account.created,account.changed',
    questions: [table('Name of the view'), service, from],
  },
  copy: {
    summary: 'Keep a copy of what another service tells by events',
    example: 'archwright add copy customer_copies --service accounts --from customer.changed,customer.removed',
    questions: [table('Name of the copy'), service, from],
  },
  route: {
    summary: 'Add a route to a gateway',
    example: 'archwright add route /api/orders --gateway web --to orders',
    questions: [
      { key: 'prefix', flag: '[prefix]', kind: 'text', help: '/api/orders', ask: 'Public prefix' },
      { key: 'gateway', flag: '--gateway <name>', kind: 'choice', help: 'the gateway', ask: 'At which gateway?' },
      {
        key: 'to',
        flag: '--to <service>',
        kind: 'choice',
        help: 'the service that it leads to',
        ask: 'To which service?',
      },
      timeout,
      {
        key: 'scopes',
        flag: '--scopes <scopes>',
        kind: 'list',
        help: 'scopes that the token needs',
        ask: 'Scopes that the token needs',
      },
      {
        key: 'public',
        flag: '--public',
        kind: 'yes',
        help: 'no token is needed',
        ask: 'Open to requests without a token?',
      },
      {
        key: 'rateLimit',
        flag: '--rate-limit <rate>',
        kind: 'text',
        help: 'requests of one client in a window: 100/1m',
        ask: 'Limit for one client, such as 100/1m (empty for none)',
      },
    ],
  },
  aggregate: {
    summary: "Put an answer together of several services' answers",
    example:
      'archwright add aggregate "/mobile/orders/{id}" --service mobile-bff --part "order=orders.getOrdersById required"',
    questions: [
      { key: 'path', flag: '[path]', kind: 'text', help: '/mobile/orders/{id}', ask: 'Path (GET)' },
      { ...service, help: 'the gateway or bff', ask: 'At which gateway or bff?' },
      {
        key: 'parts',
        flag: '--part <part>',
        kind: 'lines',
        help: '"order=orders.getOrdersById", or with " required" behind it (repeatable)',
        ask: 'Its parts, such as "order=orders.getOrdersById"',
      },
    ],
  },
} as const satisfies Readonly<Record<string, AddedThing>>;

/** What can be added. */
export type AddedKind = keyof typeof addedThings;
