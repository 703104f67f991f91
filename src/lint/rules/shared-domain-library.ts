import type { Service, SystemModel } from '../../model/system.ts';
import { sameDeployable } from '../database-identity.ts';
import { defineRule } from '../rule.ts';
import { otherSites, withNote } from '../sites.ts';
import { count, quoteList } from '../wording.ts';

/** Reports libraries with entities or repositories that several services import. */
export const sharedDomainLibrary = defineRule({
  name: 'shared-domain-library',
  group: 'advice',
  severity: 'info',
  summary: 'A library of the repository with entities, models or repositories that two or more services import.',
  why: 'Who shares the entities shares the tables: a changed column has to reach all services at once, so none can be deployed alone. Rules of the business that live in no service are changed by all teams and owned by none.',
  fix: 'Give each entity to the service that owns it, and let the others ask that service or keep what they need from its events, in a model of their own. Leave in the library what has no business in it: contracts, clients, logging, configuration.',
  limits: [
    'Libraries of contracts, types, clients and tools: only what is an entity or a model, or works on a named table, counts.',
    'Tables of the platform: outbox, events, audits, locks, jobs, migrations.',
    'Imports of types, and of other parts of the same library.',
    'The API and the worker of one service; modules of a modular monolith; folders that are no package.',
  ],
  options: {},
  examples: {
    bad: "// libs/models/src/order.js\nmodule.exports.Order = mongoose.model('Order', orderSchema);\n// orders and billing: const { Order } = require('@shop/models');",
    good: "// libs/contracts/src/order-placed.js: the event that orders publishes and billing reads\n// orders/src/order.js: mongoose.model('Order', …), billing/src/invoice.js: mongoose.model('Invoice', …)",
    systems: { bad: 'invalid-models', good: 'valid-contracts-and-platform' },
  },
  references: [
    'https://martinfowler.com/bliki/BoundedContext.html',
    'https://microservices.io/patterns/data/database-per-service.html',
  ],
  evidence: 'related',
  *check(model) {
    for (const { name, contents, users } of model.domainLibraries) {
      const [at] = contents;
      const owners = ownersOf(model, new Set(users.map(({ service }) => service)));
      const [first] = owners;
      if (!at || !first || owners.length < 2) continue;
      const imports = users.flatMap(({ service, evidence }) =>
        evidence.slice(0, 1).map((site) => withNote(site, `"${service}" ${site.note ?? 'imports it'}`)),
      );
      yield {
        at,
        service: first.id,
        message: `the library "${name}" holds ${count(contents.length, 'entity or repository', 'entities or repositories')} that ${quoteList(owners.map((one) => one.name))} share`,
        evidence: otherSites([...imports, ...contents], at),
      };
    }
  },
});

// One service's API and its workers are one owner.
function ownersOf(model: SystemModel, ids: ReadonlySet<string>): Service[] {
  const owners: Service[] = [];
  for (const service of model.services)
    if (ids.has(service.id) && service.kind !== 'module' && !owners.some((one) => sameDeployable(one, service)))
      owners.push(service);
  return owners;
}
