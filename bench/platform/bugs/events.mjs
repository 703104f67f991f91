import { bug } from './bug.mjs';

const outbox = 'outbox.test.ts';
const postgres = 'outbox-postgres.service.test.ts';
const inProcess = 'bus-in-process.test.ts';
const nats = 'bus-nats.service.test.ts';
const rabbit = 'bus-rabbitmq.service.test.ts';

/** Bugs between a committed change and what others make of it. */
export const events = [
  bug(
    'an event is kept although its transaction failed',
    'outbox.ts',
    ['await tx.query(\n      `INSERT INTO outbox', 'await this.store.query(\n      `INSERT INTO outbox'],
    postgres,
    ['sends nothing of a transaction that was rolled back'],
  ),
  bug(
    'what was committed later is skipped',
    'outbox.ts',
    [
      'WHERE ${WAITING} AND due_at <= now() AND NOT EXISTS',
      'WHERE ${WAITING} AND due_at <= now() AND head.position > (SELECT coalesce(max(position), 0) FROM outbox WHERE sent_at IS NOT NULL) AND NOT EXISTS',
    ],
    postgres,
    ['does not skip an event whose transaction began first and commits last'],
  ),
  bug('two relays send the same event', 'outbox.ts', ['LIMIT $1 FOR UPDATE SKIP LOCKED', 'LIMIT $1'], postgres, [
    'of several processes sends each event once while all is calm',
  ]),
  bug('later events of a key overtake one that failed', 'outbox.ts', ['        break;', ''], outbox, [
    'tries again what the broker refuses; later events of its key wait for it',
  ]),
  bug(
    'events that were not sent are forgotten',
    'outbox.ts',
    ['DELETE FROM outbox WHERE sent_at <', 'DELETE FROM outbox WHERE created_at <'],
    outbox,
    ['forgets what was sent long ago, and nothing else'],
  ),
  bug(
    'the batch is abandoned on closing',
    'outbox.ts',
    ['await this.stopListening?.();\n    await this.relaying;', 'await this.stopListening?.();'],
    outbox,
    ['finishes the batch that it sends before it is closed'],
  ),
  bug('a commit wakes nobody', 'outbox.ts', ['tx.afterCommit(() => this.alarm.abort());', ''], outbox, [
    'sends at once what this process commits, and soon what others have left',
  ]),
  bug(
    'an event loses its trace in the outbox',
    'bus.ts',
    [
      'const { correlationId, traceparent = newTraceparent() } = span.context;',
      'const { correlationId } = span.context;\n  const traceparent = newTraceparent();',
    ],
    outbox,
    ['sends what was committed as the event that was published, with its correlation and trace'],
  ),
  bug('the inbox lets everything through', 'inbox.ts', ['if (first.length === 0) return false;', ''], outbox, [
    'lets an event have its effect once for each consumer',
  ]),
  bug('the inbox forgets too soon', 'inbox.ts', ['[this.keepMs]', '[0]'], outbox, ['forgets what it handled long ago']),
  bug(
    'an event is acknowledged before it is handled',
    'bus-nats.ts',
    [
      '      await streak.run(() => handleEvent(event, handler, this.options.handlerTimeoutMs), this.closing.signal);',
      '      message.ack();\n      await streak.run(() => handleEvent(event, handler, this.options.handlerTimeoutMs), this.closing.signal);',
    ],
    nats,
    ['delivers again when the handler fails, as the same event'],
  ),
  bug('the broker is not told the id of an event', 'bus-nats.ts', [', { msgID: event.id }', ''], nats, [
    'delivers an event once that was published twice with one id',
  ]),
  bug('a silent broker looks well', 'bus-nats.ts', ['await this.connection.rtt();', ''], nats, [
    'notices a broker that says nothing any more, and one that speaks again',
  ]),
  bug('what fails once is set aside', 'bus-rabbitmq.ts', ['if (delayMs === undefined) {', 'if (error) {'], rabbit, [
    'delivers again when the handler fails, as the same event',
  ]),
  bug(
    'events of one key are handled side by side',
    'bus-in-process.ts',
    ['this.lanes.get(lane) ?? Promise.resolve()', 'Promise.resolve()'],
    inProcess,
    ['keeps the events of one key in their order, where it says so'],
  ),
  bug(
    'a poisonous event is tried for ever',
    'failure-streak.ts',
    ['if (!this.outage) return this.retryDelaysMs[attempts - 1];', 'if (!this.outage) return this.retryDelaysMs[0];'],
    inProcess,
    ['sets an event aside after five failures, and goes on with the others'],
  ),
];
