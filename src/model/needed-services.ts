import { strongComponents } from './strong-components.ts';
import type { Call, SystemModel } from './system.ts';

/**
 * Ids of the services that must be up for an answer of each endpoint, its own among them; endpoints that wait for nobody
 * are left out. Follows the same calls as `synchronousChains`, and all of them, however dense the graph is.
 */
export function neededServices(model: SystemModel): ReadonlyMap<string, ReadonlySet<string>> {
  const serviceOf = new Map(model.endpoints.map(({ id, service }) => [id, service]));
  const calls = callsOf(model);
  const components = strongComponents([...serviceOf.keys()].sort(), (node) =>
    (calls.get(node) ?? []).flatMap(({ toEndpoint }) => toEndpoint ?? []).filter((id) => serviceOf.has(id)),
  );
  const needed = new Map<string, ReadonlySet<string>>();
  for (const component of components) {
    const own = component.flatMap((node) => calls.get(node) ?? []);
    if (own.length === 0) continue;
    const all = new Set(component.flatMap((node) => serviceOf.get(node) ?? []));
    for (const { to, toEndpoint } of own) {
      if (to !== null) all.add(to);
      for (const service of needed.get(toEndpoint ?? '') ?? []) all.add(service);
    }
    for (const node of component) needed.set(node, all);
  }
  return needed;
}

function callsOf(model: SystemModel): ReadonlyMap<string, readonly Call[]> {
  const modules = new Set(model.services.filter(({ kind }) => kind === 'module').map(({ id }) => id));
  const found = new Map<string, Call[]>();
  for (const call of model.calls) {
    if (call.to === null || call.to === call.from || (modules.has(call.from) && modules.has(call.to))) continue;
    for (const from of call.fromEndpoints) {
      const own = found.get(from) ?? [];
      own.push(call);
      found.set(from, own);
    }
  }
  return found;
}
