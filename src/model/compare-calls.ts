import { plainPath, serviceNames } from './compare-facts.ts';
import type { Difference } from './difference.ts';
import type { Call, Evidence, SystemModel } from './system.ts';

/**
 * Calls between services that only one side has, by caller, callee, method and path. What a side could not resolve
 * (a null method or path, a `{…}` in the path) agrees with anything.
 */
export function compareCalls(
  left: SystemModel,
  right: SystemModel,
): { readonly leftOnly: readonly Difference[]; readonly rightOnly: readonly Difference[] } {
  const [a, b] = [internalCalls(left), internalCalls(right)];
  return {
    leftOnly: a.filter((call) => !b.some((other) => agree(call, other))).map(toFact),
    rightOnly: b.filter((call) => !a.some((other) => agree(call, other))).map(toFact),
  };
}

/** A call that both sides have, by names that do not depend on ids, with all sites of each side. */
export interface AgreedCall {
  readonly service: string;
  readonly what: string;
  readonly left: readonly Call[];
  readonly right: readonly Call[];
}

/** Calls between services that both sides have, matched as `compareCalls` does; those that are forwarded as they come are left out. */
export function agreedCalls(left: SystemModel, right: SystemModel): readonly AgreedCall[] {
  const others = internalCalls(right);
  return internalCalls(left).flatMap((call) => {
    const agreeing = call.path === null ? [] : others.filter((other) => other.path !== null && agree(call, other));
    if (agreeing.length === 0) return [];
    return [{ service: call.from, what: call.label, left: call.calls, right: agreeing.flatMap(({ calls }) => calls) }];
  });
}

/**
 * Tells whether a model has a call from one service to another, both by name, that may be one to this method and route:
 * of a route that telemetry gives without what its router is mounted at, the end has to agree.
 */
export function knowsCall(model: SystemModel): (from: string, to: string, method: string, path: string) => boolean {
  const calls = internalCalls(model);
  return (from, to, method, path) => {
    const seen = segments(path.replace(/^(?!\/)/, '/'), ':').slice(1);
    return calls.some((call) => {
      const end = call.path === null || seen.length === 0 ? null : call.path.slice(-seen.length);
      return agree({ ...call, path: end }, { ...call, from, to, method, path: seen });
    });
  };
}

interface InternalCall {
  readonly from: string;
  readonly to: string;
  readonly method: string | null;
  /** Segments: a parameter of a known endpoint is `:`, a piece that may be anything null. */
  readonly path: readonly (string | null)[] | null;
  readonly label: string;
  readonly evidence: readonly Evidence[];
  readonly calls: readonly Call[];
}

function internalCalls(model: SystemModel): readonly InternalCall[] {
  const name = serviceNames(model);
  const endpoints = new Map(model.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const found = new Map<string, InternalCall>();
  for (const call of model.calls) {
    if (call.to === null) continue;
    // The endpoint that was matched says more than the text of the call.
    const endpoint = endpoints.get(call.toEndpoint ?? '');
    // What a gateway forwards has the method and path of whatever arrives.
    const forwarded = call.method === 'ALL';
    const { method, path }: Pick<Call, 'method' | 'path'> = forwarded
      ? { method: null, path: null }
      : (endpoint ?? call);
    const to = name(call.to);
    const label = `${to} ${method ?? '(unknown method)'} ${path === null ? '(unknown path)' : plainPath(path)}`;
    const internal = {
      from: name(call.from),
      to,
      method,
      path: path === null ? null : segments(path, endpoint ? ':' : null),
      label,
    };
    const key = `${internal.from}\n${to}\n${method}\n${JSON.stringify(internal.path)}`;
    const known = found.get(key);
    found.set(key, {
      ...internal,
      evidence: [...(known?.evidence ?? []), ...call.evidence],
      calls: [...(known?.calls ?? []), call],
    });
  }
  return [...found.values()];
}

function segments(path: string, parameter: ':' | null): readonly (string | null)[] {
  const parts = plainPath(path.split('?')[0] ?? '').split('/');
  return parts.map((part) => (part.includes(':') ? parameter : part));
}

function agree(a: InternalCall, b: InternalCall): boolean {
  if (a.from !== b.from || a.to !== b.to) return false;
  if (a.method !== null && b.method !== null && a.method.toUpperCase() !== b.method.toUpperCase()) return false;
  const [left, right] = [a.path, b.path];
  if (left === null || right === null) return true;
  return left.length === right.length && left.every((part, index) => matches(part, right[index]));
}

function matches(a: string | null, b: string | null | undefined): boolean {
  return a === null || b === null || a === b;
}

function toFact({ from, label, evidence }: InternalCall): Difference {
  return { kind: 'call', service: from, what: label, evidence };
}
