import { UserError } from '../../util/user-error.ts';
import { eventNames, isChoreographed, stepNames, undoneAfter } from '../../blueprint/choreography.ts';
import type { EndpointSpec, SagaPartSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, functionName, kebab, pascal } from '../names.ts';
import { endpointRole, pathParameters } from './endpoint-kind.ts';
import type { HandlerView } from './handler-view.ts';

/** A choreographed saga in the service that starts it. */
export interface ChoreographyView {
  readonly name: string;
  readonly file: string;
  /** `placeOrderSaga` defines it, `followPlaceOrder` hears how it goes on. */
  readonly fn: string;
  readonly followFn: string;
  readonly started: string;
  readonly timedOut: string;
  readonly timeouts: readonly number[];
  /** The steps as its events tell of them; `number` counts from 1. */
  readonly steps: readonly {
    readonly name: string;
    readonly service: string;
    readonly number: number;
    readonly first: boolean;
    readonly last: boolean;
    readonly done: string;
    readonly refused: string;
    readonly undone: string;
  }[];
  readonly firstStep: { readonly done: string; readonly refused: string; readonly undone: string };
  readonly lastStep: { readonly done: string; readonly refused: string };
  readonly oneStep: boolean;
}

/** A step of a choreographed saga in the service that does it. */
export interface SagaStepPartView {
  readonly saga: string;
  readonly name: string;
  readonly file: string;
  /** `joinPlaceOrderReserve` */
  readonly fn: string;
  readonly after: string;
  readonly undoneAfter: readonly string[];
  readonly done: string;
  readonly refused: string;
  readonly undone: string;
  readonly run: OperationCall;
  readonly undo: OperationCall | null;
  readonly handlers: readonly OperationCall[];
  /** SQL that makes ready what the step changes, and what tells in tests that it had its effect: null where there is nothing. */
  readonly prepare: string | null;
  readonly created: string | null;
}

interface OperationCall {
  readonly fn: string;
  readonly file: string;
  readonly args: string;
}

/** The views of the choreographed sagas that a service starts. */
export function choreographyViews(service: ServiceSpec): ChoreographyView[] {
  return service.sagas.filter(isChoreographed).map((saga) => {
    const { started, timedOut, steps } = eventNames(saga);
    const names = stepNames(saga);
    const views = steps.map((step, index) => ({
      ...step,
      name: names[index] ?? '',
      service: saga.steps[index]?.do.service ?? '',
      number: index + 1,
      first: index === 0,
      last: index === steps.length - 1,
    }));
    const nothing = { done: '', refused: '', undone: '' };
    return {
      name: saga.name,
      file: kebab(saga.name),
      fn: `${camel(saga.name)}Saga`,
      followFn: `follow${pascal(saga.name)}`,
      started,
      timedOut,
      timeouts: saga.steps.map(({ timeout }) => timeout),
      steps: views,
      firstStep: steps[0] ?? nothing,
      lastStep: steps.at(-1) ?? nothing,
      oneStep: steps.length === 1,
    };
  });
}

/** The views of the steps that a service does in choreographed sagas of others. */
export function sagaStepPartViews(service: ServiceSpec, handlers: readonly HandlerView[]): SagaStepPartView[] {
  return service.sagaParts.flatMap(({ saga, index }: SagaPartSpec) => {
    const step = saga.steps[index];
    const { started, steps } = eventNames(saga);
    const events = steps[index];
    if (step === undefined || events === undefined) return [];
    const name = stepNames(saga)[index] ?? '';
    const run = operationCall(step.do.endpoint, handlers);
    const undo = step.undo === null ? null : operationCall(step.undo.endpoint, handlers);
    return {
      ...events,
      saga: saga.name,
      name,
      file: kebab(`${saga.name}-${name}`),
      fn: `join${pascal(saga.name)}${pascal(name)}`,
      after: steps[index - 1]?.done ?? started,
      undoneAfter: undoneAfter(saga, index),
      run,
      undo,
      handlers: [run, ...(undo && undo.fn !== run.fn ? [undo] : [])].sort((a, b) => (a.file < b.file ? -1 : 1)),
      ...exampleRows(step.do.endpoint, service),
    };
  });
}

function operationCall(endpoint: EndpointSpec, handlers: readonly HandlerView[]): OperationCall {
  const handler = handlers.find(({ operation }) => operation === endpoint.operation);
  const takes = handler?.takes ?? [];
  const members: Readonly<Record<string, string>> = {
    params: `{ ${pathParameters(endpoint.path)
      .map((name) => `${name}: saga.id`)
      .join(', ')} }`,
    query: '{ ...saga.input, id: saga.id, limit: 1 }',
    body: '{ ...saga.input, id: saga.id }',
    idempotencyKey: 'saga.id',
  };
  const given = takes.map(({ name }) => {
    const value = members[name];
    if (value !== undefined) return `${name}: ${value}`;
    throw new UserError(`the endpoint "${endpoint.method} ${endpoint.path}" cannot be a step of a choreographed saga`, {
      help: 'leave out its "idempotent": the inbox lets each event have its effect once',
    });
  });
  const args = ['{ ...deps, store: tx }', ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : [])];
  return {
    fn: handler?.fn ?? functionName(endpoint.operation),
    file: kebab(endpoint.operation),
    args: args.join(', '),
  };
}

function exampleRows(endpoint: EndpointSpec, { owns }: ServiceSpec): Pick<SagaStepPartView, 'prepare' | 'created'> {
  const { kind, table } = endpointRole(endpoint, owns);
  const changes = kind === 'change' || kind === 'read';
  return {
    prepare: changes ? `INSERT INTO ${table} (id, data) VALUES ($1, '{}')` : null,
    created: kind === 'create' || kind === 'put' ? `SELECT id FROM ${table} WHERE id = $1` : null,
  };
}
