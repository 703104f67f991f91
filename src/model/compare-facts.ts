import type { Difference } from './difference.ts';
import type { SystemModel } from './system.ts';

/** Facts of either side that the other lacks; each once, with the evidence of all its occurrences. */
export function compareFacts(
  left: readonly Difference[],
  right: readonly Difference[],
): { readonly leftOnly: readonly Difference[]; readonly rightOnly: readonly Difference[] } {
  const [a, b] = [byKey(left), byKey(right)];
  return {
    leftOnly: [...a].filter(([key]) => !b.has(key)).map(([, fact]) => fact),
    rightOnly: [...b].filter(([key]) => !a.has(key)).map(([, fact]) => fact),
  };
}

function byKey(facts: readonly Difference[]): ReadonlyMap<string, Difference> {
  const found = new Map<string, Difference>();
  for (const fact of facts) {
    const what = fact.kind === 'endpoint' ? fact.what.replace(/:\w+/g, ':') : fact.what;
    const key = `${fact.kind}\n${fact.service ?? ''}\n${what}`;
    const known = found.get(key);
    found.set(key, known ? { ...known, evidence: [...known.evidence, ...fact.evidence] } : fact);
  }
  return found;
}

/** Method and path, parameters as `:name`, without a trailing slash or wildcard. */
export function endpointLabel(method: string, path: string): string {
  return `${method.toUpperCase()} ${plainPath(path)}`;
}

/** A path with parameters as `:name`, without a trailing slash or wildcard. */
export function plainPath(path: string): string {
  const parameters = path.replace(/\{(\w*)[^}]*\}/g, (_, name: string) => `:${name || 'unknown'}`);
  return parameters.replace(/\/\*+$/, '').replace(/(.)\/+$/, '$1') || '/';
}

/** From the id of a service to its name. */
export function serviceNames(model: SystemModel): (id: string) => string {
  const names = new Map(model.services.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
