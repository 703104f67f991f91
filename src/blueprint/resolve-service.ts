import type { CallPolicySpec, CallSpec, EndpointSpec, SagaStepSpec } from './blueprint.ts';
import { describe, oneOf, type Cursor } from './cursor.ts';
import { endpointShape, endpointWritten } from './read-endpoint.ts';
import type { ServiceDraft } from './read-service.ts';
import { readReads } from './read-surroundings.ts';

/** All services of a blueprint by name, with their endpoints complete, so that references can be followed. */
export interface Directory {
  readonly drafts: ReadonlyMap<string, ServiceDraft>;
  /** Endpoints of each service, in the order of its drafts. */
  readonly endpoints: ReadonlyMap<string, readonly EndpointSpec[]>;
}

/** The calls under a service's `calls`: `{ payment: [charge, { POST /charges/refund: { timeout: 2s } }] }`. */
export function resolveCalls(draft: ServiceDraft, directory: Directory): readonly CallSpec[] {
  const calls: CallSpec[] = [];
  const callees = draft.entries.get('calls')?.asMap('calls');
  for (const [to, list] of callees ?? []) {
    const callee = findService(to, list, directory, true);
    if (!callee) continue;
    if (to === draft.name) {
      list.fail(`"${to}" cannot call itself over the network`, 'leave it out: a function call does', true);
      continue;
    }
    for (const item of list.asList(`what "${draft.name}" calls of "${to}"`) ?? []) {
      const call = resolveCall(item, callee, directory);
      if (!call) continue;
      if (calls.some((other) => other.to === to && sameEndpoint(other.endpoint, call.endpoint))) {
        item.fail(
          `the call of "${to}" at "${call.endpoint.method} ${call.endpoint.path}" is declared twice`,
          'keep one',
        );
      } else {
        checkProtocol(list, call, calls);
        calls.push(call);
      }
    }
  }
  return calls;
}

/** Notes a mistake when the calls of one service go over more than one protocol: they share a client. */
function checkProtocol(list: Cursor, call: CallSpec, calls: readonly CallSpec[]): void {
  const other = calls.find(({ to, protocol }) => to === call.to && protocol !== call.protocol);
  if (other === undefined) return;
  const [first, second] = [other, call].map(({ endpoint, protocol }) => `"${endpoint.operation}" over ${protocol}`);
  list.fail(
    `"${call.to}" is called over two protocols: ${first}, ${second}`,
    'give all its calls the same "protocol"',
    true,
  );
}

function resolveCall(item: Cursor, callee: ServiceDraft, directory: Directory): CallSpec | undefined {
  let text = item.value;
  let settings: Cursor | undefined;
  if (typeof text !== 'string') {
    const [entry, ...rest] = item.asMap('a call in its long form') ?? [];
    if (!entry) return undefined;
    if (rest.length > 0) {
      return item.fail(
        `a call has one key, its endpoint, but here are ${rest.length + 1}`,
        'indent its settings further',
      );
    }
    [text, settings] = entry;
  }
  const unknown = callee.existing && !callee.entries.has('endpoints') ? endpointWritten(String(text)) : undefined;
  const endpoint = unknown ?? findEndpoint(String(text), settings ?? item, callee, directory);
  const entries = settings?.asMap('a call', [
    'timeout',
    'retries',
    'breaker',
    'bulkhead',
    'fallback',
    'protocol',
    'reads',
  ]);
  const policy = readPolicy(entries, endpoint?.method ?? 'POST');
  const protocol = readProtocol(entries?.get('protocol'), callee);
  const reads = readReads(entries?.get('reads'));
  const fallback = endpoint && readFallback(entries, endpoint);
  return endpoint && fallback && { to: callee.name, endpoint, policy, protocol, declared: !unknown, fallback, reads };
}

function sameEndpoint(a: EndpointSpec, b: EndpointSpec): boolean {
  return endpointShape(a.method, a.path) === endpointShape(b.method, b.path);
}

type Settings = ReadonlyMap<string, Cursor> | undefined;

