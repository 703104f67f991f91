import type { CallPolicySpec, CallSpec, EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { grpcMethod } from '../../blueprint/grpc-names.ts';
import { defaultPolicy } from '../../blueprint/resolve-service.ts';
import { callsItsSteps } from '../../blueprint/saga-style.ts';
import { camel, constant, kebab, pascal } from '../names.ts';
import { pathParameters } from './endpoint-kind.ts';
import { fallbackCode, fallbackImport } from './fallback-code.ts';
import { clientMethod } from './handler-names.ts';

/** One operation of another service, as a method of its client. */
export interface ClientOperation {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** Parameters, argument and result of its method, as TypeScript. */
  readonly signature: string;
  readonly request: string;
  /** Its name on gRPC, the message that it sends there, and that message's type. */
  readonly rpc: string;
  readonly message: string;
  readonly messageType: string;
  readonly idempotent: boolean;
  /** The statement that makes the call, up to what makes it, for a fallback; both empty without one. */
  readonly before: string;
  readonly after: string;
  /** The field that holds its last answers. */
  readonly last: string | null;
  /** What the upstream answers, with or without a fallback. */
  readonly answerType: string;
  readonly stale: boolean;
  readonly empty: boolean;
  /** A call without a key is repeated when it fails. */
  readonly repeated: boolean;
  readonly replyType: string;
  readonly parameters: readonly string[];
  readonly body: boolean;
  readonly query: 'limit' | 'fields' | null;
  readonly takesKey: boolean;
  readonly retries: number;
  readonly timeout: number;
  /** Arguments and path of a call in tests. */
  readonly example: string;
  readonly examplePath: string;
  /** The field of the class that holds the HttpClient with this call's policy. */
  readonly http: string;
}

/** Calls with one policy: a field of the client's class that holds an HttpClient. Durations in milliseconds. */
export interface Pool extends CallPolicySpec {
  readonly http: string;
  readonly attemptTimeout: number;
}

/** A service that is called, and what guards the calls. */
export interface ClientView {
  readonly callee: string;
  readonly className: string;
  readonly property: string;
  readonly file: string;
  readonly isGrpc: boolean;
  /** Environment variable of its base URL, or of its address on gRPC. */
  readonly env: string;
  /** What of platform/fallback.ts it uses, for an import; empty when nothing. */
  readonly fallbackImport: string;
  readonly pools: readonly Pool[];
  readonly operations: readonly ClientOperation[];
  readonly usesFields: boolean;
  readonly usesKey: boolean;
  readonly sendsBodies: boolean;
  /** What its test calls first. */
  readonly firstPlain: ClientOperation;
}

interface NeededCall {
  readonly endpoint: EndpointSpec;
  readonly policy: CallPolicySpec;
  readonly fallback: CallSpec['fallback'];
  /** What a route of a gateway hands on with the parameters of the path. */
  readonly query?: 'limit' | 'fields' | null;
}

/** A call over gRPC that a route of a gateway makes. */
export interface RoutedCall extends NeededCall {
  readonly to: string;
}

/** One client per service that is called, by a declared call or by a step of a saga; in the order of the blueprint. */
export function clientViews(service: ServiceSpec, routed: readonly RoutedCall[] = []): ClientView[] {
  const callees = new Map<string, Map<string, NeededCall>>();
  const need = (to: string, call: NeededCall): void => {
    const calls = callees.get(to) ?? new Map<string, NeededCall>();
    if (!calls.has(call.endpoint.operation)) calls.set(call.endpoint.operation, call);
    callees.set(to, calls);
  };
  for (const { to, endpoint, policy, fallback } of service.calls) need(to, { endpoint, policy, fallback });
  for (const call of routed) need(call.to, call);
  for (const { parts } of service.aggregates)
    for (const { service: to, endpoint, timeout } of parts)
      need(to, { endpoint, policy: { ...defaultPolicy(endpoint.method), timeout }, fallback: 'fail' });
  for (const { steps } of service.sagas.filter(callsItsSteps))
    for (const step of steps)
      for (const part of [step.do, step.undo])
        // Every call of a saga carries an Idempotency-Key, so that each of them may be repeated.
        if (part !== null)
          need(part.service, { endpoint: part.endpoint, policy: sagaPolicy(step.timeout), fallback: 'fail' });
  const declared = service.calls.filter(({ protocol }) => protocol === 'grpc');
  const overGrpc = new Set([...declared, ...routed].map(({ to }) => to));
  return [...callees].map(([callee, calls]) => clientView(callee, [...calls.values()], overGrpc.has(callee)));
}

/** The property of `Dependencies` that holds the client of a service. */
export function clientProperty(callee: string): string {
  return `${camel(callee)}Client`;
}

/** True when requests of this method carry a JSON body. */
export function hasBody(method: string): boolean {
  return ['POST', 'PUT', 'PATCH'].includes(method);
}

/** True when an Idempotency-Key makes a difference: the method is not idempotent by itself. */
export function takesKey(method: string): boolean {
  return ['POST', 'PATCH'].includes(method);
}

function clientView(callee: string, calls: readonly NeededCall[], isGrpc: boolean): ClientView {
  const pools: Pool[] = [];
  const base = isGrpc ? 'grpc' : 'http';
  const operations = calls.map(({ endpoint, policy, fallback, query = null }) => {
    let pool = pools.find((other) => samePolicy(other, policy));
    if (pool === undefined) {
      const http = pools.length === 0 ? base : `${base}${pascal(endpoint.operation)}`;
      pool = { ...policy, http, attemptTimeout: Math.ceil(policy.timeout / (policy.retries + 1)) };
      pools.push(pool);
    }
    return operationView(endpoint, { policy, fallback, query, http: pool.http });
  });
  const [firstPlain] = operations;
  if (firstPlain === undefined) throw new Error(`nothing is called of "${callee}"`);
  return {
    callee,
    className: `${pascal(callee)}Client`,
    property: clientProperty(callee),
    file: kebab(callee),
    isGrpc,
    env: `${constant(callee)}_${isGrpc ? 'GRPC_ADDRESS' : 'URL'}`,
    fallbackImport: fallbackImport(operations),
    pools,
    operations,
    usesFields: operations.some(({ body, query, replyType }) => body || query === 'fields' || replyType !== 'void'),
    usesKey: operations.some((operation) => operation.takesKey),
    sendsBodies: operations.some(({ body, query }) => body || query === 'fields'),
    firstPlain,
  };
}

function operationView(
  endpoint: EndpointSpec,
  { policy, fallback, query, http }: Required<Omit<NeededCall, 'endpoint'>> & { http: string },
): ClientOperation {
  const parameters = pathParameters(endpoint.path);
  const body = hasBody(endpoint.method);
  const keyed = takesKey(endpoint.method);
  const text = endpoint.path.replace(/:(\w+)/g, (_, name: string) => `\${encodeURIComponent(${name})}`);
  return {
    operation: clientMethod(endpoint.operation),
    method: endpoint.method,
    path: endpoint.path,
    signature: [
      ...parameters.map((name) => `${name}: string`),
      ...(query === null ? [] : [query === 'limit' ? 'limit: number' : 'query: Fields']),
      ...(body ? ['body: Fields'] : []),
      ...(keyed ? ['options: KeyOptions = {}'] : []),
    ].join(', '),
    request: `{ ${[
      `method: '${endpoint.method}'`,
      `path: ${parameters.length > 0 ? `\`${text}\`` : `'${text}'`}`,
      ...(body ? ['body'] : []),
      ...(keyed ? ['...options'] : []),
    ].join(', ')} }`,
    ...grpcCall(endpoint, parameters, query),
    ...fallbackCode(endpoint, fallback, `${parameters.length > 0 ? `\`${text}\`` : `'${text}'`}`),
    replyType: replyType(endpoint, fallback),
    parameters,
    body,
    query,
    takesKey: keyed,
    retries: policy.retries,
    repeated: policy.retries > 0 && !keyed,
    timeout: policy.timeout,
    example: [
      ...parameters.map(() => "'7'"),
      ...(query === null ? [] : [query === 'limit' ? '50' : '{}']),
      ...(body ? ["{ note: 'test' }"] : []),
    ].join(', '),
    examplePath: endpoint.path.replace(/:\w+/g, '7'),
    http,
  };
}

function grpcCall(
  endpoint: EndpointSpec,
  parameters: readonly string[],
  query: ClientOperation['query'],
): Pick<ClientOperation, 'rpc' | 'message' | 'messageType' | 'idempotent'> {
  const body = hasBody(endpoint.method);
  const asked = {
    limit: { member: 'limit', type: 'limit: number' },
    fields: { member: 'query: toStruct(query)', type: 'query: Struct' },
  };
  const { member, type } = (query && asked[query]) ?? { member: '', type: '' };
  const members = [...parameters, ...(body ? ['body: toStruct(body)'] : []), member].filter((each) => each !== '');
  const texts = parameters.map((name) => `${name}: string`);
  const types = [...texts, ...(body ? ['body: Struct'] : []), type].filter((each) => each !== '');
  return {
    rpc: grpcMethod(endpoint),
    message: members.length > 0 ? `{ ${members.join(', ')} }` : '{}',
    messageType: types.length > 0 ? `{ ${types.join('; ')} }` : 'object',
    idempotent: !takesKey(endpoint.method),
  };
}

function replyType({ method }: EndpointSpec, fallback: CallSpec['fallback']): string {
  if (method === 'DELETE') return 'void';
  return { fail: 'Fields', stale: 'OrStale<Fields>', empty: 'OrEmpty<Fields>' }[fallback];
}

function sagaPolicy(timeout: number): CallPolicySpec {
  return { timeout, retries: 2, breaker: true, bulkhead: 25 };
}

function samePolicy(a: CallPolicySpec, b: CallPolicySpec): boolean {
  return a.timeout === b.timeout && a.retries === b.retries && a.breaker === b.breaker && a.bulkhead === b.bulkhead;
}
