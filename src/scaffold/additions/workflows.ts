import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../util/user-error.ts';
import { declaredOtherwise, type Draft } from './draft.ts';

/** What is said of a saga that is to be added. */
interface SagaAddition {
  readonly service: string;
  readonly name: string;
  /** `inventory.reserve undo inventory.release timeout 2s`, `payment.charge pivot`. */
  readonly steps: readonly string[];
  readonly style: string;
  /** Operation whose handler starts it; empty for none. */
  readonly by: string;
}

/** Adds a saga, and lets a handler start it. */
export function addSaga(draft: Draft, answers: SagaAddition): void {
  const service = draft.service(answers.service);
  const steps = answers.steps.map(sagaStep);
  const path = ['services', service.name, 'sagas', answers.name];
  const saga = { ...(answers.style !== '' && { style: answers.style }), steps };
  const written = draft.at(path);
  if (written === undefined) draft.set(path, saga);
  else if (!isDeepStrictEqual(Object.entries(written ?? {}).find(([key]) => key === 'steps')?.[1], steps))
    throw declaredOtherwise(draft, `the saga "${answers.name}"`, path);
  if (answers.by === '') return;
  const { index, endpoint } = draft.endpoint(service, answers.by);
  if (endpoint.starts === answers.name) return;
  if (endpoint.starts !== null)
    throw declaredOtherwise(
      draft,
      `what "${answers.by}" starts`,
      ['services', service.name, 'endpoints', index],
      false,
    );
  draft.handler(service, index, 'starts', answers.name);
}

const STEP = /^(\S+)(?:\s+undo\s+(\S+))?(?:\s+timeout\s+(\S+))?(\s+pivot)?$/;

/** A step as the blueprint has it; throws UserError for a text that is none. */
function sagaStep(text: string): unknown {
  const found = STEP.exec(text.trim());
  if (!found)
    throw new UserError(`"${text}" is not a step`, {
      help: 'write "inventory.reserve undo inventory.release timeout 2s", or "payment.charge pivot"',
    });
  const [, action = '', undo, timeout, pivot] = found;
  if (undo === undefined && timeout === undefined && pivot === undefined) return action;
  return {
    do: action,
    ...(undo !== undefined && { undo }),
    ...(timeout !== undefined && { timeout }),
    ...(pivot !== undefined && { pivot: true }),
  };
}

/** What is said of a route that is to be added. */
interface RouteAddition {
  readonly gateway: string;
  readonly prefix: string;
  readonly to: string;
  readonly timeout: string;
  readonly scopes: readonly string[];
  readonly public: boolean;
  readonly rateLimit: string;
}

/** Adds a route to a gateway. */
export function addRoute(draft: Draft, answers: RouteAddition): void {
  const gateway = draft.service(answers.gateway);
  if (gateway.kind !== 'gateway') {
    const gateways = draft.blueprint.services.filter(({ kind }) => kind === 'gateway').map(({ name }) => name);
    throw new UserError(`"${gateway.name}" is a ${gateway.kind}: only a gateway has routes`, {
      help: gateways.length > 0 ? `gateways: ${gateways.join(', ')}` : 'make one with "archwright new gateway"',
    });
  }
  draft.service(answers.to);
  const details = {
    ...(answers.timeout !== '' && { timeout: answers.timeout }),
    ...(answers.scopes.length > 0 && { scopes: [...answers.scopes] }),
    ...(answers.public && { public: true }),
    ...(answers.rateLimit !== '' && { rateLimit: answers.rateLimit }),
  };
  const route = Object.keys(details).length === 0 ? answers.to : { to: answers.to, ...details };
  const path = ['services', gateway.name, 'routes', answers.prefix];
  const written = draft.at(path);
  if (written === undefined) draft.set(path, route);
  else if (!isDeepStrictEqual(written, route)) throw declaredOtherwise(draft, `the route "${answers.prefix}"`, path);
}

/** What is said of an answer that is to be put together of others. */
interface AggregateAddition {
  readonly service: string;
  readonly path: string;
  /** `order=orders.getOrdersById`; with ` required` behind it where there is no answer without it. */
  readonly parts: readonly string[];
}

/** Adds an aggregate to a gateway or bff, or parts to one. */
export function addAggregate(draft: Draft, answers: AggregateAddition): void {
  draft.service(answers.service);
  const path = ['services', answers.service, 'aggregates', answers.path, 'parts'];
  const parts = answers.parts.map(aggregatePart);
  if (parts.length === 0) throw new UserError(`the aggregate "${answers.path}" has no parts`, { help: partHelp });
  if (draft.at(path) === undefined) return draft.set(path, Object.fromEntries(parts));
  for (const [name, part] of parts) {
    const written = draft.at([...path, name]);
    if (written === undefined) draft.set([...path, name], part);
    else if (!isDeepStrictEqual(written, part)) throw declaredOtherwise(draft, `the part "${name}"`, [...path, name]);
  }
}

const partHelp = 'write a field and what it is asked of: "order=orders.getOrdersById", or with " required" behind it';

/** A part as the blueprint has it; throws UserError for a text that is none. */
export function aggregatePart(text: string): readonly [name: string, part: unknown] {
  const [, name, call, required] = /^(\w+)\s*=\s*(\S+)(\s+required)?$/.exec(text.trim()) ?? [];
  if (name === undefined || call === undefined) throw new UserError(`"${text}" is not a part`, { help: partHelp });
  return [name, required === undefined ? call : { call, required: true }];
}
