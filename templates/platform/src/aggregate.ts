import { appendEvents, readStream, VersionConflict, type NewEvent, type RecordedEvent } from './event-log.ts';
import type { Store, Transaction } from './store.ts';

/** What an event's data looked like in one shape, turned into what it looks like in the next one. */
export type Upcaster = (data: RecordedEvent['data']) => RecordedEvent['data'];

/** Something whose state is the sum of its events. */
export interface Aggregate<State> {
  /** Begins the name of its streams: `account` gives `account:7`. */
  readonly name: string;
  /** The state after one more event; undefined before the first one. A pure function: it is run again at every reading. */
  readonly evolve: (state: State | undefined, event: RecordedEvent) => State;
  /** By type of event: the first turns data of shape 1 into shape 2, the second shape 2 into shape 3, … */
  readonly upcasters?: Readonly<Record<string, readonly Upcaster[]>>;
  /** After how many events the state is kept, so that reading does not begin at the first one; 0 for never. */
  readonly snapshotEvery?: number;
  /** Counts the changes of what the state looks like: kept states of another shape are not used. */
  readonly stateShape?: number;
}

/** An aggregate as it stands: its state, undefined when it has no events, and the version that a change expects. */
export interface Loaded<State> {
  readonly state: State | undefined;
  readonly version: number;
}

const TRIES = 5;

/** Reads an aggregate: its last kept state, and the events since. */
export async function load<State>(store: Store, aggregate: Aggregate<State>, id: string): Promise<Loaded<State>> {
  const stream = streamOf(aggregate, id);
  const [kept] = await store.query<{ version: number; state: State }>(
    'SELECT version, state FROM event_log_snapshots WHERE stream = $1 AND shape = $2',
    [stream, aggregate.stateShape ?? 1],
  );
  let loaded: Loaded<State> = kept ?? { state: undefined, version: 0 };
  for (const event of await readStream(store, stream, loaded.version))
    loaded = { state: aggregate.evolve(loaded.state, upcast(aggregate, event)), version: event.version };
  return loaded;
}

/**
 * Records what `decide` makes of the aggregate as it stands, and resolves with it as it stands then. When somebody else was
 * faster it decides again, a few times; then a {@link VersionConflict} is thrown. No events: nothing has changed.
 */
export async function change<State>(
  tx: Transaction,
  aggregate: Aggregate<State>,
  id: string,
  decide: (state: State | undefined) => readonly NewEvent[],
): Promise<Loaded<State>> {
  const stream = streamOf(aggregate, id);
  for (let tries = 1; ; tries++) {
    const before = await load(tx, aggregate, id);
    const events = decide(before.state).map((event) => ({ shape: shapeOf(aggregate, event.type), ...event }));
    if (events.length === 0) return before;
    try {
      await appendEvents(tx, stream, before.version, events);
    } catch (error) {
      if (!(error instanceof VersionConflict) || tries === TRIES) throw error;
      continue;
    }
    const after = await load(tx, aggregate, id);
    await keepSnapshot(tx, aggregate, stream, { before: before.version, after });
    return after;
  }
}

/** An event's data as it would be recorded today. */
export function upcast<State>({ upcasters }: Aggregate<State>, event: RecordedEvent): RecordedEvent {
  const all = upcasters?.[event.type] ?? [];
  const data = all.slice(event.shape - 1).reduce((old, turn) => turn(old), event.data);
  return { ...event, data, shape: Math.max(event.shape, all.length + 1) };
}

function shapeOf<State>({ upcasters }: Aggregate<State>, type: string): number {
  return (upcasters?.[type]?.length ?? 0) + 1;
}

function streamOf<State>({ name }: Aggregate<State>, id: string): string {
  return `${name}:${id}`;
}

async function keepSnapshot<State>(
  tx: Transaction,
  { snapshotEvery = 100, stateShape = 1 }: Aggregate<State>,
  stream: string,
  { before, after }: { before: number; after: Loaded<State> },
): Promise<void> {
  if (snapshotEvery === 0) return;
  if (Math.floor(before / snapshotEvery) === Math.floor(after.version / snapshotEvery)) return;
  await tx.query(
    `INSERT INTO event_log_snapshots (stream, version, shape, state) VALUES ($1, $2, $3, $4::jsonb)
     ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, shape = EXCLUDED.shape, state = EXCLUDED.state`,
    [stream, after.version, stateShape, JSON.stringify(after.state)],
  );
}
