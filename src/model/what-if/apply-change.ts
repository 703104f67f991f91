import type { Call, SystemModel } from '../system.ts';
import type { WhatIfChange } from './change.ts';

/** A model with what a change knows beyond it: which calls a cache answers, and how many replicas a service has. */
export interface Variant {
  readonly model: SystemModel;
  /** Share of a call's requests (by its id) that are answered without the callee. */
  readonly hits: ReadonlyMap<string, number>;
  /** By id of the service; one where nothing is said. */
  readonly replicas: ReadonlyMap<string, number>;
}

/** The system as it is. */
export function unchanged(model: SystemModel): Variant {
  return { model, hits: new Map(), replicas: new Map() };
}

/** The system with one more change. What the change names has to be there (`flawOfChange` tells). */
export function applyChange(variant: Variant, change: WhatIfChange): Variant {
  const { model } = variant;
  const idOf = (name: string): string => model.services.find((service) => service.name === name)?.id ?? name;
  switch (change.kind) {
    case 'async':
      return { ...variant, model: asynchronous(model, idOf(change.from), idOf(change.to)) };
    case 'cache': {
      const cached = callsBetween(model, idOf(change.from), idOf(change.to));
      return { ...variant, hits: new Map([...variant.hits, ...cached.map(({ id }) => [id, change.hits] as const)]) };
    }
    case 'replicas':
      return { ...variant, replicas: new Map([...variant.replicas, [idOf(change.service), change.count]]) };
    case 'merge':
      return { ...variant, model: merged(model, change.services.map(idOf)) };
    case 'split':
      return { ...variant, model: split(model, idOf(change.service), change.into, change.path) };
  }
}

/** What keeps a change from being tried out, in words, or undefined. */
export function flawOfChange({ model }: Variant, change: WhatIfChange): string | undefined {
  const service = (name: string): string | undefined =>
    model.services.some((one) => one.name === name) ? undefined : `there is no service "${name}"`;
  const idOf = (name: string): string => model.services.find((one) => one.name === name)?.id ?? name;
  switch (change.kind) {
    case 'async':
    case 'cache': {
      const missing = service(change.from) ?? service(change.to);
      const isCalled = callsBetween(model, idOf(change.from), idOf(change.to)).length > 0;
      return missing ?? (isCalled ? undefined : `"${change.from}" does not call "${change.to}"`);
    }
    case 'replicas':
      return service(change.service);
    case 'merge':
      return change.services.map(service).find((flaw) => flaw !== undefined);
    case 'split': {
      const own = model.endpoints.filter((endpoint) => endpoint.service === idOf(change.service));
      const moved = own.filter(({ path }) => isUnder(path, change.path));
      if (service(change.service)) return service(change.service);
      if (!service(change.into)) return `there is a service "${change.into}" already`;
      if (moved.length === 0) return `"${change.service}" answers nothing under "${change.path}"`;
      return moved.length === own.length ? `all that "${change.service}" answers is under "${change.path}"` : undefined;
    }
  }
}

/** Calls of one service by another, by ids. */
function callsBetween(model: SystemModel, from: string, to: string): readonly Call[] {
  return model.calls.filter((call) => call.from === from && call.to === to);
}

// The request is told as an event on a channel of its own, and answered later: nobody waits for it.
function asynchronous(model: SystemModel, from: string, to: string): SystemModel {
  const channel = { id: `whatif:${from}.${to}`, broker: 'whatif', name: `${from} to ${to}` };
  const gone = callsBetween(model, from, to);
  const evidence = gone.flatMap((call) => call.evidence.slice(0, 1));
  const unknown = { state: 'unknown', evidence: [] } as const;
  const use = { channel: channel.id, durability: unknown, evidence };
  return {
    ...model,
    calls: model.calls.filter((call) => !gone.includes(call)),
    channels: [...model.channels, channel],
    publications: [...model.publications, { ...use, service: from }],
    subscriptions: [
      ...model.subscriptions,
      { ...use, service: to, deadLetter: unknown, idempotence: unknown, changes: [] },
    ],
  };
}

