import { basename } from 'node:path';
import type { Design, DesignEvent, DesignRetry, DesignRoute, DesignSaga } from '../model/design.ts';
import type { Evidence } from '../model/system.ts';
import type { Blueprint, ServiceSpec } from './blueprint.ts';
import { endpointId } from './declared-evidence.ts';
import { versionOf } from './read-events.ts';
import { isOverGrpc, rewriteOf } from './routed-endpoints.ts';
import { defaultPolicy } from './resolve-service.ts';

type Place = (path: readonly (string | number)[], key?: boolean) => Evidence;

/** What a blueprint declares that its model has no place for: sagas, routes, retries, what may fail; each with its place. */
export function designOf(blueprint: Blueprint): Design {
  const { services } = blueprint;
  const place: Place = (path, key) => {
    const { line, column } = blueprint.where(['services', ...path], key);
    return { file: basename(blueprint.file), line, column };
  };
  return {
    sagas: services.flatMap((service) => sagasOf(service, place)),
    routes: services.flatMap((service) => routesOf(service, services, place)),
    events: services.flatMap((service) => eventsOf(service, place)),
    retries: services.flatMap((service) => retriesOf(service, place)),
    optionalCalls: services.flatMap(optionalCalls),
  };
}

function sagasOf(service: ServiceSpec, place: Place): readonly DesignSaga[] {
  return service.sagas.map((saga) => ({
    service: service.name,
    name: saga.name,
    steps: saga.steps.map((step, index) => ({
      do: `${step.do.service}.${step.do.endpoint.operation}`,
      undo: step.undo && `${step.undo.service}.${step.undo.endpoint.operation}`,
      pivot: step.pivot,
      reads: /^(?:GET|HEAD|OPTIONS)$/.test(step.do.endpoint.method),
      evidence: place([service.name, 'sagas', saga.name, 'steps', index]),
    })),
  }));
}

// A gateway takes off its prefix what the service's own paths do not begin with: /api/orders leads to /orders.
function routesOf(gateway: ServiceSpec, services: readonly ServiceSpec[], place: Place): readonly DesignRoute[] {
  return gateway.routes.map((route) => {
    const { prefix, to, timeout } = route;
    const target = services.find(({ name }) => name === to);
    const own = [
      ...(target?.endpoints ?? []).map(({ method, path }) => ({ method, path })),
      ...(target?.aggregates ?? []).map(({ path }) => ({ method: 'GET', path })),
    ];
    // Where no tail fits, the whole prefix is taken off: /pay/charges leads to /charges.
    const tail = rewriteOf(
      prefix,
      own.map(({ path }) => path),
    );
    const reached = own.filter(({ path }) => tail === '' || path === tail || path.startsWith(`${tail}/`));
    const usual = isOverGrpc(route) ? defaultPolicy('GET').timeout : 10_000;
    return {
      service: gateway.name,
      prefix,
      to,
      reaches: reached.map((endpoint) => endpointId(to, endpoint)),
      timeout: timeout ?? usual,
      evidence: place([gateway.name, 'routes', prefix], true),
    };
  });
}

function eventsOf(service: ServiceSpec, place: Place): readonly DesignEvent[] {
  if (service.existing) return [];
  return (['publishes', 'subscribes'] as const).flatMap((use) =>
    service[use].map((type, index) => ({
      service: service.name,
      type,
      use,
      version: versionOf(service, use, type),
      evidence: place([service.name, use, index]),
    })),
  );
}

function retriesOf(service: ServiceSpec, place: Place): readonly DesignRetry[] {
  const positions = new Map<string, number>();
  return service.calls.flatMap(({ to, endpoint, policy }) => {
    const index = positions.get(to) ?? 0;
    positions.set(to, index + 1);
    if (policy.retries === 0) return [];
    const { method, path } = endpoint;
    const keyed = endpoint.idempotency !== 'none';
    const evidence = place([service.name, 'calls', to, index]);
    return [{ service: service.name, to, method, path, retries: policy.retries, keyed, evidence }];
  });
}

function optionalCalls(service: ServiceSpec): readonly string[] {
  const id = (to: string, endpoint: { readonly method: string; readonly path: string }): string =>
    `${service.name} -> ${endpointId(to, endpoint)}`;
  const calls = service.calls.filter(({ fallback }) => fallback !== 'fail').map((call) => id(call.to, call.endpoint));
  const parts = service.aggregates.flatMap((aggregate) => aggregate.parts).filter(({ required }) => !required);
  return [...calls, ...parts.map((part) => id(part.service, part.endpoint))];
}
