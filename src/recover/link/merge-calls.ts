import type { Call } from '../../model/system.ts';

/** One site that reaches the same destination in several ways is one call; the surest knowledge of it wins. */
export function mergeCalls(calls: readonly Call[]): Call[] {
  const merged = new Map<string, Call>();
  for (const call of calls) {
    const destination = call.to ?? (call.protocol === 'http' ? call.address.host : call.target) ?? '';
    const mergeKey = `${siteKey(call)}|${destination}|${call.to === null ? '' : shapeOf(call)}`;
    const known = merged.get(mergeKey);
    if (!known || isSurer(call, known)) merged.set(mergeKey, call);
  }
  // Where one way is known, what is not known of another adds nothing.
  const all = [...merged.values()];
  const known = new Set(all.filter((call) => call.toKind !== 'unresolved').map(siteKey));
  const reached = new Set(all.filter((call) => call.toKind === 'service').map(requestKey));
  return all.filter((call) => {
    if (call.toKind !== 'unresolved' || call.protocol !== 'http') return true;
    // The same request where another environment gives another host: what that is called there is not known here.
    if (call.address.host !== null) return call.address.origin === 'literal' || !reached.has(requestKey(call));
    return !known.has(siteKey(call));
  });
}

function requestKey(call: Call): string {
  return `${siteKey(call)}|${shapeOf(call)}`;
}

// What stands in a segment that is not known has no say in where a request goes.
function shapeOf({ path }: Call): string {
  return (path ?? '').replace(/:[^/]+/g, ':');
}

function siteKey(call: Call): string {
  const site = call.evidence[0];
  return `${call.from}|${site?.file ?? ''}:${site?.line ?? 0}:${site?.column ?? 0}|${call.method ?? ''}`;
}

function isSurer(call: Call, than: Call): boolean {
  const states = [than, call].map((one) => one.policy.timeout.state === 'unknown');
  if (states[0] !== states[1]) return states[0] === true;
  // An address that configuration gives is the one that counts; another is what stands in for it.
  const configured = [than, call].map(({ address }) => address.origin === 'config');
  if (call.to !== null && configured[0] !== configured[1]) return configured[1] === true;
  return call.to === null && written(call.target) > written(than.target);
}

function written(target: string | null): number {
  return (target ?? '').replace(/\{[^}]*\}/g, '').length;
}

/** The calls in the order of their places, each with an id of its own. */
export function numberCalls(calls: readonly Call[]): Call[] {
  const sorted = [...calls].sort(
    (a, b) => compare(place(a), place(b)) || compare(a.to ?? a.target ?? '', b.to ?? b.target ?? ''),
  );
  const counts = new Map<string, number>();
  return sorted.map((call) => {
    const id = `${call.from} → ${call.to ?? call.target ?? '?'} ${call.method ?? ''} ${call.path ?? ''}`.trim();
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return { ...call, id: count === 1 ? id : `${id} (${count})` };
  });
}

function place(call: Call): string {
  const site = call.evidence[0];
  return `${call.from}|${site?.file ?? ''}|${String(site?.line ?? 0).padStart(7, '0')}|${String(site?.column ?? 0).padStart(5, '0')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