// Calls between the merged ones become calls of functions: what their endpoints called is called by who called them.
function merged(model: SystemModel, ids: readonly string[]): SystemModel {
  const [into = ''] = ids;
  const renamed = (id: string): string => (ids.includes(id) ? into : id);
  const inner = model.calls.filter(({ from, to }) => to !== null && ids.includes(from) && ids.includes(to));
  const reached = callersOf(inner);
  return {
    ...model,
    services: model.services.filter(({ id }) => id === into || !ids.includes(id)),
    endpoints: model.endpoints.map((endpoint) => ({ ...endpoint, service: renamed(endpoint.service) })),
    calls: model.calls
      .filter((call) => !inner.includes(call))
      .map((call) => ({
        ...call,
        from: renamed(call.from),
        to: call.to === null ? null : renamed(call.to),
        fromEndpoints: [...new Set(call.fromEndpoints.flatMap((id) => [id, ...(reached.get(id) ?? [])]))].sort(),
      })),
    publications: model.publications.map((use) => ({ ...use, service: renamed(use.service) })),
    subscriptions: model.subscriptions.map((use) => ({ ...use, service: renamed(use.service) })),
    datastoreUses: model.datastoreUses.map((use) => ({ ...use, service: renamed(use.service) })),
  };
}

/** For each endpoint, those that lead to it through these calls. */
function callersOf(calls: readonly Call[]): ReadonlyMap<string, ReadonlySet<string>> {
  const callers = new Map<string, Set<string>>();
  let isGrowing = true;
  while (isGrowing) {
    isGrowing = false;
    for (const { toEndpoint, fromEndpoints } of calls) {
      if (toEndpoint === null) continue;
      const known = callers.get(toEndpoint) ?? new Set<string>();
      const before = known.size;
      for (const from of fromEndpoints) for (const one of [from, ...(callers.get(from) ?? [])]) known.add(one);
      callers.set(toEndpoint, known);
      if (known.size > before) isGrowing = true;
    }
  }
  return callers;
}

// Endpoints under a path move with the calls that they alone make. Tables stay: who needs them from there is a question
// that the model cannot answer, and both sides are shown to use the store.
function split(model: SystemModel, service: string, into: string, path: string): SystemModel {
  const source = model.services.find(({ id }) => id === service);
  if (!source) return model;
  const moved = new Set(
    model.endpoints.filter((one) => one.service === service && isUnder(one.path, path)).map(({ id }) => id),
  );
  const isMoved = ({ from, fromEndpoints }: Call): boolean =>
    from === service && fromEndpoints.length > 0 && fromEndpoints.every((id) => moved.has(id));
  return {
    ...model,
    services: [...model.services, { ...source, id: into, name: into }].sort((a, b) => (a.id < b.id ? -1 : 1)),
    endpoints: model.endpoints.map((one) => (moved.has(one.id) ? { ...one, service: into } : one)),
    calls: model.calls.flatMap((call): readonly Call[] => {
      const to = call.toEndpoint !== null && moved.has(call.toEndpoint) ? into : call.to;
      if (isMoved(call)) return [{ ...call, from: into, to }];
      const shared = call.from === service ? call.fromEndpoints.filter((id) => moved.has(id)) : [];
      if (shared.length === 0) return [{ ...call, to }];
      const rest = call.fromEndpoints.filter((id) => !moved.has(id));
      return [
        { ...call, to, fromEndpoints: rest },
        { ...call, id: `${call.id} (${into})`, from: into, to, fromEndpoints: shared },
      ];
    }),
    datastoreUses: model.datastoreUses.flatMap((use) =>
      use.service === service ? [use, { ...use, service: into }] : [use],
    ),
  };
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
