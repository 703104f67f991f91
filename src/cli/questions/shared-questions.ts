import type { Question } from './question.ts';

/** The service that something is added to. */
export const service: Question = {
  key: 'service',
  flag: '--service <name>',
  kind: 'choice',
  help: 'the service that it is added to',
  ask: 'To which service?',
};

/** Operations whose handlers do it. */
export const by: Question = {
  key: 'by',
  flag: '--by <operation>',
  kind: 'lines',
  help: 'operation whose handler does it (repeatable)',
  ask: 'Operations whose handlers do it',
};

/** Events that a table follows. */
export const from: Question = {
  key: 'from',
  flag: '--from <events>',
  kind: 'list',
  help: 'events that it follows',
  ask: 'Events that it follows',
};

/** The deadline of a call or route. */
export const timeout: Question = {
  key: 'timeout',
  flag: '--timeout <duration>',
  kind: 'text',
  help: '500ms, 2s (default: that of the blueprint)',
  ask: 'Deadline, such as 2s (empty for the default)',
};

/** The name of a table. */
export const table = (ask: string): Question => ({
  key: 'table',
  flag: '[table]',
  kind: 'text',
  help: 'snake_case: order_items',
  ask,
});

/** The name of an event, and the version that is meant. */
export const event = (ask: string): Question => ({
  key: 'event',
  flag: '[event]',
  kind: 'text',
  help: 'order.created, or order.created@2',
  ask,
});
