import type { SagaSpec, SagaStepSpec } from '../../blueprint/blueprint.ts';
import { isStateMachine } from '../../blueprint/saga-style.ts';
import { constant, kebab, pascal } from '../names.ts';
import { hasBody, takesKey } from './client-view.ts';

/** A saga as a state machine of AWS Step Functions. */
export interface StateMachineView {
  readonly name: string;
  readonly file: string;
  /** The definition, in the Amazon States Language. */
  readonly definition: string;
  /** What the definition leaves open: one pair for each service that it calls. */
  readonly substitutions: readonly {
    readonly service: string;
    /** Environment variable of its base URL, for state machines that run in this process. */
    readonly env: string;
    readonly url: string;
    readonly connection: string;
  }[];
  readonly steps: readonly MachineStepView[];
}

/** A step as its tests speak of it: `called` is method and path, `<saga>` for its id. */
interface MachineStepView {
  readonly state: string;
  readonly called: string;
  readonly undo: { readonly state: string; readonly called: string } | null;
  readonly pivot: boolean;
  /** Behind the pivot. */
  readonly forward: boolean;
}

type Operation = SagaStepSpec['do'];
type State = Readonly<Record<string, unknown>>;

// Who answers so has done nothing. Names of errors have no wildcards: what is not here counts as if it may have had an effect,
// and undoing what never happened does no harm.
const REFUSALS = [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429].map(httpError);
const PASSING = [...[429, 502, 503, 504].map(httpError), 'States.Http.Socket'];
const NOT_THERE = httpError(404);
const ALL = ['States.ALL'];
const JITTER = { BackoffRate: 2, JitterStrategy: 'FULL' };
// With a minute between them, most of a day.
const FORWARD_ATTEMPTS = 1_000;
const END = 'Compensated';
const LONGEST_NAME = 80;

/** The views of the sagas that Step Functions leads. */
export function stateMachineViews(sagas: readonly SagaSpec[]): StateMachineView[] {
  return sagas.filter(isStateMachine).map((saga) => {
    const callees = saga.steps.flatMap(({ do: action, undo }) => [action.service, ...(undo ? [undo.service] : [])]);
    return {
      name: saga.name,
      file: kebab(saga.name),
      definition: `${JSON.stringify(definitionOf(saga), null, 2)}\n`,
      substitutions: [...new Set(callees)].map((service) => ({
        service,
        env: `${constant(service)}_URL`,
        url: urlOf(service),
        connection: connectionOf(service),
      })),
      steps: saga.steps.map((step, index) => ({
        state: stateName('Step', index, step.do),
        called: calledAs(step.do),
        undo: step.undo && { state: stateName('Undo', index, step.undo), called: calledAs(step.undo) },
        pivot: step.pivot,
        forward: isForward(saga, index),
      })),
    };
  });
}

/** What state machines leave open, each service once. */
export function distinctUrls(machines: readonly StateMachineView[]): StateMachineView['substitutions'] {
  const all = machines.flatMap(({ substitutions }) => substitutions);
  return [...new Map(all.map((each) => [each.service, each])).values()];
}

function definitionOf(saga: SagaSpec): object {
  const states: Record<string, State> = {};
  for (const [index, step] of saga.steps.entries()) states[stateName('Step', index, step.do)] = stepState(saga, index);
  states['Completed'] = { Type: 'Pass', Result: { state: 'COMPLETED' }, End: true };
  for (const [index, { undo }] of [...saga.steps.entries()].reverse())
    if (undo) states[stateName('Undo', index, undo)] = undoState(saga, index, undo);
  Object.assign(states, endStates(saga));
  const [first] = saga.steps;
  return {
    Comment: `The saga "${saga.name}": when a step fails, those that took effect, or may have, are undone, the last one first.`,
    StartAt: first ? stateName('Step', 0, first.do) : 'Completed',
    States: states,
  };
}

function stepState(saga: SagaSpec, index: number): State {
  const step = saga.steps[index];
  if (!step) throw new Error(`the saga "${saga.name}" has no step ${index}`);
  const next = saga.steps[index + 1];
  const own = taskState(step.do, step.timeout, `${step.do.endpoint.operation}:run`);
  const rest = { Next: next ? stateName('Step', index + 1, next.do) : 'Completed' };
  const passing = { ErrorEquals: PASSING, IntervalSeconds: 1, MaxAttempts: 2, ...JITTER };
  const forward = {
    ErrorEquals: ALL,
    IntervalSeconds: 1,
    MaxAttempts: FORWARD_ATTEMPTS,
    MaxDelaySeconds: 60,
    ...JITTER,
  };
  if (step.pivot) {
    // What the pivot came to has to become known, unless it was refused.
    const refused = { ErrorEquals: REFUSALS, ResultPath: '$.error', Next: undoFrom(saga, index - 1) };
    return {
      ...own,
      Retry: [{ ...passing, ErrorEquals: [httpError(429)] }, { ErrorEquals: REFUSALS, MaxAttempts: 0 }, forward],
      Catch: [refused],
      ...rest,
    };
  }
  if (isForward(saga, index)) return { ...own, Retry: [forward], ...rest };
  return {
    ...own,
    Retry: [passing],
    Catch: [
      { ErrorEquals: REFUSALS, ResultPath: '$.error', Next: undoFrom(saga, index - 1) },
      { ErrorEquals: ALL, ResultPath: '$.error', Next: undoFrom(saga, index) },
    ],
    ...rest,
  };
}