/** The protocol that a call or a route speaks; notes a mistake when the service does not answer it. */
export function readProtocol(entry: Cursor | undefined, callee: ServiceDraft): CallSpec['protocol'] {
  const protocol = entry?.asOneOf('protocol', ['http', 'grpc']) ?? 'http';
  if (entry && protocol === 'grpc' && !callee.grpc)
    entry.fail(`"${callee.name}" is not served on gRPC`, `add "grpc: true" to "${callee.name}"`);
  return protocol;
}

// What a write would have answered cannot be made up.
function readFallback(entries: Settings, { method, path }: EndpointSpec): CallSpec['fallback'] {
  const entry = entries?.get('fallback');
  const fallback = entry?.asOneOf('fallback', ['fail', 'stale', 'empty']) ?? 'fail';
  if (entry && fallback !== 'fail' && method !== 'GET' && method !== 'HEAD')
    entry.fail(`"${method} ${path}" can have no fallback: only what is read can`, 'leave it out, or set it to fail');
  return fallback;
}

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** What guards a call of this method unless the blueprint says otherwise: only what may be repeated is retried. */
export function defaultPolicy(method: string): CallPolicySpec {
  return { timeout: 3000, retries: idempotent.has(method) ? 2 : 0, breaker: true, bulkhead: 25 };
}

function readPolicy(entries: Settings, method: string): CallPolicySpec {
  const fallback = defaultPolicy(method);
  return {
    timeout: entries?.get('timeout')?.asDuration('timeout') ?? fallback.timeout,
    retries: entries?.get('retries')?.asInteger('retries', 0, 10) ?? fallback.retries,
    breaker: entries?.get('breaker')?.asBoolean('breaker') ?? fallback.breaker,
    bulkhead: entries?.get('bulkhead')?.asInteger('bulkhead', 1, 10_000) ?? fallback.bulkhead,
  };
}

/** `inventory.reserve` → the service and its endpoint. */
export function resolveOperation(
  cursor: Cursor,
  draft: ServiceDraft,
  directory: Directory,
): SagaStepSpec['do'] | undefined {
  const text = cursor.asString('an operation');
  if (text === undefined) return undefined;
  const [, service = '', operation = ''] = /^([^.\s]+)\.(\S+)$/.exec(text) ?? [];
  if (!service)
    return cursor.fail(`${describe(text)} names no operation`, 'write service and operation: "inventory.reserve"');
  const callee = findService(service, cursor, directory);
  if (!callee) return undefined;
  if (callee === draft) {
    return cursor.fail(
      `${draft.kind === 'service' ? 'a step' : 'a part'} of "${draft.name}" cannot call "${draft.name}" itself`,
      'name another service',
    );
  }
  const endpoint = findEndpoint(operation, cursor, callee, directory);
  return endpoint && { service, endpoint };
}

/** The service of that name; notes a mistake when there is none. */
export function findService(name: string, cursor: Cursor, directory: Directory, key = false): ServiceDraft | undefined {
  const found = directory.drafts.get(name);
  if (found) return found;
  return cursor.fail(`there is no service "${name}"`, oneOf(name, [...directory.drafts.keys()], 'services'), key);
}

/** The endpoint of a service by method and path or by operation; notes a mistake when there is none. */
export function findEndpoint(
  text: string,
  cursor: Cursor,
  callee: ServiceDraft,
  directory: Directory,
): EndpointSpec | undefined {
  const endpoints = directory.endpoints.get(callee.name) ?? [];
  const [, method = '', path = ''] = /^(\S+)\s+(\S+)$/.exec(text) ?? [];
  const found = endpoints.find((endpoint) =>
    method
      ? endpointShape(endpoint.method, endpoint.path) === endpointShape(method, path)
      : endpoint.operation === text,
  );
  if (found) return found;
  // An endpoint that could not be read may be the one that is meant; that mistake is told already.
  if (!callee.endpointsComplete) return undefined;
  const isKey = typeof cursor.value !== 'string';
  const names = endpoints.map((endpoint) => (method ? `${endpoint.method} ${endpoint.path}` : endpoint.operation));
  const what = `"${callee.name}" declares no ${method ? 'endpoint' : 'operation'} "${text}"`;
  const nothing = `"${callee.name}" declares no endpoints at all: add it under its "endpoints"`;
  return cursor.fail(what, names.length === 0 ? nothing : oneOf(text, names, `"${callee.name}" declares`), isKey);
}
