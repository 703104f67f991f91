import { CallError } from './errors.ts';
import { StepRefused, type SagaDefinition, type SagaStep } from './saga-definition.ts';

export type SagaState = 'RUNNING' | 'COMPENSATING' | 'COMPLETED' | 'COMPENSATED' | 'COMPENSATION_FAILED';
export type Direction = 'run' | 'compensate';

/** Times in epoch milliseconds. */
export interface StepRecord {
  readonly step: string;
  readonly direction: Direction;
  /**
   * A run ends as DONE, REFUSED (no effect) or UNKNOWN (perhaps an effect), a compensation as DONE or FAILED; an operator
   * who did it by hand makes it SKIPPED.
   */
  readonly state: 'STARTED' | 'DONE' | 'REFUSED' | 'UNKNOWN' | 'FAILED' | 'SKIPPED';
  readonly failures: number;
  /** When the time of the step, or of its current try, is over. */
  readonly dueAt: number;
  readonly begunAt: number;
  readonly endedAt: number | null;
  /** What the last failure said. */
  readonly error: string | null;
}

export interface Saga {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly input: unknown;
  readonly state: SagaState;
  /** Grows with every write: whoever holds an older one has lost the saga to another process. */
  readonly version: number;
  readonly definitionVersion: string;
  /** No process has known its definition so far. */
  readonly parked: boolean;
  readonly correlationId: string;
  readonly traceparent: string | null;
  readonly steps: readonly StepRecord[];
}

/** Something that a person has to look at. */
export interface SagaAlert {
  /** The same however often the alert is told. */
  readonly id: string;
  readonly reason: 'compensation-failed' | 'step-stuck' | 'unknown-version';
  readonly saga: string;
  readonly sagaId: string;
  readonly key: string;
  readonly step: string | null;
  readonly error: string | null;
}

/** The step to run or to compensate next. */
export interface Work {
  readonly step: SagaStep<unknown>;
  readonly direction: Direction;
}

/** The first one and three more. */
const TRIES = 4;
const MAX_BACKOFF_MS = 60_000;

/** The first step that is not done; while compensating, the last one that may have had an effect and is not undone. */
export function nextWork(definition: SagaDefinition<unknown>, saga: Saga): Work | undefined {
  if (saga.state === 'RUNNING') {
    const step = definition.steps.find(({ name }) => !isOver(findRecord(saga, name, 'run')));
    return step && { step, direction: 'run' };
  }
  if (saga.state !== 'COMPENSATING') return undefined;
  const step = definition.steps.findLast(
    (candidate) => candidate.compensate && needsCompensation(saga, candidate.name),
  );
  return step && { step, direction: 'compensate' };
}

/** The saga after `outcome`, with the next step already begun or the saga ended. */
export function advance(
  definition: SagaDefinition<unknown>,
  saga: Saga,
  outcome: StepRecord | null,
  now: number,
): Saga {
  const steps = outcome ? withRecord(saga.steps, outcome) : saga.steps;
  const failed = outcome?.direction === 'run' && (outcome.state === 'REFUSED' || outcome.state === 'UNKNOWN');
  const updated: Saga = { ...saga, steps, state: failed ? 'COMPENSATING' : saga.state };
  const work = nextWork(definition, updated);
  if (!work) return { ...updated, state: endState(updated) };
  const { name: step, timeoutMs } = work.step;
  const { direction } = work;
  if (findRecord(updated, step, direction)?.state === 'STARTED') return updated;
  const begun = { failures: 0, dueAt: now + timeoutMs, begunAt: now, endedAt: null, error: null };
  return { ...updated, steps: withRecord(steps, { step, direction, state: 'STARTED', ...begun }) };
}

export function succeeded(record: StepRecord, now: number): StepRecord {
  return { ...record, state: 'DONE', endedAt: now, error: null };
}

/**
 * How a step ended that threw `error`: unless it is known to have had no effect, it counts as if it had. A compensation is
 * tried again a few times, what there is no way back from as often as it takes; then the step is still STARTED. The first
 * wait is at most `backoffMs`, each further one twice as long.
 */
export function failed(
  definition: SagaDefinition<unknown>,
  { step, direction }: Work,
  record: StepRecord,
  error: unknown,
  { now, backoffMs }: { now: number; backoffMs: number },
): StepRecord {
  const failures = record.failures + 1;
  const after = { ...record, failures, error: String(error).slice(0, 500) };
  const waitMs = Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** record.failures) * (0.5 + Math.random() / 2);
  const again = { ...after, dueAt: Math.round(now + waitMs) + step.timeoutMs };
  if (direction === 'compensate') return failures < TRIES ? again : { ...after, state: 'FAILED', endedAt: now };
  const refused = step.local || error instanceof StepRefused || (error instanceof CallError && !error.outcomeUnknown);
  if (!canGoBack(definition, step, refused)) return again;
  return { ...after, state: refused ? 'REFUSED' : 'UNKNOWN', endedAt: now };
}

/** Whether a step that is tried again waits first, and runs with its full time; others have what is left of theirs. */
export function isRepeated(definition: SagaDefinition<unknown>, { step, direction }: Work): boolean {
  return direction === 'compensate' || !canGoBack(definition, step, false);
}

/** The alert that an outcome calls for, if it does; its id is that of the transition. */
export function alertOf(saga: Saga, outcome: StepRecord): SagaAlert | null {
  const exhausted = outcome.state === 'FAILED';
  const stuck = outcome.direction === 'run' && outcome.state === 'STARTED' && outcome.failures === TRIES;
  if (!exhausted && !stuck) return null;
  const { id: sagaId, name, key, version } = saga;
  const reason = exhausted ? 'compensation-failed' : 'step-stuck';
  const { step, error } = outcome;
  return { id: `${sagaId}:${version}`, reason, saga: name, sagaId, key, step, error };
}

export function findRecord(saga: Saga, step: string, direction: Direction): StepRecord | undefined {
  return saga.steps.find((record) => record.step === step && record.direction === direction);
}

/** The pivot's own outcome must become known, or nobody could say which way the saga goes; what follows must succeed. */
function canGoBack({ steps }: SagaDefinition<unknown>, step: SagaStep<unknown>, refused: boolean): boolean {
  const pivot = steps.findIndex((candidate) => candidate.pivot);
  const position = steps.findIndex(({ name }) => name === step.name);
  return pivot === -1 || position < pivot || (position === pivot && refused);
}

function isOver(record: StepRecord | undefined): boolean {
  return record?.state === 'DONE' || record?.state === 'SKIPPED';
}

function needsCompensation(saga: Saga, step: string): boolean {
  const run = findRecord(saga, step, 'run')?.state;
  if (run !== 'DONE' && run !== 'UNKNOWN') return false;
  const undone = findRecord(saga, step, 'compensate');
  return !isOver(undone) && undone?.state !== 'FAILED';
}

function endState(saga: Saga): SagaState {
  if (saga.state === 'RUNNING') return 'COMPLETED';
  return saga.steps.some((record) => record.state === 'FAILED') ? 'COMPENSATION_FAILED' : 'COMPENSATED';
}

function withRecord(steps: readonly StepRecord[], record: StepRecord): StepRecord[] {
  const others = steps.filter((step) => step.step !== record.step || step.direction !== record.direction);
  return [...others, record];
}
