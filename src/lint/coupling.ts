import { synchronousChains } from '../model/chains.ts';
import type { Call, Evidence, SystemModel } from '../model/system.ts';
import { ownCalls } from './own-calls.ts';
import type { Report } from './rule.ts';
import { crossServiceImport } from './rules/cross-service-import.ts';
import { cyclicDependency } from './rules/cyclic-dependency.ts';
import { sharedDatabase } from './rules/shared-database.ts';
import { serviceNames } from '../model/service-names.ts';
import { endpointNames, withNote } from './sites.ts';
import { count, quoteList } from './wording.ts';

/** One way in which services cannot do without each other, with every place that shows it. */
export interface Coupling {
  readonly what: string;
  readonly service: string;
  readonly sites: readonly Evidence[];
}

/** The couplings of a system, each kind at most once: a system with many of one kind has one trouble, not many. */
export function couplings(model: SystemModel, services: number): readonly Coupling[] {
  const found = [
    wideRequests(model, services) ?? longRequests(model, services),
    fromReports(sharedDatabase.run(model), 'services share a database'),
    fromReports(
      cyclicDependency.run(model).filter(({ severity }) => severity !== 'info'),
      'services call each other in a circle',
    ),
    fromReports(crossServiceImport.run(model), "services import each other's code"),
    startOrders(model),
  ];
  return found.filter((one) => one !== undefined);
}

function fromReports(reports: readonly Report[], what: string): Coupling | undefined {
  const [first] = reports;
  if (!first) return undefined;
  const sites = reports.map(({ at, message }) => withNote(at, message));
  return { what, service: first.service, sites };
}

// A gateway or a backend for a front end is there to ask many services.
function isAsking({ services }: SystemModel, id: string): boolean {
  return services.some(
    (one) => one.id === id && /^(?:service|worker)$/.test(one.kind) && !/gateway|bff/i.test(one.name),
  );
}

function wideRequests(model: SystemModel, services: number): Coupling | undefined {
  const callsOf = ownCalls(model);
  const wide = model.endpoints.flatMap(({ id, service }) => {
    if (!isAsking(model, service)) return [];
    const own = firstPerService(callsOf(id).filter(({ to }) => to !== null && to !== service));
    return own.length >= services ? [{ id, service, own }] : [];
  });
  const [first] = wide;
  if (!first) return undefined;
  const nameOf = serviceNames(model);
  const endpointOf = endpointNames(model);
  const sites = wide.flatMap(({ id, own }) =>
    own.flatMap(({ evidence, to }) =>
      evidence.slice(0, 1).map((site) => withNote(site, `${endpointOf(id)} needs "${nameOf(to ?? '')}"`)),
    ),
  );
  const needed = quoteList(first.own.map(({ to }) => nameOf(to ?? '')));
  const what = `${endpointOf(first.id)} of "${nameOf(first.service)}" needs ${needed} to answer`;
  return {
    what: wide.length > 1 ? `${what} (and ${count(wide.length - 1, 'endpoint')} more like it)` : what,
    service: first.service,
    sites,
  };
}

function firstPerService(calls: readonly Call[]): Call[] {
  return [...new Map([...calls].reverse().map((call) => [call.to, call])).values()].reverse();
}

function longRequests(model: SystemModel, services: number): Coupling | undefined {
  const callsOf = ownCalls(model);
  const long = synchronousChains(model).filter(
    ({ endpoint, hops }) =>
      hops.length >= services &&
      hops.every((hop, i) => callsOf(i === 0 ? endpoint : (hops[i - 1]?.toEndpoint ?? '')).includes(hop)),
  );
  const [first] = long;
  if (!first) return undefined;
  const nameOf = serviceNames(model);
  const sites = first.hops.flatMap(({ evidence, from, to }) =>
    evidence.slice(0, 1).map((site) => withNote(site, `"${nameOf(from)}" calls "${nameOf(to ?? '')}"`)),
  );
  const what = `${endpointNames(model)(first.endpoint)} of "${nameOf(first.services[0] ?? '')}" goes through ${count(first.hops.length, 'further service')}`;
  return { what, service: first.services[0] ?? '', sites };
}

function startOrders(model: SystemModel): Coupling | undefined {
  const orders = model.deployment.startOrders.filter(
    ({ service, after }) => isAsking(model, service) && isAsking(model, after),
  );
  const [first] = orders;
  const waiting = new Set(orders.map(({ service }) => service));
  if (!first || waiting.size < 2) return undefined;
  return {
    what: `${count(waiting.size, 'service has', 'services have')} to be started after another one`,
    service: first.service,
    sites: orders.flatMap(({ evidence }) => evidence.slice(0, 1)),
  };
}
