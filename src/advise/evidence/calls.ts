import { assumedAvailability, availabilityProduct } from '../../model/availability.ts';
import { synchronousChains, type SynchronousChain } from '../../model/chains.ts';
import { synchronousCycles } from '../../model/cycles.ts';
import type { SystemModel } from '../../model/system.ts';
import { count } from '../../util/markdown.ts';
import { some } from '../seams/reasons.ts';
import { known, unknown, type Fact, type Reading, type Sources } from './fact.ts';
import { backEnds } from './structure.ts';

/** Who waits for whom. */
export const callFacts: readonly Fact[] = [
  {
    name: 'deepest-sync-chain',
    title: 'Most services that one request goes through one after the other, beyond the first',
    kind: 'count',
    unit: 'hops',
    read: onDeepest((chain, source) => known(chain.services.length - 1, source, placesOf(chain))),
  },
  {
    name: 'services-behind-a-call',
    title: 'Most services that stand behind a called one',
    kind: 'count',
    unit: 'services',
    read: onDeepest((chain, source) => known(Math.max(0, chain.services.length - 2), source, placesOf(chain))),
  },
  {
    name: 'chain-availability',
    title: 'Availability of the longest chain, each service at 99.9 %',
    kind: 'share',
    read: onDeepest((chain, source) => {
      const services = chain.services.length;
      const share = Number((availabilityProduct(services) * 100).toFixed(2));
      return known(
        share,
        `${source}; ${services} services at ${assumedAvailability * 100} % each, which is assumed`,
        placesOf(chain),
      );
    }),
  },
  {
    name: 'sync-calls-per-endpoint',
    title: 'Most other services that one endpoint waits for, directly',
    kind: 'count',
    unit: 'services',
    read: callsPerEndpoint,
  },
  {
    name: 'services-needed-by-one-request',
    title: 'Most other services that must answer before one request can be answered',
    kind: 'count',
    unit: 'services',
    read: neededServices,
  },
  {
    name: 'sync-cycles',
    title: 'Cycles of services that wait for one another',
    kind: 'count',
    unit: 'cycles',
    read: ({ model }) => {
      const cycles = synchronousCycles(model);
      const why = callsUnknown(model);
      if (cycles.length === 0 && why !== null) return why;
      const places = cycles.flatMap(({ edges }) => edges.flatMap(({ evidence }) => evidence.slice(0, 1)));
      return known(
        cycles.length,
        `model: ${cycles.length === 0 ? `no circle among ${count(model.coverage.calls.total, 'call')}` : cycles.map(({ services }) => services.join(' ↔ ')).join('; ')}`,
        places,
      );
    },
  },
];

// Where most calls lead nowhere that is known, the longest known chain is not the longest one.
const FEWEST_RESOLVED = 0.5;

function callsUnknown(model: SystemModel): Reading | null {
  if (backEnds(model).length < 2) return unknown('fewer than two services were recognised');
  const { total } = model.coverage.calls;
  const unresolved = model.calls.filter(({ toKind }) => toKind === 'unresolved').length;
  if (total > 0 && unresolved / total > 1 - FEWEST_RESOLVED)
    return unknown(
      `${unresolved} of ${count(total, 'call')} lead to a service that is not known`,
      'archwright model shows them',
    );
  return null;
}

function onDeepest(read: (chain: SynchronousChain, source: string) => Reading): Fact['read'] {
  return ({ model }) => {
    const chains = synchronousChains(model);
    const why = callsUnknown(model);
    if (why !== null) return why;
    // A service that is passed twice is one dependency; the source shows the path as it is.
    const deepest = chains
      .map((chain) => ({ ...chain, services: [...new Set(chain.services)], path: chain.services }))
      .sort((a, b) => b.services.length - a.services.length)[0];
    if (deepest === undefined) {
      const calls = model.calls.filter(({ to, from }) => to !== null && to !== from).length;
      if (calls > 0) return unknown(`${count(calls, 'call')} between services start at no endpoint that is known`);
      return known(0, 'model: no service calls another one while a request waits');
    }
    return read(deepest, `model: longest chain ${deepest.path.join(' → ')}, depth ${deepest.services.length - 1}`);
  };
}

function placesOf({ hops }: SynchronousChain): SystemModel['calls'][number]['evidence'] {
  return hops.flatMap(({ evidence }) => evidence.slice(0, 1));
}

function callsPerEndpoint({ model }: Sources): Reading {
  const why = callsUnknown(model);
  if (why !== null) return why;
  const most = model.endpoints
    .map((endpoint) => {
      const calls = model.calls.filter(
        (call) => call.to !== null && call.to !== call.from && call.fromEndpoints.includes(endpoint.id),
      );
      return { endpoint, calls, services: [...new Set(calls.map(({ to }) => to ?? ''))].sort() };
    })
    .sort((a, b) => b.services.length - a.services.length || (a.endpoint.id < b.endpoint.id ? -1 : 1))[0];
  if (most === undefined) return unknown('no endpoint was recognised');
  const { method, path, service } = most.endpoint;
  return known(
    most.services.length,
    most.services.length === 0
      ? 'model: no endpoint calls another service'
      : `model: ${method} ${path} of ${service} calls ${some(most.services)}`,
    most.calls.flatMap(({ evidence }) => evidence.slice(0, 1)),
  );
}

function neededServices({ model }: Sources): Reading {
  const why = callsUnknown(model);
  if (why !== null) return why;
  const needed = new Map<string, Set<string>>();
  for (const { endpoint, services } of synchronousChains(model)) {
    const all = needed.get(endpoint) ?? new Set<string>();
    // A path can come back to where it began.
    for (const service of services.slice(1)) if (service !== services[0]) all.add(service);
    needed.set(endpoint, all);
  }
  const most = [...needed].sort(([a, some], [b, others]) => others.size - some.size || (a < b ? -1 : 1))[0];
  if (most === undefined) return unknown('no endpoint was recognised that calls another service');
  const [id, services] = most;
  const endpoint = model.endpoints.find((one) => one.id === id);
  const name = endpoint ? `${endpoint.method} ${endpoint.path} of ${endpoint.service}` : id;
  return known(
    services.size,
    `model: ${name} needs ${some([...services].sort())}`,
    endpoint?.evidence.slice(0, 1) ?? [],
  );
}
