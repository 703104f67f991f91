import { defineRule } from '../rule.ts';
import { otherSites } from '../sites.ts';
import { comparableSizes, median, robustScore, type ServiceSize } from '../service-sizes.ts';
import { joinList } from '../wording.ts';

const METRICS = ['endpoints', 'tables', 'lines'] as const;

/** Reports services that are far larger than their peers. */
export const megaService = defineRule({
  name: 'mega-service',
  group: 'advice',
  severity: 'info',
  summary: 'A service that is a robust outlier among its peers by endpoints, tables and size.',
  why: 'A service that holds much of the system is changed by several teams, deployed with every change, and scaled as a whole. What was cut off around it depends on it, so that it has the troubles of a monolith and those of a distributed system.',
  fix: 'Look for groups of endpoints that use tables of their own: each is a candidate for a service, or for a module with a clear border inside this one. If it is the monolith that is being taken apart, it is where it should be: keep going, and silence the finding until then.',
  limits: [
    'Systems with fewer than five services to compare, and services in other languages.',
    'Gateways, backends for front ends, front ends, workers, functions and modules.',
    'Services that stand out in one respect only.',
    'Whether the service is legacy that others are being cut from: the numbers look the same.',
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
      default: 3.5,
      minimum: 1,
      description:
        'Modified z-score from which a value counts as an outlier; 3.5 is what Iglewicz and Hoaglin (1993) recommend.',
    },
    factor: {
      type: 'number',
      default: 4,
      minimum: 1,
      description:
        'How many times the median a value has to be as well, so that peers of nearly one size do not make an outlier.',
    },
  },
  examples: {
    bad: '// core: 42 endpoints, 30 tables, 21000 lines; orders, payment, inventory, users and search: 4 to 8 endpoints and about 600 lines each',
    good: '// orders, payment, inventory, users, search and catalog: 4 to 9 endpoints, 1 to 5 tables and 400 to 1500 lines each',
    systems: { bad: 'invalid-core', good: 'valid-similar' },
  },
  references: [
    'https://www.itl.nist.gov/div898/handbook/eda/section3/eda35h.htm',
    'https://learn.microsoft.com/azure/architecture/microservices/model/microservice-boundaries',
  ],
  evidence: 'related',
  *check(model, { minPeers, score, factor }) {
    const sizes = comparableSizes(model);
    if (sizes.length < minPeers) return;
    for (const size of sizes) {
      const large = METRICS.filter((metric) => {
        const all = sizes.map((one) => one[metric]);
        return robustScore(size[metric], all) >= score && size[metric] >= factor * Math.max(1, median(all));
      });
      const [at] = [...size.service.listens, ...size.service.evidence];
      if (large.length < 2 || !at) continue;
      yield {
        at,
        service: size.service.id,
        message: `service "${size.service.name}" is far larger than its ${sizes.length - 1} peers: ${joinList(large.map((metric) => compared(metric, size, sizes)))}; are there services inside it?`,
        evidence: otherSites(size.service.evidence, at),
      };
    }
  },
});

function compared(metric: (typeof METRICS)[number], size: ServiceSize, sizes: readonly ServiceSize[]): string {
  return `${size[metric]} ${metric} (median ${Math.round(median(sizes.map((one) => one[metric])))})`;
}
