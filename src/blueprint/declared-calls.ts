import type { Address, Call, Evidence, Policy } from '../model/system.ts';
import type { Blueprint, CallPolicySpec, CallSpec, EndpointSpec, ServiceSpec } from './blueprint.ts';
import { endpointId, type Witness } from './declared-evidence.ts';
import { unknownPolicy } from './existing-facts.ts';
import { grpcMethod, grpcPath } from './grpc-names.ts';
import { defaultPolicy } from './resolve-service.ts';
import { isOverGrpc, routedEndpoints } from './routed-endpoints.ts';
import { callsItsSteps } from './saga-style.ts';

/** A service's declared calls, the steps of its sagas (once per endpoint that they reach), and a gateway's routes. */
export function declaredCalls(service: ServiceSpec, blueprint: Blueprint, witness: Witness): readonly Call[] {
  const reached = new Map<string, Call>();
  const parts = [
    ...ownCalls(service, witness),
    ...partCalls(service, witness),
    ...routedCalls(service, blueprint, witness),
    ...sagaCalls(service, witness),
  ];
  for (const part of parts) {
    const id = `${service.name} -> ${endpointId(part.to, part.endpoint)}`;
    const known = reached.get(id);
    reached.set(id, known ? merge(known, part) : endpointCall(id, service, part, blueprint));
  }
  return [...reached.values(), ...routeCalls(service, blueprint, witness)];
}

interface Part {
  readonly to: string;
  readonly endpoint: EndpointSpec;
  readonly policy: CallPolicySpec;
  readonly protocol: CallSpec['protocol'];
  readonly declared?: boolean;
  readonly fromEndpoints: readonly string[];
  readonly evidence: Evidence;
}

function ownCalls(service: ServiceSpec, witness: Witness): readonly Part[] {
  const positions = new Map<string, number>();
  return service.calls.map(({ to, endpoint, policy, protocol, declared }) => {
    const index = positions.get(to) ?? 0;
    positions.set(to, index + 1);
    const callers = service.endpoints.filter((own) =>
      own.calls.some((call) => call.service === to && call.operation === endpoint.operation),
    );
    const fromEndpoints = callers.map((own) => endpointId(service.name, own));
    const note = `calls "${to}" at "${endpoint.method} ${endpoint.path}"`;
    return {
      to,
      endpoint,
      policy,
      protocol,
      declared,
      fromEndpoints,
      evidence: witness(['services', service.name, 'calls', to, index], note),
    };
  });
}

function partCalls(service: ServiceSpec, witness: Witness): readonly Part[] {
  return service.aggregates.flatMap(({ key, path, parts }) =>
    parts.map(({ name, service: to, endpoint, timeout }) => ({
      to,
      endpoint,
      policy: { ...defaultPolicy(endpoint.method), timeout },
      protocol: 'http' as const,
      fromEndpoints: [endpointId(service.name, { method: 'GET', path })],
      evidence: witness(['services', service.name, 'aggregates', key, 'parts', name], `part "${name}" of "${key}"`),
    })),
  );
}

// A route over gRPC is endpoints of the gateway that make a call each.
function routedCalls(service: ServiceSpec, { services }: Blueprint, witness: Witness): readonly Part[] {
  return routedEndpoints(service, services).map(({ route: { prefix, to }, endpoint, path, policy }) => ({
    to,
    endpoint,
    policy,
    protocol: 'grpc' as const,
    fromEndpoints: [endpointId(service.name, { method: endpoint.method, path })],
    evidence: witness(['services', service.name, 'routes', prefix], `routes "${prefix}" to "${to}" over gRPC`, true),
  }));
}

// A saga runs on after the endpoint that starts it has answered: no request waits for its calls.
function sagaCalls(service: ServiceSpec, witness: Witness): readonly Part[] {
  return service.sagas.filter(callsItsSteps).flatMap((saga) =>
    saga.steps.flatMap((step, index) =>
      (['do', 'undo'] as const).flatMap((role) => {
        const target = step[role];
        if (!target) return [];
        const note = `${role === 'do' ? 'step' : 'compensation'} ${index + 1} of the saga "${saga.name}"`;
        const evidence = witness(['services', service.name, 'sagas', saga.name, 'steps', index, role], note);
        const policy = sagaPolicy(target.endpoint.method, step.timeout);
        return [
          {
            to: target.service,
            endpoint: target.endpoint,
            policy,
            protocol: 'http' as const,
            fromEndpoints: [],
            evidence,
          },
        ];
      }),
    ),
  );
}

