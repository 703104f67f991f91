import type { CallPolicySpec, EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { isChoreographed } from '../../blueprint/choreography.ts';
import { camel, constant, kebab, pascal } from '../names.ts';
import { pathParameters } from './endpoint-kind.ts';

/** One operation of another service, as a method of its client. */
export interface ClientOperation {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** Parameters, argument and result of its method, as TypeScript. */
  readonly signature: string;
  readonly request: string;
  readonly replyType: string;
  readonly parameters: readonly string[];
  readonly body: boolean;
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
  /** Environment variable of its base URL. */
  readonly env: string;
  readonly pools: readonly Pool[];
  readonly operations: readonly ClientOperation[];
  readonly usesFields: boolean;
  readonly usesKey: boolean;
}

interface NeededCall {
  readonly endpoint: EndpointSpec;
  readonly policy: CallPolicySpec;
}

/** One client per service that is called, by a declared call or by a step of a saga; in the order of the blueprint. */
export function clientViews(service: ServiceSpec): ClientView[] {
  const callees = new Map<string, Map<string, NeededCall>>();
  const need = (to: string, call: NeededCall): void => {
    const calls = callees.get(to) ?? new Map<string, NeededCall>();
    if (!calls.has(call.endpoint.operation)) calls.set(call.endpoint.operation, call);
    callees.set(to, calls);
  };
  for (const { to, endpoint, policy } of service.calls) need(to, { endpoint, policy });
  for (const { steps } of service.sagas.filter((saga) => !isChoreographed(saga)))
    for (const step of steps)
      for (const part of [step.do, step.undo])
        // Every call of a saga carries an Idempotency-Key, so that each of them may be repeated.
        if (part !== null) need(part.service, { endpoint: part.endpoint, policy: sagaPolicy(step.timeout) });
  return [...callees].map(([callee, calls]) => clientView(callee, [...calls.values()]));
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

function clientView(callee: string, calls: readonly NeededCall[]): ClientView {
  const pools: Pool[] = [];
  const operations = calls.map(({ endpoint, policy }) => {
    let pool = pools.find((other) => samePolicy(other, policy));
    if (pool === undefined) {
      const http = pools.length === 0 ? 'http' : `http${pascal(endpoint.operation)}`;
      pool = { ...policy, http, attemptTimeout: Math.ceil(policy.timeout / (policy.retries + 1)) };
      pools.push(pool);
    }
    return operationView(endpoint, policy, pool.http);
  });
  return {
    callee,
    className: `${pascal(callee)}Client`,
    property: clientProperty(callee),
    file: kebab(callee),
    env: `${constant(callee)}_URL`,
    pools,
    operations,
    usesFields: operations.some(({ body, replyType }) => body || replyType === 'Fields'),
    usesKey: operations.some((operation) => operation.takesKey),
  };
}

function operationView(endpoint: EndpointSpec, policy: CallPolicySpec, http: string): ClientOperation {
  const parameters = pathParameters(endpoint.path);
  const body = hasBody(endpoint.method);
  const keyed = takesKey(endpoint.method);
  const text = endpoint.path.replace(/:(\w+)/g, (_, name: string) => `\${encodeURIComponent(${name})}`);
  return {
    operation: endpoint.operation,
    method: endpoint.method,
    path: endpoint.path,
    signature: [
      ...parameters.map((name) => `${name}: string`),
      ...(body ? ['body: Fields'] : []),
      ...(keyed ? ['options: KeyOptions = {}'] : []),
    ].join(', '),
    request: `{ ${[
      `method: '${endpoint.method}'`,
      `path: ${parameters.length > 0 ? `\`${text}\`` : `'${text}'`}`,
      ...(body ? ['body'] : []),
      ...(keyed ? ['...options'] : []),
    ].join(', ')} }`,
    replyType: endpoint.method === 'DELETE' ? 'void' : 'Fields',
    parameters,
    body,
    takesKey: keyed,
    retries: policy.retries,
    timeout: policy.timeout,
    example: [...parameters.map(() => "'7'"), ...(body ? ["{ note: 'test' }"] : [])].join(', '),
    examplePath: endpoint.path.replace(/:\w+/g, '7'),
    http,
  };
}

function sagaPolicy(timeout: number): CallPolicySpec {
  return { timeout, retries: 2, breaker: true, bulkhead: 25 };
}

function samePolicy(a: CallPolicySpec, b: CallPolicySpec): boolean {
  return a.timeout === b.timeout && a.retries === b.retries && a.breaker === b.breaker && a.bulkhead === b.bulkhead;
}
