import type { Call, Evidence, SystemModel } from '../model/system.ts';

/** Identity of a place: `file:line:column`. */
export function siteKey(site: Evidence): string {
  return `${site.file}:${site.line}:${site.column}`;
}

/** The sites without those given in `known` and without repetitions, in their order. */
export function otherSites(sites: readonly Evidence[], ...known: readonly Evidence[]): Evidence[] {
  const seen = new Set(known.map(siteKey));
  return sites.filter((site) => {
    const key = siteKey(site);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

/** The site with `note` in place of its own. */
export function withNote({ file, line, column }: Evidence, note: string): Evidence {
  return { file, line, column, note };
}

/** Gives the name of a service by its id; the id itself when the model does not know it. */
export function serviceNames(model: SystemModel): (id: string) => string {
  const names = new Map(model.services.map((service) => [service.id, service.name]));
  return (id) => names.get(id) ?? id;
}

/** `POST /orders`, or the method alone where an endpoint has no path. */
export function endpointNames(model: SystemModel): (id: string) => string {
  const names = new Map(model.endpoints.map((endpoint) => [endpoint.id, `${endpoint.method} ${endpoint.path}`.trim()]));
  return (id) => names.get(id) ?? id;
}

/** Where calls stand whose target could not be resolved. */
export function unresolvedCalls({ calls }: SystemModel): Evidence[] {
  return calls.filter(({ toKind }) => toKind === 'unresolved').flatMap(({ evidence }) => evidence.slice(0, 1));
}

/** The calls of all services but front ends: what of one runs on a server and what in a browser is not always told apart. */
export function backendCalls({ calls, services }: SystemModel): readonly Call[] {
  const frontEnds = new Set(services.filter(({ kind }) => kind === 'frontend').map(({ id }) => id));
  return calls.filter(({ from }) => !frontEnds.has(from));
}
