import { synchronousChains, type SynchronousChain } from '../../model/chains.ts';
import type { Call, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { endpointNames, otherSites, siteKey, withNote } from '../sites.ts';
import { count, duration, joinList } from '../wording.ts';

/** Reports request paths that lead through many services one after the other, one finding per longest path. */
export const syncCallChain = defineRule({
  name: 'sync-call-chain',
  group: 'core',
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
    'Of a circle of more than 20 endpoints, the paths that start at the others: they pass the same services.',
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
    bad: `// orders/src/app.ts
app.post('/orders', async (request, response) => {
  response.json(await http.post(\`\${process.env.PAYMENT_URL}/charges\`, request.body));
});

// payment/src/app.ts
app.post('/charges', async (request, response) => {
  response.json(await http.get(\`\${process.env.FRAUD_URL}/scores/\${request.body.customer}\`));
});

// fraud/src/app.ts
app.get('/scores/:customer', async (request, response) => {
  response.json(await http.get(\`\${process.env.CUSTOMERS_URL}/customers/\${request.params.customer}\`));
});

// customers/src/app.ts
app.get('/customers/:customer', (request, response) => response.json({}));`,
    good: `// orders/src/app.ts
app.post('/orders', async (request, response) => {
  const [score, charge] = await Promise.all([
    http.get(\`\${process.env.FRAUD_URL}/scores/\${request.body.customer}\`),
    http.post(\`\${process.env.PAYMENT_URL}/charges\`, request.body),
  ]);
  response.json({ score, charge });
});

// payment/src/app.ts
app.post('/charges', (request, response) => response.json({}));

// fraud/src/app.ts: keeps what it needs from the event customer.changed
app.get('/scores/:customer', (request, response) => response.json({}));`,
  },
  references: [
    'https://learn.microsoft.com/dotnet/architecture/microservices/architect-microservice-container-applications/communication-in-microservice-architecture',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  evidence: 'path',
  *check(model, { maxHops, availability }) {
    const chains = withoutGateways(model, synchronousChains(model)).map(untilReturn);
    const long = chains.filter(({ hops }) => hops.length >= maxHops);
    const groups = new Map<string, Group>();
    for (const chain of long.filter((one) => !long.some((other) => goesOnBefore(other, one)))) {
      const key = beginningOf(chain);
      const group = groups.get(key) ?? { chain, endpoints: new Set<string>(), paths: new Set<string>() };
      const isLonger = chain.hops.length > group.chain.hops.length;
      group.endpoints.add(chain.endpoint);
      group.paths.add(ids(chain));
      groups.set(key, isLonger ? { ...group, chain } : group);
    }
    for (const group of groups.values()) yield report(model, group, availability);
  },
});

/** The long paths that begin with one call: the longest of them, where they start, and all of them by their hops. */
interface Group {
  readonly chain: SynchronousChain;
  readonly endpoints: Set<string>;
  readonly paths: Set<string>;
}

/** The path up to where it comes back to a service: what follows is a cycle, which another rule is about. */
function untilReturn(chain: SynchronousChain): SynchronousChain {
  const again = chain.services.findIndex((service, at) => chain.services.indexOf(service) < at);
  return again < 0
    ? chain
    : { ...chain, hops: chain.hops.slice(0, again - 1), services: chain.services.slice(0, again) };
}

/** The service and the site of the first call. */
function beginningOf({ services, hops }: SynchronousChain): string {
  const site = hops[0]?.evidence[0];
  return `${services[0] ?? ''} ${site === undefined ? '' : siteKey(site)}`;
}

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

function report(model: SystemModel, { chain, endpoints: starts, paths }: Group, percent: number): Report {
  const nameOf = serviceNames(model);
  const endpointOf = endpointNames(model);
  const endpoints = [...starts];
  const names = chain.services.map(nameOf);
  const others =
    paths.size === 1
      ? ''
      : `; ${count(paths.size - 1, 'further long path')} begin${paths.size === 2 ? 's' : ''} with the same call`;
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
      `${names.join(' → ')}; ${names.length} services of ${percent} % each give ${round(product)} %; ${timeouts(chain.hops)}${others}`,
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
