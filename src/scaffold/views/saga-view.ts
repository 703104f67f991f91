import type { SagaSpec, SagaStepSpec } from '../../blueprint/blueprint.ts';
import { camel, kebab } from '../names.ts';
import { clientProperty, hasBody, takesKey } from './client-view.ts';
import { pathParameters } from './endpoint-kind.ts';
import { clientMethod } from './handler-names.ts';

/** A step of a saga, its calls as TypeScript expressions. */
export interface SagaStepView {
  /** `inventory.reserve` */
  readonly name: string;
  readonly timeout: number;
  readonly pivot: boolean;
  readonly run: StepCall;
  readonly compensate: (StepCall & { readonly name: string }) | null;
}

interface StepCall {
  readonly call: string;
  /** Members of the step's context that the call takes. */
  readonly takes: string;
}

export interface SagaView {
  readonly name: string;
  /** `placeOrderSaga` */
  readonly fn: string;
  readonly file: string;
  /** Properties of `Dependencies` that the steps call, as a union type. */
  readonly clientNames: string;
  readonly undoes: boolean;
  readonly steps: readonly SagaStepView[];
  /**
   * What its tests expect: the call of the last step that can be refused, all calls with the saga's end, `<saga>` for its id,
   * and those of a saga whose last step, behind the pivot, succeeds at the second try; null when there is none.
   */
  readonly lastCall: string;
  readonly completed: string;
  readonly compensated: string;
  readonly repeated: { readonly call: string; readonly calls: string } | null;
}

/** The view of a saga. Its id is the id of whatever its steps create, so that a compensation knows it whatever happened. */
export function sagaView(saga: SagaSpec): SagaView {
  const callees = saga.steps.flatMap(({ do: action, undo }) => [action.service, ...(undo ? [undo.service] : [])]);
  const doing = saga.steps.map((step) => exampleCall(step.do));
  const pivot = saga.steps.findIndex((step) => step.pivot);
  const last = pivot === -1 ? saga.steps.length - 1 : pivot;
  const undone = saga.steps.slice(0, last).reverse();
  const lastCall = exampleCall(saga.steps.at(-1)?.do ?? null);
  const undoing = undone.flatMap((step) => (step.undo ? [exampleCall(step.undo)] : []));
  return {
    name: saga.name,
    fn: `${camel(saga.name)}Saga`,
    file: kebab(saga.name),
    clientNames: [...new Set(callees.map(clientProperty))].map((name) => `'${name}'`).join(' | '),
    undoes: saga.steps.some(({ undo }) => undo !== null),
    lastCall: doing[last] ?? '',
    completed: [...doing, 'COMPLETED'].join('\n'),
    compensated: [...doing.slice(0, last + 1), ...undoing, 'COMPENSATED'].join('\n'),
    repeated:
      last < saga.steps.length - 1 ? { call: lastCall, calls: [...doing, lastCall, 'COMPLETED'].join('\n') } : null,
    steps: saga.steps.map((step) => ({
      name: operationName(step.do),
      timeout: step.timeout,
      pivot: step.pivot,
      run: stepCall(step.do),
      compensate: step.undo ? undoCall(step.undo) : null,
    })),
  };
}

function stepCall({ service, endpoint }: SagaStepSpec['do']): StepCall {
  const args = pathParameters(endpoint.path).map(() => 'sagaId');
  if (hasBody(endpoint.method)) args.push('{ ...input, id: sagaId }');
  if (takesKey(endpoint.method)) args.push('{ idempotencyKey }');
  const call = `deps.${clientProperty(service)}.${clientMethod(endpoint.operation)}(${args.join(', ')})`;
  const takes = ['input', 'sagaId', 'idempotencyKey'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(args.join(' ')),
  );
  return { call, takes: takes.length > 0 ? `{ ${takes.join(', ')} }` : '' };
}

function exampleCall(action: SagaStepSpec['do'] | null): string {
  return action === null ? '' : `${action.endpoint.method} ${action.endpoint.path.replace(/:\w+/g, '<saga>')}`;
}

function undoCall(action: SagaStepSpec['do']): SagaStepView['compensate'] {
  const { call, takes } = stepCall(action);
  return { name: operationName(action), call: `undone(${call})`, takes };
}

function operationName({ service, endpoint }: SagaStepSpec['do']): string {
  return `${service}.${endpoint.operation}`;
}
