import type { SagaSpec } from './blueprint.ts';

/** Who leads a saga: the service that declares it, nobody, or an engine outside of it. */
export const SAGA_STYLES = ['orchestration', 'choreography', 'step-functions', 'temporal'] as const;
export type SagaStyle = (typeof SAGA_STYLES)[number];

/** Step Functions ends the call of an HTTP task after this time. */
const LONGEST_HTTP_TASK_MS = 60_000;

/** Whether the service that declares the saga leads it on its own store. */
export function isOrchestrated({ style }: SagaSpec): boolean {
  return style === 'orchestration';
}

/** Whether a state machine of AWS Step Functions leads the saga and calls its steps. */
export function isStateMachine({ style }: SagaSpec): boolean {
  return style === 'step-functions';
}

/** Whether Temporal leads the saga, and the service takes its steps when asked to. */
export function isTemporal({ style }: SagaSpec): boolean {
  return style === 'temporal';
}

/** Whether something outside of the service leads the saga. */
export function isLedByEngine(saga: SagaSpec): boolean {
  return isStateMachine(saga) || isTemporal(saga);
}

/** Whether it is the service itself whose clients call the steps. */
export function callsItsSteps(saga: SagaSpec): boolean {
  return isOrchestrated(saga) || isTemporal(saga);
}

/** What the engine of a saga cannot do about a step with this timeout, and what to do instead; null when it can. */
export function flawOfTimeout(style: SagaStyle, timeoutMs: number): readonly [what: string, help: string] | null {
  if (style !== 'step-functions' || timeoutMs <= LONGEST_HTTP_TASK_MS) return null;
  return [
    'Step Functions gives a call no more than 60 seconds',
    'let the step answer at once and be told of its end by another one, or set style: orchestration',
  ];
}
