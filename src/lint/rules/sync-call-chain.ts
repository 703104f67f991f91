import { synchronousChains, type SynchronousChain } from '../../model/chains.ts';
import type { Call, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { endpointNames, otherSites, serviceNames, withNote } from '../sites.ts';
import { count, duration, joinList } from '../wording.ts';

/** Reports request paths that lead through many services one after the other, one finding per longest path. */
export const syncCallChain = defineRule({
  name: 'sync-call-chain',
  severity: 'warning',
  summary:
    'A request of one endpoint that leads, hop by hop and synchronously, through at least three further services.',
  why: 'Every hop adds its latency and its failures: the request is available only when all services are, at the same time, and its slowest answer decides. Timeouts along the path add up beyond what the first caller waits for.',
  fix: 'Shorten the path: let the first service collect what it needs itself, keep a local copy fed by events, or answer at once and finish the work asynchronously.',
  limits: [
    'Paths in the graph of services that no endpoint goes through.',
    'A gateway in front, which is no hop.',
    'Calls made at the same time from one handler: they widen a request, they do not lengthen the path.',
    'What lies behind a call whose endpoint could not be matched.',
  ],
  options: {
    maxHops: {
      type: 'number',
      default: 3,
      minimum: 1,
      description: 'A path through this many further services is reported.',
    },
    availability: {
      type: 'number',
      default: 99.9,
      minimum: 0,
      description: 'Availability of one service in percent, for the product in the message.',
    },
  },
  examples: {
    bad: 'POST /orders of "orders" → POST /charges of "payment" → GET /scores/:id of "fraud" → GET /customers/:id of "customers"',
    good: '"orders" asks "fraud" and "payment" itself, at the same time; "fraud" keeps the customer data it needs from the event customer.changed',
  },
  references: [
    'https://learn.microsoft.com/dotnet/architecture/microservices/architect-microservice-container-applications/communication-in-microservice-architecture',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  evidence: 'path',
  *check(model, { maxHops, availability }) {
    const long = withoutGateways(model, synchronousChains(model)).filter(({ hops }) => hops.length >= maxHops);
    const groups = new Map<string, { chain: SynchronousChain; endpoints: string[] }>();
    for (const chain of long.filter((one) => !long.some((other) => goesOnBefore(other, one)))) {
      const key = ids(chain);
      const group = groups.get(key) ?? { chain, endpoints: [] };
      if (!group.endpoints.includes(chain.endpoint)) group.endpoints.push(chain.endpoint);
      groups.set(key, group);
    }
    for (const { chain, endpoints } of groups.values()) yield report(model, chain, endpoints, availability);
  },
});

/** Cuts gateways off the front: the path then starts at the endpoint that the gateway calls. */
function withoutGateways(model: SystemModel, chains: readonly SynchronousChain[]): SynchronousChain[] {
  const gateways = new Set(model.services.filter(({ kind }) => kind === 'gateway').map(({ id }) => id));
  return chains.flatMap(({ endpoint, hops, services }) => {
    const skip = services.findIndex((service) => !gateways.has(service));
    const start = skip <= 0 ? endpoint : (hops[skip - 1]?.toEndpoint ?? endpoint);
    return skip < 0 ? [] : [{ endpoint: start, hops: hops.slice(skip), services: services.slice(skip) }];
  });
}

/** True when `chain` is only the tail of the longer path `other`. */
function goesOnBefore(other: SynchronousChain, chain: SynchronousChain): boolean {
  return other.hops.length > chain.hops.length && ids(other).endsWith(`\n${ids(chain)}`);
}

function ids({ hops }: SynchronousChain): string {
  return hops.map((hop) => hop.id).join('\n');
}

function report(model: SystemModel, chain: SynchronousChain, endpoints: readonly string[], percent: number): Report {
  const nameOf = serviceNames(model);
  const endpointOf = endpointNames(model);
  const names = chain.services.map(nameOf);
  const sites = chain.hops.flatMap((hop) => {
    const [site] = hop.evidence;
    const endpoint = hop.toEndpoint === null ? '' : ` (${endpointOf(hop.toEndpoint)})`;
    return site ? [withNote(site, `"${nameOf(hop.from)}" calls "${nameOf(hop.to ?? '')}"${endpoint}`)] : [];
  });
  const at = sites[0] ?? { file: '.', line: 1, column: 1 };
  const product = 100 * (percent / 100) ** names.length;
  return {
    at,
    service: chain.services[0] ?? '',
    message:
      `${joinList(endpoints.map(endpointOf), 3)} of "${names[0]}" ${endpoints.length === 1 ? 'leads' : 'lead'} through ${count(chain.hops.length, 'further service')} one after the other: ` +
      `${names.join(' → ')}; ${names.length} services of ${percent} % each give ${round(product)} %; ${timeouts(chain.hops)}`,
    evidence: otherSites(sites, at),
  };
}

function timeouts(hops: readonly Call[]): string {
  const known = hops.map((hop) => hop.policy.timeout.ms).filter((ms) => ms !== null);
  const sum = known.reduce((total, ms) => total + ms, 0);
  const unbounded = hops.filter((hop) => hop.policy.timeout.state === 'absent').length;
  const text =
    known.length === 0 ? 'no timeout on the way is known' : `the timeouts on the way add up to ${duration(sum)}`;
  const missing = unbounded === 0 ? '' : `${count(unbounded, 'call')} without any`;
  const unknown = hops.length - known.length - unbounded;
  const rest = [missing, unknown > 0 && known.length > 0 ? `${unknown} not known` : ''].filter(Boolean).join(', ');
  return rest === '' ? text : `${text} (${rest})`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
