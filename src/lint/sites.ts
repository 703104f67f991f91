import type { Call, Evidence, SystemModel } from '../model/system.ts';
import { bareHost, hostKind } from './hosts.ts';

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

/** `POST /orders`, or the method alone where an endpoint has no path. */
export function endpointNames(model: SystemModel): (id: string) => string {
  const names = new Map(model.endpoints.map((endpoint) => [endpoint.id, `${endpoint.method} ${endpoint.path}`.trim()]));
  return (id) => names.get(id) ?? id;
}

/**
 * What a call calls, for a message: a service, a host, or the variable that holds an address. That a developer's settings
 * say this machine tells nobody what it is elsewhere.
 */
export function targetName({ to, address }: Call, nameOf: (id: string) => string): string {
  if (to !== null) return `"${nameOf(to)}"`;
  const isLocal = address.host !== null && hostKind(bareHost(address.host)) === 'own-machine';
  if (address.origin !== 'config' || !isLocal) return address.host ?? 'another system';
  const [variable] = address.evidence.flatMap(({ note }) => /^reads (\w+)$/.exec(note ?? '')?.[1] ?? []);
  return variable === undefined ? 'another system' : `the address in ${variable}`;
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
