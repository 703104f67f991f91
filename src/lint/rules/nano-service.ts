import type { Call, SystemModel } from '../../model/system.ts';
import { defineRule } from '../rule.ts';
import { comparableSizes, median, robustScore } from '../service-sizes.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, withNote } from '../sites.ts';
import { count } from '../wording.ts';

/** Reports services that are far smaller than their peers and serve one other service only. */
export const nanoService = defineRule({
  name: 'nano-service',
  group: 'advice',
  severity: 'info',
  summary: 'A service that is far smaller than its peers and that exactly one other service calls.',
  why: 'It costs what every service costs (a pipeline, a container, a dashboard, a hop, a way to fail) and buys nothing: with one caller it is never deployed, scaled or owned apart from it.',
  fix: 'Make it a module of the service that calls it. Keep it apart when it has another owner, another runtime or needs to be isolated, and say so in a suppression.',
  limits: [
    'Systems with fewer than five services to compare, and services in other languages.',
    'Services with several callers, with none, that only a gateway or front end calls, or that are open to the outside.',
    'Services that consume or publish events, or that have a table of their own.',
    'Gateways, workers, functions, and services that are called for their technical role (authentication, configuration, discovery).',
  ],
  options: {
    minPeers: {
      type: 'number',
      default: 5,
      minimum: 3,
      description: 'How many services have to be comparable. Below five, a median says little about what is usual.',
    },
    score: {
      type: 'number',
      default: 2,
      minimum: 0.5,
      description:
        'How far below the median its size has to be, as a modified z-score. Less than the 3.5 for outliers, because having one caller and no data is required as well.',
    },
    maxEndpoints: {
      type: 'number',
      default: 2,
      minimum: 1,
      description: 'It has at most this many endpoints besides health checks.',
    },
  },
  examples: {
    bad: '// vat: 60 lines, GET /vat/:country, called by orders only; its peers have 800 lines',
    good: '// orders/src/vat.ts: export function vatOf(country: string): number { … }',
    systems: { bad: 'invalid-tax', good: 'valid-several-callers' },
  },
  references: [
    'https://microservices.io/patterns/decomposition/decompose-by-business-capability.html',
    'https://martinfowler.com/bliki/MicroservicePrerequisites.html',
  ],
  evidence: 'related',
  *check(model, { minPeers, score, maxEndpoints }) {
    const sizes = comparableSizes(model);
    if (sizes.length < minPeers) return;
    const lines = sizes.map((one) => one.lines);
    for (const size of sizes) {
      const { service } = size;
      const isSmall = -robustScore(size.lines, lines) >= score && size.endpoints <= maxEndpoints && size.tables === 0;
      const calls = model.calls.filter(({ from, to }) => to === service.id && from !== service.id);
      const [caller, ...more] = [...new Set(calls.map(({ from }) => from))];
      const [at] = [...service.listens, ...service.evidence];
      if (!isSmall || ROLE.test(service.name) || !at || caller === undefined || more.length > 0) continue;
      if (!isPeer(model, caller) || hasEvents(model, service.id) || isOpen(model, service.id)) continue;
      yield {
        at,
        service: service.id,
        message: `service "${service.name}" has ${count(size.lines, 'line')} and ${count(size.endpoints, 'endpoint')} (median of ${sizes.length} services: ${Math.round(median(lines))} lines), and only "${serviceNames(model)(caller)}" calls it; would it do as a module there?`,
        evidence: otherSites(sitesOf(calls), at),
      };
    }
  },
});

const ROLE = /auth|identity|token|gateway|config|discovery|registry|proxy|health|admin|eureka|consul|webhook|codec/i;

function isPeer({ services }: SystemModel, id: string): boolean {
  return services.some((one) => one.id === id && /^(?:service|worker)$/.test(one.kind));
}

// Who calls it from outside is not known.
function isOpen({ deployment }: SystemModel, id: string): boolean {
  return deployment.exposures.some(({ service }) => service === id);
}

function hasEvents({ publications, subscriptions, datastoreUses }: SystemModel, id: string): boolean {
  return [...publications, ...subscriptions, ...datastoreUses].some(({ service }) => service === id);
}

function sitesOf(calls: readonly Call[]): ReturnType<typeof withNote>[] {
  return calls.flatMap(({ evidence }) => evidence.slice(0, 1).map((site) => withNote(site, 'its only caller')));
}
