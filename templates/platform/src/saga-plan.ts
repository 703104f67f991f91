import { CallError } from './errors.ts';

/** What a step or its compensation is given. */
export interface SagaStepContext<I> {
  readonly input: I;
  readonly sagaId: string;
  /** Stays the same however often this step (or this compensation) is run: send it as Idempotency-Key. */
  readonly idempotencyKey: string;
  /** Aborted when the step's time is over. */
  readonly signal: AbortSignal;
}

export interface SagaStep<I> {
  readonly name: string;
  readonly timeoutMs: number;
  run(context: SagaStepContext<I>): Promise<unknown>;
  /** Undoes the step; must also succeed when the step never took effect. */
  compensate?(context: SagaStepContext<I>): Promise<unknown>;
}

export interface SagaDefinition<I> {
  readonly name: string;
  readonly steps: readonly SagaStep<I>[];
}

/** Throw it in a step that certainly had no effect, so that it is not compensated. */
export class StepRefused extends Error {}

export type SagaState = 'RUNNING' | 'COMPENSATING' | 'COMPLETED' | 'COMPENSATED' | 'COMPENSATION_FAILED';
export type Direction = 'run' | 'compensate';

export interface StepRecord {
  readonly step: string;
  readonly direction: Direction;
  /** A run ends as DONE, REFUSED (no effect) or UNKNOWN (perhaps an effect), a compensation as DONE or FAILED. */
  readonly state: 'STARTED' | 'DONE' | 'REFUSED' | 'UNKNOWN' | 'FAILED';
  readonly failures: number;
  /** When the step's time is over, in epoch milliseconds. */
  readonly dueAt: number;
}

export interface Saga {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly input: unknown;
  readonly state: SagaState;
  readonly version: number;
  readonly correlationId: string;
  readonly traceparent: string | null;
  readonly steps: readonly StepRecord[];
}

/** The step to run or to compensate next. */
export interface Work {
  readonly step: SagaStep<unknown>;
  readonly direction: Direction;
}

const MAX_COMPENSATION_FAILURES = 3;

/** The first step that is not done; while compensating, the last one that may have had an effect and is not undone. */
export function nextWork(definition: SagaDefinition<unknown>, saga: Saga): Work | undefined {
  if (saga.state === 'RUNNING') {
    const step = definition.steps.find(({ name }) => findRecord(saga, name, 'run')?.state !== 'DONE');
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
  const failed = outcome?.direction === 'run' && outcome.state !== 'DONE';
  const updated: Saga = { ...saga, steps, state: failed ? 'COMPENSATING' : saga.state };
  const work = nextWork(definition, updated);
  if (!work) return { ...updated, state: endState(updated) };
  const { name, timeoutMs } = work.step;
  const failures = findRecord(updated, name, work.direction)?.failures ?? 0;
  const begun: StepRecord = {
    step: name,
    direction: work.direction,
    state: 'STARTED',
    failures,
    dueAt: now + timeoutMs,
  };
  return { ...updated, steps: withRecord(steps, begun) };
}

/** How a step ended that threw `error`. Unless it is known to have had no effect, it counts as if it had. */
export function failedRecord(record: StepRecord, error: unknown): StepRecord {
  const failures = record.failures + 1;
  if (record.direction === 'compensate') {
    return { ...record, failures, state: failures < MAX_COMPENSATION_FAILURES ? 'STARTED' : 'FAILED' };
  }
  const refused = error instanceof StepRefused || (error instanceof CallError && !error.outcomeUnknown);
  return { ...record, failures, state: refused ? 'REFUSED' : 'UNKNOWN' };
}

export function findRecord(saga: Saga, step: string, direction: Direction): StepRecord | undefined {
  return saga.steps.find((record) => record.step === step && record.direction === direction);
}

function needsCompensation(saga: Saga, step: string): boolean {
  const run = findRecord(saga, step, 'run')?.state;
  if (run !== 'DONE' && run !== 'UNKNOWN') return false;
  const undone = findRecord(saga, step, 'compensate')?.state;
  return undone !== 'DONE' && undone !== 'FAILED';
}

function endState(saga: Saga): SagaState {
  if (saga.state === 'RUNNING') return 'COMPLETED';
  return saga.steps.some((record) => record.state === 'FAILED') ? 'COMPENSATION_FAILED' : 'COMPENSATED';
}

function withRecord(steps: readonly StepRecord[], record: StepRecord): StepRecord[] {
  const others = steps.filter((step) => step.step !== record.step || step.direction !== record.direction);
  return [...others, record];
}