// Every call of a saga carries an idempotency key, so that it may be repeated whatever its method.
function sagaPolicy(method: string, timeout: number): CallPolicySpec {
  return { ...defaultPolicy(method), timeout, retries: defaultPolicy('PUT').retries };
}

function endpointCall(id: string, service: ServiceSpec, part: Part, blueprint: Blueprint): Call {
  const { protocol } = part;
  const isGrpc = protocol === 'grpc';
  const procedure = grpcPath(blueprint.system.name, { name: part.to }, part.endpoint);
  const { method, path } = isGrpc ? { method: grpcMethod(part.endpoint), path: procedure } : part.endpoint;
  const address = declaredAddress(part.to, blueprint, part.evidence);
  return {
    id,
    from: service.name,
    fromEndpoints: [...part.fromEndpoints].sort(),
    to: part.to,
    toKind: 'service',
    toEndpoint:
      part.declared === false ? null : isGrpc ? `${part.to} grpc ${procedure}` : endpointId(part.to, part.endpoint),
    target: isGrpc ? `${part.to}/${path}` : `${address.scheme}://${address.host}${path}`,
    address,
    protocol,
    method,
    path,
    client: 'blueprint',
    policy: service.existing ? unknownPolicy : declaredPolicy(part.policy),
    repeated: false,
    evidence: [part.evidence],
  };
}

function merge(call: Call, part: Part): Call {
  const fromEndpoints = [...new Set([...call.fromEndpoints, ...part.fromEndpoints])].sort();
  return { ...call, fromEndpoints, evidence: [...call.evidence, part.evidence] };
}

function routeCalls(service: ServiceSpec, blueprint: Blueprint, witness: Witness): readonly Call[] {
  const passedOn = service.routes.filter((route) => !isOverGrpc(route));
  return passedOn.map(({ prefix, to, timeout }) => {
    const evidence = witness(['services', service.name, 'routes', prefix], `routes "${prefix}" to "${to}"`, true);
    const address = declaredAddress(to, blueprint, evidence);
    return {
      id: `${service.name} -> ${to} ALL ${prefix}`,
      from: service.name,
      fromEndpoints: [],
      to,
      toKind: 'service',
      toEndpoint: null,
      target: `${address.scheme}://${address.host}${prefix}`,
      address,
      protocol: 'http',
      method: 'ALL',
      path: prefix,
      client: 'blueprint',
      policy: service.existing
        ? unknownPolicy
        : declaredPolicy({ ...defaultPolicy('ALL'), timeout: timeout ?? 10_000 }),
      repeated: false,
      evidence: [evidence],
    };
  });
}

function declaredAddress(to: string, { services }: Blueprint, evidence: Evidence): Address {
  const port = services.find((service) => service.name === to)?.port ?? 0;
  return { origin: 'config', host: port === 0 ? to : `${to}:${port}`, scheme: 'http', evidence: [evidence] };
}

// As generated clients do it: bounded, with growing delays and jitter, and only what may be repeated.
const REPETITION = {
  bound: 'present',
  delay: 'growing',
  jitter: 'present',
  changes: 'safe',
  evidence: [],
} as const;

function declaredPolicy(policy: CallPolicySpec): Policy {
  return {
    timeout: { state: 'set', ms: policy.timeout, source: 'blueprint' },
    retry: {
      state: policy.retries > 0 ? 'present' : 'absent',
      source: policy.retries > 0 ? `blueprint: at most ${policy.retries}` : 'blueprint: none',
      ...(policy.retries > 0 && { repetition: { ...REPETITION, tries: policy.retries + 1 } }),
    },
    circuitBreaker: {
      state: policy.breaker ? 'present' : 'absent',
      source: `blueprint: ${policy.breaker ? 'on' : 'off'}`,
    },
    bulkhead: { state: 'present', source: `blueprint: at most ${policy.bulkhead} at a time` },
  };
}
