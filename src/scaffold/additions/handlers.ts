import { isDeepStrictEqual } from 'node:util';
import { splitVersion } from '../../blueprint/read-events.ts';
import { atPublishedVersion, declaredOtherwise, ensureCall, isEndpoint, type Draft } from './draft.ts';

/** What is said of an endpoint that is to be added. */
interface EndpointAddition {
  readonly service: string;
  /** `POST /orders`, or `POST /orders as placeOrder`. */
  readonly endpoint: string;
  readonly as: string;
  readonly calls: readonly string[];
  readonly publishes: readonly string[];
  readonly starts: string;
  readonly idempotent: string;
}

/** Adds an endpoint with what its handler does; calls and events that the service does not declare are declared, too. */
export function addEndpoint(draft: Draft, answers: EndpointAddition): void {
  const service = draft.service(answers.service);
  const [text = '', named] = answers.endpoint.trim().split(/\s+as\s+/);
  const as = answers.as === '' ? named : answers.as;
  const calls = answers.calls.map((call) => ensureCall(draft, service, call));
  const details = {
    ...(as !== undefined && { as }),
    ...(calls.length > 0 && { calls: calls.map(({ to, endpoint }) => `${to}.${endpoint.operation}`) }),
    ...(answers.publishes.length > 0 && { publishes: answers.publishes.map((event) => splitVersion(event).type) }),
    ...(answers.starts !== '' && { starts: answers.starts }),
    ...(answers.idempotent !== '' && { idempotent: answers.idempotent === 'yes' ? true : answers.idempotent }),
  };
  for (const event of answers.publishes) draft.ensureEvent(['services', service.name, 'publishes'], event);
  const index = service.endpoints.findIndex((endpoint) => isEndpoint(endpoint, text));
  const path = ['services', service.name, 'endpoints'];
  if (index !== -1) {
    if (hasDetails(draft.list(path)[index], details)) return;
    throw declaredOtherwise(draft, `the endpoint "${text}" of "${service.name}"`, [...path, index], false);
  }
  const isPlain = Object.keys(details).every((key) => key === 'as');
  if (isPlain) draft.append(path, as === undefined ? text : `${text} as ${as}`);
  else draft.append(path, { [text]: details });
}

/** Whether an endpoint says all these details (it may say more). */
function hasDetails(item: unknown, details: object): boolean {
  const [text, as] = typeof item === 'string' ? item.split(/\s+as\s+/) : [];
  const given = text === undefined ? Object.values(item ?? {})[0] : { as };
  return Object.entries(details).every(([key, value]) =>
    isDeepStrictEqual(Object.entries(given ?? {}).find(([name]) => name === key)?.[1], value),
  );
}

/** What is said of a call that is to be added. Durations as the blueprint writes them; empty or null for the defaults. */
interface CallAddition {
  readonly from: string;
  /** `payment POST /charges`, or `payment.charge`. */
  readonly to: string;
  /** Operations of the caller whose handlers make the call. */
  readonly by: readonly string[];
  readonly timeout: string;
  readonly retries: number | null;
  readonly bulkhead: number | null;
  readonly fallback: string;
  readonly protocol: string;
}

/** Adds a call, and lets handlers make it. */
export function addCall(draft: Draft, answers: CallAddition): void {
  const service = draft.service(answers.from);
  const { to, endpoint, isNew } = ensureCall(draft, service, answers.to);
  const settings = {
    ...(answers.timeout !== '' && { timeout: answers.timeout }),
    ...(answers.retries !== null && { retries: answers.retries }),
    ...(answers.bulkhead !== null && { bulkhead: answers.bulkhead }),
    ...(answers.fallback !== '' && { fallback: answers.fallback }),
    ...(answers.protocol !== '' && { protocol: answers.protocol }),
  };
  const path = ['services', service.name, 'calls', to];
  if (Object.keys(settings).length > 0) {
    const index = draft.list(path).length - 1;
    const last = draft.list(path)[index];
    if (isNew && typeof last === 'string') {
      const edit = draft.edits.pop();
      if (edit) draft.set(edit.path, edit.path.length === path.length ? [{ [last]: settings }] : { [last]: settings });
    } else requireSettings(draft, [...path], endpoint, settings);
  }
  for (const operation of answers.by) {
    const { index, endpoint: own } = draft.endpoint(service, operation);
    const known = own.calls.some((call) => call.service === to && call.operation === endpoint.operation);
    if (!known) draft.handler(service, index, 'calls', `${to}.${endpoint.operation}`);
  }
}

function requireSettings(
  draft: Draft,
  path: readonly (string | number)[],
  endpoint: Parameters<typeof isEndpoint>[0],
  settings: object,
): void {
  const items = draft.list(path);
  const index = items.findIndex(
    (item) => typeof item === 'object' && item !== null && isEndpoint(endpoint, Object.keys(item)[0] ?? ''),
  );
  if (index !== -1 && hasDetails(items[index], settings)) return;
  throw declaredOtherwise(draft, `the call of "${endpoint.operation}"`, path);
}

/** What is said of an event that a service is to publish. */
interface EventAddition {
  readonly service: string;
  readonly event: string;
  /** Operations whose handlers publish it. */
  readonly by: readonly string[];
}

/** Adds an event (or the next version of one: `order.created@2`), and lets handlers publish it. */
export function addEvent(draft: Draft, { service: name, event, by }: EventAddition): void {
  const service = draft.service(name);
  draft.ensureEvent(['services', name, 'publishes'], event);
  const { type } = splitVersion(event);
  for (const operation of by) {
    const { index, endpoint } = draft.endpoint(service, operation);
    if (!endpoint.publishes.includes(type)) draft.handler(service, index, 'publishes', type);
  }
}

/** What is said of a job for worker threads that is to be added. */
interface JobAddition {
  readonly service: string;
  readonly job: string;
  /** Operations whose handlers have it done. */
  readonly by: readonly string[];
}

/** Adds a job that keeps a CPU busy, and lets handlers have it done. */
export function addJob(draft: Draft, { service: name, job, by }: JobAddition): void {
  const service = draft.service(name);
  draft.ensure(['services', name, 'cpu'], job);
  for (const operation of by) {
    const { index, endpoint } = draft.endpoint(service, operation);
    if (!endpoint.computes.includes(job)) draft.handler(service, index, 'computes', job);
  }
}

/** Adds an event that a service handles, in the version that is published unless another one is asked for. */
export function addSubscription(
  draft: Draft,
  { service, event }: { readonly service: string; readonly event: string },
): void {
  draft.service(service);
  draft.ensureEvent(['services', service, 'subscribes'], atPublishedVersion(event, draft.blueprint));
}
