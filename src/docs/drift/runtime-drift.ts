import type { Drift, DriftItem, Operation, RuntimeEdge } from '../../model/drift.ts';
import type { SystemModel } from '../../model/system.ts';
import { knowsCall } from '../../model/compare-calls.ts';
import { endpointLabel } from '../../model/compare-facts.ts';
import { isHealthPath } from '../../model/health-path.ts';
import { plainName } from './align-names.ts';

/**
 * Holds what was seen at run time against both models. An edge that neither has is drift, as is a service that only runs,
 * and, where telemetry names routes, a request to an endpoint that no known call of the two asks;
 * an edge that was not seen is told and is no drift, since it may only be rare. `observed` has the declared names already.
 */
export function runtimeDrift(
  declared: SystemModel,
  observed: SystemModel,
  runtime: readonly RuntimeEdge[],
): { readonly items: readonly DriftItem[]; readonly unseen: Drift['unseen'] } {
  const names = [...new Set([...declared.services, ...observed.services].map(({ name }) => name))].sort();
  const nameOf = (name: string): string | undefined =>
    names.find((known) => known === name) ??
    names.find((known) => plainName(known, declared.name) === plainName(name, declared.name));
  const known = new Set([...edgesOf(declared), ...edgesOf(observed)]);
  const asks = [knowsCall(declared), knowsCall(observed)];
  const seen = new Set<string>();
  const items = new Map<string, DriftItem>();
  for (const edge of runtime) {
    const [from, to] = [nameOf(edge.from), nameOf(edge.to)];
    // Users, databases and outside systems are no services: only an edge between two services is judged.
    if (edge.kind === 'datastore' || from === undefined || to === undefined || from === to) {
      if (edge.kind !== 'datastore') addStranger(items, edge, from, to);
      continue;
    }
    const key = `${from}\n${to}`;
    seen.add(key);
    const { operation } = edge;
    if (!known.has(key)) add(items, key, from, to, edge);
    else if (operation !== null && !isHealthPath(operation.path)) {
      const { method } = operation;
      const label = operationLabel(operation);
      // Not every exporter writes the package of a procedure's service.
      const path = isProcedure(operation) ? method : operation.path;
      if (!asks.some((has) => has(from, to, method, path)))
        add(items, `${key}\n${label}`, from, `${to} ${label}`, edge);
    }
  }
  const unseen = runtime.length === 0 ? [] : [...known].filter((key) => !seen.has(key)).sort();
  return {
    items: [...items.values()],
    unseen: unseen.map((key) => ({ from: key.split('\n')[0] ?? '', to: key.split('\n')[1] ?? '' })),
  };
}

// A procedure of gRPC has its name at the end of its path.
function isProcedure({ method, path }: Operation): boolean {
  return path === method || path.endsWith(`/${method}`);
}

function operationLabel(operation: Operation): string {
  const { method, path } = operation;
  return isProcedure(operation) ? path : endpointLabel(method, path.replace(/^(?!\/)/, '/'));
}

/** A program that a service of the system asks or is asked by, and that no side names, when telemetry says that it is one of ours. */
function addStranger(
  items: Map<string, DriftItem>,
  edge: RuntimeEdge,
  from: string | undefined,
  to: string | undefined,
): void {
  // A client that is not known may be anybody; a server that reports spans of its own runs with us.
  if (from === undefined || to !== undefined || edge.kind === 'unknown') return;
  add(items, `${from}\n${edge.to}`, from, edge.to, edge);
}

function add(items: Map<string, DriftItem>, key: string, from: string, to: string, edge: RuntimeEdge): void {
  const before = items.get(key);
  items.set(key, {
    state: 'runtime-only',
    kind: 'edge',
    service: from,
    what: `${from} → ${to}`,
    attribute: null,
    declared: null,
    observed: `${edge.kind === 'messaging' ? 'messages' : 'requests'} seen: ${String((before === undefined ? 0 : seenIn(before)) + edge.count)}`,
    inBlueprint: [],
    inCode: [...(before?.inCode ?? []), ...edge.evidence],
  });
}

function seenIn({ observed }: DriftItem): number {
  return Number(/\d+$/.exec(observed ?? '')?.[0] ?? 0);
}

/** `from\nto` of every call between services, and of every event from who publishes it to who consumes it. */
function edgesOf(model: SystemModel): readonly string[] {
  const names = new Map(model.services.map(({ id, name }) => [id, name]));
  const key = (from: string, to: string): string => `${names.get(from) ?? from}\n${names.get(to) ?? to}`;
  const calls = model.calls.flatMap(({ from, to }) => (to === null || to === from ? [] : [key(from, to)]));
  const events = model.publications.flatMap(({ service, channel }) =>
    model.subscriptions
      .filter((taken) => taken.channel === channel && taken.service !== service)
      .map((taken) => key(service, taken.service)),
  );
  return [...calls, ...events];
}
