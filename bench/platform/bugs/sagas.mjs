import { bug } from './bug.mjs';

const saga = 'saga.test.ts';
const participant = 'outbox.test.ts';

/** Bugs in sagas, and in services that take part in them. */
export const sagas = [
  bug(
    'steps are undone in the order in which they ran',
    'saga-plan.ts',
    ['definition.steps.findLast(', 'definition.steps.find('],
    saga,
    ['for an unknown reason is undone too, then those before it, in reverse order'],
  ),
  bug(
    'a step whose outcome is unknown is not undone',
    'saga-plan.ts',
    ["run !== 'DONE' && run !== 'UNKNOWN'", "run !== 'DONE'"],
    saga,
    [
      'for an unknown reason is undone too, then those before it, in reverse order',
      'or that takes too long is aborted and undone',
      'does not give a step more time than it had',
    ],
  ),
  bug(
    'each try of a compensation has another key',
    'saga-step.ts',
    ['`${saga.id}:${step.name}:${direction}`', '`${saga.id}:${step.name}:${direction}:${Math.random()}`'],
    saga,
    ['is tried four times, always with the same key', 'runs its steps in order, with the input, a key of their own'],
  ),
  bug(
    'a worker that was replaced goes on writing',
    'saga-repository.ts',
    ['AND version = $2 RETURNING', 'AND version >= $2 RETURNING'],
    saga,
    ['goes on after the last finished step, and the writes of the first one are refused from then on'],
  ),
  bug('a crash gives a step its whole time again', 'saga.ts', ['record.dueAt - this.clock()', 'step.timeoutMs'], saga, [
    'does not give a step more time than it had',
  ]),
  bug(
    'a failed compensation alerts nobody',
    'saga-alerts.ts',
    ["this.log.error({ alert, ...about }, `saga_${about.reason.replaceAll('-', '_')}`);", ''],
    saga,
    ['that fails each time is one alert, and the others are still tried'],
  ),
  bug(
    'a saga runs before its transaction has committed',
    'saga.ts',
    [
      'if (tx) tx.afterCommit(() => this.work(saga, definition));',
      'if (tx) setTimeout(() => this.work(saga, definition));',
    ],
    saga,
    ['that is started in a transaction runs when that has committed, and never when it was rolled back'],
  ),
  bug(
    'a saga loses the trace of who started it',
    'saga-step.ts',
    [
      'return { correlationId, ...(traceparent === null',
      'return { correlationId: `${correlationId}-of-the-saga`, ...(traceparent === null',
    ],
    saga,
    ['runs its steps in order, with the input, a key of their own'],
  ),
  bug(
    'a step that arrives after its compensation has its effect',
    'saga-participant.ts',
    ['if (effect?.undone) throw', 'if (false) throw'],
    participant,
    [
      'undoes what never happened, and refuses it when it arrives late',
      'leaves nothing behind when a step and its compensation come at the same instant',
    ],
  ),
];
