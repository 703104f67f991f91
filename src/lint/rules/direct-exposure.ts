import type { Exposure } from '../../model/deployment.ts';
import type { Service, SystemModel } from '../../model/system.ts';
import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, withNote } from '../sites.ts';
import { count, quoteList } from '../wording.ts';

const FRONT = /gateway|bff|proxy|ingress|router|(?:^|[-_])edge(?:[-_]|$)|federation|api-?gw|load-?balancer/i;

/** Reports systems of which several services are open to the outside with nothing in front of them. */
export const directExposure = defineRule({
  name: 'direct-exposure',
  group: 'advice',
  severity: 'info',
  summary: 'Three or more services that are reachable from outside, and no gateway in front of them.',
  why: 'Every client has to know where each service is, and each service has to do for itself what belongs to the edge: TLS, authentication, rate limits, CORS. Services can no longer be split, merged or moved without a change in all clients.',
  fix: 'Let one gateway (or one backend for each kind of client) answer the outside, and keep the ports of the services inside the network. Ports that are published only for debugging belong into compose.override.yaml, or bound to 127.0.0.1.',
  limits: [
    'Systems with a gateway, a backend for front ends, a proxy image or an Ingress, or with a service that stands in front of the others by what it calls.',
    'Databases, brokers and other infrastructure, front ends, workers and functions.',
    'Ports that are bound to this machine, and compose files for development: by their name, by NODE_ENV, by source that they mount, or by a database or broker whose port they publish, too.',
    'Compose ports where Kubernetes manifests say how the system is deployed.',
    'Gateways that are configured in another repository.',
  ],
  options: {
    minServices: {
      type: 'number',
      default: 3,
      minimum: 2,
      description: 'How many services have to be open. With two, a gateway is one more thing to run than it replaces.',
    },
  },
  examples: {
    bad: '# compose.yaml\nservices:\n  orders: { build: orders, ports: ["3001:3000"] }\n  payment: { build: payment, ports: ["3002:3000"] }\n  inventory: { build: inventory, ports: ["3003:3000"] }',
    good: '# compose.yaml\nservices:\n  gateway: { build: gateway, ports: ["80:3000"] }\n  orders: { build: orders }\n  payment: { build: payment }\n  inventory: { build: inventory }',
    systems: { bad: 'invalid-compose', good: 'valid-gateway' },
  },
  references: [
    'https://microservices.io/patterns/apigateway.html',
    'https://learn.microsoft.com/azure/architecture/microservices/design/gateway',
  ],
  evidence: 'related',
  *check(model, { minServices }) {
    if (hasFront(model)) return;
    const open = model.deployment.exposures.filter(({ service }) => isBackEnd(model, service));
    const inCluster = open.filter(({ by }) => by !== 'compose');
    const nameOf = serviceNames(model);
    for (const group of groupsOf(inCluster.length > 0 ? inCluster : open)) {
      const ids = [...new Set(group.map(({ service }) => service))];
      if (ids.length < minServices || hasSpokesman(model, ids)) continue;
      const sites = group.flatMap(({ service, evidence }) =>
        evidence.slice(0, 1).map((site) => withNote(site, `"${nameOf(service)}" is open here: ${site.note ?? ''}`)),
      );
      const [at] = sites;
      if (!at) continue;
      yield {
        at,
        service: ids[0] ?? '',
        message: `${count(ids.length, 'service')} can be reached from outside (${quoteList(ids.map(nameOf))}) and no gateway stands in front of them; is every client meant to know them all?`,
        evidence: otherSites(sites, at),
      };
    }
  },
});

function hasFront({ services, deployment }: SystemModel): boolean {
  return (
    services.some(({ kind, name }) => kind === 'gateway' || kind === 'bff' || FRONT.test(name)) ||
    deployment.infrastructure.some(
      ({ engine, names }) => engine === 'proxy' || names.some((name) => FRONT.test(name)),
    ) ||
    deployment.exposures.some(({ by }) => by === 'ingress')
  );
}

function isBackEnd({ services, endpoints }: SystemModel, id: string): boolean {
  const service: Service | undefined = services.find((one) => one.id === id);
  return service?.kind === 'service' && endpoints.some((one) => one.service === id && one.protocol !== 'rpc');
}

// Compose files are separate ways to run a system, and a repository may hold several systems.
function groupsOf(exposures: readonly Exposure[]): Exposure[][] {
  const groups = new Map<string, Exposure[]>();
  for (const one of exposures) {
    const key = one.by === 'compose' ? (one.evidence[0]?.file ?? '') : '';
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

// A gateway that was written by hand calls the others, and none of them calls it.
function hasSpokesman({ calls, services }: SystemModel, ids: readonly string[]): boolean {
  return services.some(({ id }) => {
    const called = new Set(calls.filter((call) => call.from === id && call.to !== id).map(({ to }) => to));
    const others = ids.filter((one) => one !== id);
    const isCalled = calls.some((call) => call.to === id && others.includes(call.from));
    return !isCalled && others.length > 0 && others.every((one) => called.has(one));
  });
}
