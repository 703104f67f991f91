import type { SystemModel } from '../../model/system.ts';
import { defineRule } from '../rule.ts';
import { otherSites, withNote } from '../sites.ts';
import { count, joinList } from '../wording.ts';

/** Reports services without which most of the others cannot answer. */
export const singlePointOfFailure = defineRule({
  name: 'single-point-of-failure',
  group: 'advice',
  severity: 'info',
  scope: 'blueprint',
  summary: 'A service that requests of at least three others, and of half of all, need synchronously.',
  why: 'When it is down or slow, all of them are: the system is as available as this one service, and every release of it is a risk for everybody.',
  fix: 'Let the others keep a copy of what they need, fed by its events ("copies"), give its readers a fallback ("fallback: stale"), or make the calls asynchronous. Run several replicas where neither fits.',
  limits: [
    'Calls whose failure leaves an answer: a fallback, a part that is not required.',
    'Gateways: they stand in front by design. Sagas: they wait.',
    'Calls that no endpoint declares under its "calls".',
  ],
  options: {
    services: {
      type: 'number',
      default: 3,
      minimum: 2,
      description: 'So many services that need it are reported, when they are half of all that answer.',
    },
  },
  examples: {
    bad: `services:
  customers: { owns: [customers], endpoints: [GET /customers/:id as find] }
  orders:
    endpoints: [GET /orders/:id: { calls: [customers.find] }]
    calls: { customers: [find] }
  billing:
    endpoints: [POST /bills: { calls: [customers.find] }]
    calls: { customers: [find] }
  support:
    endpoints: [POST /tickets: { calls: [customers.find] }]
    calls: { customers: [find] }`,
    good: `services:
  customers:
    owns: [customers]
    endpoints: [PUT /customers/:id: { publishes: [customer.changed] }, GET /customers/:id as find]
    publishes: [customer.changed]
  orders:
    copies: { customer_copies: [customer.changed] }
    subscribes: [customer.changed]
    endpoints: [GET /customer_copies/:id]
  billing:
    endpoints: [POST /bills: { calls: [customers.find] }]
    calls: { customers: [find] }
  support:
    endpoints: [POST /tickets: { calls: [customers.find] }]
    calls: { customers: [find: { fallback: stale }] }`,
  },
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://queue.acm.org/detail.cfm?id=3096459',
  ],
  evidence: 'related',
  *check(model, { services: least }, { design }) {
    if (!design) return;
    const needs = neededBy(model, new Set(design.optionalCalls));
    const gateways = new Set(model.services.filter(({ kind }) => kind === 'gateway').map(({ id }) => id));
    const answering = new Set(model.endpoints.map(({ service }) => service));
    for (const { id, name, evidence } of model.services) {
      const users = [...(needs.get(id) ?? [])].filter((user) => !gateways.has(user)).sort();
      const [at] = evidence;
      if (!at || gateways.has(id) || users.length < least || users.length < (answering.size - 1) / 2) continue;
      const sites = model.calls
        .filter(({ to, from }) => to === id && users.includes(from))
        .flatMap((call) => call.evidence.slice(0, 1));
      yield {
        at: withNote(at, `service "${name}"`),
        service: id,
        message: `${count(users.length, 'service')} cannot answer without "${name}": ${joinList(users.map((user) => `"${user}"`))}`,
        evidence: otherSites(sites, at),
      };
    }
  },
});

/** For each service, those of which a request needs it, directly or through others. */
function neededBy(model: SystemModel, optional: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const required = model.calls.filter(
    ({ id, to, fromEndpoints }) => to !== null && fromEndpoints.length > 0 && !optional.has(id),
  );
  const found = new Map<string, Set<string>>();
  for (const { service, id } of model.endpoints) {
    const open = [id];
    const seen = new Set(open);
    for (const endpoint of open) {
      for (const call of required.filter(({ fromEndpoints }) => fromEndpoints.includes(endpoint))) {
        if (call.to !== null && call.to !== service) found.set(call.to, (found.get(call.to) ?? new Set()).add(service));
        if (call.toEndpoint !== null && !seen.has(call.toEndpoint)) {
          seen.add(call.toEndpoint);
          open.push(call.toEndpoint);
        }
      }
    }
  }
  return found;
}
