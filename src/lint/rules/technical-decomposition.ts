import type { Service, SystemModel } from '../../model/system.ts';
import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, withNote } from '../sites.ts';
import { quoteList } from '../wording.ts';

const LAYERS: readonly (readonly [layer: string, pattern: RegExp])[] = [
  [
    'data access',
    /^(?:(?:[\w-]+[-_])?(?:dal|dao|data-?access|database|db|repository|repositories|persistence|data-?layer|data-?store)|data)(?:[-_]?(?:api|service|svc|server|layer))?$/i,
  ],
  ['a cache', /^(?:[\w-]+[-_])?(?:cache|caching|redis)(?:[-_]?(?:api|service|svc|server|layer))?$/i],
  [
    'utilities',
    /^(?:[\w-]+[-_])?(?:utils?|utilit(?:y|ies)|helpers?|commons?|shared)(?:[-_]?(?:api|service|svc|server))?$/i,
  ],
];

/** Reports services that are a technical layer of others. */
export const technicalDecomposition = defineRule({
  name: 'technical-decomposition',
  group: 'advice',
  severity: 'info',
  summary: 'A service that is only a data-access, cache or utility layer for other services.',
  why: 'What belongs together is cut across: every change of a business function touches the layer as well, every request makes one more hop, and when the layer is down nothing works. It can be deployed alone, and never has a reason to be.',
  fix: 'Cut along business capabilities: give each service the data that it owns and a cache of its own, and turn helpers into a library.',
  limits: [
    'Services whose name does not say that they are a layer, whatever they do.',
    'Services that call others, publish or consume events, or that are open to the outside or called by a gateway: they do more than serve a layer.',
    'Layers with fewer than two calling services, and data access for services that have a database of their own.',
    'Gateways, backends for front ends, workers and front ends.',
  ],
  options: {},
  examples: {
    bad: "// orders and payment have no database: both go through the service db-service\nawait axios.get('http://db-service/tables/orders/42', { timeout: 1000 });",
    good: "// orders has its own\nawait pool.query('SELECT * FROM orders WHERE id = $1', [42]);",
    systems: { bad: 'invalid-data-access', good: 'valid-business' },
  },
  references: [
    'https://microservices.io/patterns/decomposition/decompose-by-business-capability.html',
    'https://learn.microsoft.com/azure/architecture/microservices/model/microservice-boundaries',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    for (const service of model.services) {
      const layer = LAYERS.find(([, pattern]) => pattern.test(service.name))?.[0];
      if (layer === undefined || service.kind !== 'service' || !isOnlyServing(model, service)) continue;
      const calls = model.calls.filter(({ from, to }) => to === service.id && from !== service.id);
      const callers = [...new Set(calls.map(({ from }) => from))];
      const kinds = callers.map((id) => model.services.find((one) => one.id === id)?.kind ?? 'service');
      if (callers.length < 2 || kinds.some((kind) => /^(?:gateway|bff|frontend)$/.test(kind))) continue;
      if (layer === 'data access' && callers.some((id) => hasStore(model, id))) continue;
      const [at] = [...service.listens, ...service.evidence];
      if (!at) continue;
      const sites = callers.flatMap((id) =>
        calls
          .filter(({ from }) => from === id)
          .slice(0, 1)
          .flatMap(({ evidence }) =>
            evidence.slice(0, 1).map((site) => withNote(site, `"${nameOf(id)}" goes through it here`)),
          ),
      );
      yield {
        at,
        service: service.id,
        message: `service "${service.name}" looks like ${layer} for ${quoteList(callers.map(nameOf))} and nothing else; should each of them do this itself?`,
        evidence: otherSites(sites, at),
      };
    }
  },
});

function isOnlyServing(model: SystemModel, { id }: Service): boolean {
  return (
    !model.calls.some(({ from, to }) => from === id && to !== id) &&
    !model.publications.some(({ service }) => service === id) &&
    !model.subscriptions.some(({ service }) => service === id) &&
    !model.deployment.exposures.some(({ service }) => service === id) &&
    !model.coverage.opaqueServices.includes(id)
  );
}

function hasStore({ datastores, datastoreUses }: SystemModel, id: string): boolean {
  const own = datastoreUses.filter(({ service }) => service === id);
  const caches = new Set(
    datastores.filter(({ engine }) => /^(?:redis|valkey|memcached)$/.test(engine)).map((one) => one.id),
  );
  return own.some(({ datastore }) => !caches.has(datastore));
}
