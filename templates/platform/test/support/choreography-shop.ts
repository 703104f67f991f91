import { pino } from 'pino';
import { createEvent, type EventBus, type EventEnvelope } from '../../src/bus.ts';
import { Choreographies, choreographyMigrations } from '../../src/choreography.ts';
import { ChoreographyStep } from '../../src/choreography-step.ts';
import { Inbox, inboxMigrations } from '../../src/inbox.ts';
import { Outbox, outboxMigrations } from '../../src/outbox.ts';
import { HttpProblem } from '../../src/problem.ts';
import { sagaParticipantMigrations } from '../../src/saga-participant.ts';
import { migrate, type Store, type Transaction } from '../../src/store.ts';
import { until } from './upstream.ts';

const log = pino({ level: 'silent' });
export const STEPS = ['reserve', 'charge', 'ship'] as const;
export type StepName = (typeof STEPS)[number];

/** What a step does beside its effect: throws, hangs, waits. */
export type StepBehaviour = (saga: string, tx: Transaction) => Promise<void>;

/** The tables of a service of the shop; `effects` has no key, so that a double effect shows. */
export async function prepareStore(store: Store): Promise<void> {
  await migrate(store, [
    ...outboxMigrations,
    ...inboxMigrations,
    ...sagaParticipantMigrations,
    ...choreographyMigrations,
    {
      id: 'effects',
      sql: `CREATE TABLE effects (position bigint GENERATED ALWAYS AS IDENTITY, saga text, step text, amount integer,
              at timestamptz NOT NULL DEFAULT clock_timestamp())`,
    },
  ]);
}

export interface ShopParts {
  readonly saga: string;
  readonly clock?: () => number;
  readonly timeoutMs?: number;
}

/** A process of the service that starts the saga. */
export async function openInitiator(store: Store, bus: EventBus, parts: ShopParts) {
  const { saga: name, timeoutMs = 60_000, clock = Date.now } = parts;
  const outbox = new Outbox({ store, bus, log, service: 'orders', pollMs: 20 });
  const sagas = new Choreographies({ store, log, clock, pollMs: 20 });
  sagas.register({
    name,
    timeoutsMs: STEPS.map(() => timeoutMs),
    started: (tx, saga, options) => outbox.publish(tx, `${name}.started`, saga, options),
    timedOut: (tx, saga, options) => outbox.publish(tx, `${name}.timed-out`, saga, options),
  });
  await bus.subscribe(`${name}.reserve-done`, (event) => sagas.advance(name, event, 1));
  await bus.subscribe(`${name}.charge-done`, (event) => sagas.advance(name, event, 2));
  await bus.subscribe(`${name}.ship-done`, (event) => sagas.complete(event));
  await bus.subscribe(`${name}.reserve-refused`, (event) => sagas.compensated(event));
  await bus.subscribe(`${name}.charge-refused`, (event) => sagas.compensate(name, event));
  await bus.subscribe(`${name}.ship-refused`, (event) => sagas.compensate(name, event));
  await bus.subscribe(`${name}.reserve-undone`, (event) => sagas.compensated(event));
  outbox.start();
  sagas.watch();
  const ended = async (key: string): Promise<string> => {
    await until(async () => /^COMP\w+ED$/.test((await sagas.find(name, key))?.state ?? ''), `"${key}" ended`);
    return (await sagas.find(name, key))?.state ?? '';
  };
  const close = async (): Promise<void> => {
    await sagas.close();
    await outbox.close();
    await bus.close();
  };
  return { sagas, ended, close };
}

/** A process of a service that does one step, with a row of `effects` each time that it is done or undone. */
export async function openParticipant(
  store: Store,
  bus: EventBus,
  parts: ShopParts & { step: StepName; before?: StepBehaviour; after?: StepBehaviour },
) {
  const { saga: name, step: own } = parts;
  const outbox = new Outbox({ store, bus, log, service: own, pollMs: 20 });
  const write = (tx: Transaction, saga: string, amount: number): Promise<unknown> =>
    tx.query('INSERT INTO effects (saga, step, amount) VALUES ($1, $2, $3)', [saga, own, amount]);
  const step = new ChoreographyStep(new Inbox({ store }), {
    name: `${name}.${own}`,
    run: async (tx, { id }) => {
      await parts.before?.(id, tx);
      await write(tx, id, 1);
      await parts.after?.(id, tx);
    },
    undo: (tx, { id }) => write(tx, id, -1),
    done: (tx, saga, options) => outbox.publish(tx, `${name}.${own}-done`, saga, options),
    refused: (tx, saga, options) => outbox.publish(tx, `${name}.${own}-refused`, saga, options),
    undone: (tx, saga, options) => outbox.publish(tx, `${name}.${own}-undone`, saga, options),
  });
  const index = STEPS.indexOf(own);
  const [earlier, later] = [STEPS[index - 1], STEPS[index + 1]];
  await bus.subscribe(earlier ? `${name}.${earlier}-done` : `${name}.started`, (event) => step.take(event));
  const undoneAfter = later ? [`${name}.${later}-refused`, `${name}.${later}-undone`] : [`${name}.timed-out`];
  for (const type of undoneAfter) await bus.subscribe(type, (event) => step.undo(event));
  outbox.start();
  const close = async (): Promise<void> => {
    await outbox.close();
    await bus.close();
  };
  return { step, close };
}

/** Refuses the step. */
export const refuse: StepBehaviour = async () => {
  throw new HttpProblem(409, 'sold out');
};

/** `reserve charge -charge`: what happened for a saga, in its order. */
export async function effectsOf(store: Store, saga: string): Promise<string> {
  const rows = await store.query<{ step: string; amount: number }>(
    'SELECT step, amount FROM effects WHERE saga = $1 ORDER BY position',
    [saga],
  );
  return rows.map(({ step, amount }) => (amount > 0 ? step : `-${step}`)).join(' ');
}

/** The event that starts a saga, made anew: late, or once more under another id. */
export function sagaEvent(type: string, id: string): EventEnvelope {
  return createEvent('test', type, { id, input: {} }, { key: id });
}