function undoState(saga: SagaSpec, index: number, undo: Operation): State {
  const next = undoFrom(saga, index - 1);
  return {
    ...taskState(undo, saga.steps[index]?.timeout ?? 0, `${saga.steps[index]?.do.endpoint.operation}:compensate`),
    Retry: [
      { ErrorEquals: [NOT_THERE], MaxAttempts: 0 },
      { ErrorEquals: ALL, IntervalSeconds: 1, MaxAttempts: 3, MaxDelaySeconds: 60, ...JITTER },
    ],
    Catch: [
      // Undoing what never happened is done.
      { ErrorEquals: [NOT_THERE], ResultPath: '$.nothing', Next: next },
      // The others are undone all the same; the end tells of this one.
      { ErrorEquals: ALL, ResultPath: `$.failed.step${index + 1}`, Next: next },
    ],
    Next: next,
  };
}

function endStates({ steps }: SagaSpec): Record<string, State> {
  const pivot = steps.findIndex((step) => step.pivot);
  if (pivot === 0) return { [END]: { Type: 'Pass', Result: { state: 'COMPENSATED' }, End: true } };
  const done = { Type: 'Pass', Result: { state: 'COMPENSATED' }, End: true };
  if (steps.every(({ undo }) => undo === null)) return { [END]: done };
  return {
    'All undone?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.failed', IsPresent: true, Next: 'Compensation failed' }],
      Default: END,
    },
    [END]: done,
    'Compensation failed': { Type: 'Fail', Error: 'CompensationFailed', CausePath: 'States.JsonToString($.failed)' },
  };
}

function taskState({ service, endpoint }: Operation, timeoutMs: number, key: string): State {
  const segments = endpoint.path.replace(/:\w+/g, '{}');
  const address = `\${${urlOf(service)}}${segments}`;
  const ids = segments.split('{}').length - 1;
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::http:invoke',
    Parameters: {
      ...(ids === 0
        ? { ApiEndpoint: address }
        : { 'ApiEndpoint.$': `States.Format('${address}'${', $.sagaId'.repeat(ids)})` }),
      Method: endpoint.method,
      Authentication: { ConnectionArn: `\${${connectionOf(service)}}` },
      Headers: {
        ...(hasBody(endpoint.method) && { 'content-type': 'application/json' }),
        ...(takesKey(endpoint.method) && {
          'idempotency-key.$': `States.Format('{}:${service}.${key}', $.sagaId)`,
        }),
        'x-correlation-id.$': '$.correlationId',
        'traceparent.$': '$.traceparent',
      },
      ...(hasBody(endpoint.method) && { 'RequestBody.$': '$.input' }),
    },
    TimeoutSeconds: Math.max(1, Math.ceil(timeoutMs / 1_000)),
    ResultPath: null,
  };
}

/** The state in which undoing begins when all steps up to `index` may have had an effect. */
function undoFrom({ steps }: SagaSpec, index: number): string {
  for (let each = index; each >= 0; each--) {
    const undo = steps[each]?.undo;
    if (undo) return stateName('Undo', each, undo);
  }
  return steps.some(({ undo }) => undo !== null) ? 'All undone?' : END;
}

function isForward({ steps }: SagaSpec, index: number): boolean {
  const pivot = steps.findIndex((step) => step.pivot);
  return pivot !== -1 && index > pivot;
}

function stateName(what: 'Step' | 'Undo', index: number, { service, endpoint }: Operation): string {
  return `${what} ${index + 1}: ${service}.${endpoint.operation}`.slice(0, LONGEST_NAME);
}

function calledAs({ endpoint }: Operation): string {
  return `${endpoint.method} ${endpoint.path.replace(/:\w+/g, '<saga>')}`;
}

function urlOf(service: string): string {
  return `${pascal(service)}Url`;
}

function connectionOf(service: string): string {
  return `${pascal(service)}ConnectionArn`;
}

function httpError(status: number): string {
  return `States.Http.StatusCode.${status}`;
}
