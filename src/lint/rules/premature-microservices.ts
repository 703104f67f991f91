import type { People } from '../../model/recovery.ts';
import type { Service, SystemModel } from '../../model/system.ts';
import { databaseIdentity } from '../database-identity.ts';
import { defineRule } from '../rule.ts';
import { median } from '../service-sizes.ts';
import { otherSites } from '../sites.ts';
import { count, quoteList } from '../wording.ts';

/** Reports systems that were cut into services before they were large enough to need it. */
export const prematureMicroservices = defineRule({
  name: 'premature-microservices',
  group: 'advice',
  severity: 'info',
  summary: 'Many small services, few people, one datastore, and calls that are all synchronous.',
  why: 'Services let many teams work without waiting for each other. A handful of people pays for them all the same: more repositories or pipelines, versions, network failures, and data that can no longer be joined. Borders that were drawn before the domain was understood are the most expensive ones to move.',
  fix: 'Consider a modular monolith: the same borders as folders with their own tables and a public interface each, one process, one deployment. A module becomes a service when a team, a load or a release cycle asks for it.',
  limits: [
    'Repositories without history, with a part of it (a shallow clone), or with fewer than ten commits in the last year before the newest.',
    'Systems that many people work on, or whose CODEOWNERS names teams or several owners.',
    'Systems of which only one further sign is seen.',
    'Whether it is a template, an exercise or a demonstration: there, small services are the purpose.',
  ],
  options: {
    maxPeople: {
      type: 'number',
      default: 3,
      minimum: 1,
      description:
        'Up to this many authors are few: half of a team of the size that is commonly said to own a service or two.',
    },
    minServices: {
      type: 'number',
      default: 4,
      minimum: 2,
      description: 'From this many services on, and never fewer than twice the authors.',
    },
    smallLines: {
      type: 'number',
      default: 500,
      minimum: 1,
      description: 'Services are small when half of them have fewer lines than this.',
    },
  },
  examples: {
    bad: '// two authors; orders, payment, inventory, users: 150 lines each, one PostgreSQL database, HTTP between all of them',
    good: '// two authors; one service with the modules orders, payment, inventory and users, a schema for each',
    systems: { bad: 'invalid-one-author', good: 'valid-many-people' },
  },
  references: [
    'https://martinfowler.com/bliki/MonolithFirst.html',
    'https://martinfowler.com/bliki/MicroservicePremium.html',
  ],
  evidence: 'related',
  *check(model, { maxPeople, minServices, smallLines }, { people }) {
    const services = model.services.filter(isOwnCode);
    if (!people || !areFew(people, maxPeople)) return;
    if (services.length < Math.max(minServices, 2 * people.authors)) return;
    const signs = [
      ...smallCode(services, smallLines),
      ...oneDatastore(model, services),
      ...allSynchronous(model, services),
    ];
    const sites = services.flatMap(({ evidence }) => evidence.slice(0, 1));
    const [at] = sites;
    if (signs.length < 2 || !at) return;
    yield {
      at,
      service: services[0]?.id ?? '',
      message: `${count(services.length, 'service')} (${quoteList(services.map(({ name }) => name))}) for ${count(people.authors, 'author')} in a year: ${signs.join('; ')}; would one service with these as modules do?`,
      evidence: otherSites(sites, at),
    };
  },
});

function isOwnCode({ kind, language }: Service): boolean {
  return /^(?:service|worker|gateway|bff)$/.test(kind) && /^(?:java|type)script$/.test(language);
}

function areFew({ authors, owners }: People, most: number): boolean {
  return authors <= most && owners.length <= most && !owners.some((owner) => owner.includes('/'));
}

function smallCode(services: readonly Service[], most: number): string[] {
  const middle = median(services.map(({ lines }) => lines));
  return middle < most ? [`half of them have fewer than ${Math.ceil(middle) + 1} lines`] : [];
}

function oneDatastore({ datastores, datastoreUses }: SystemModel, services: readonly Service[]): string[] {
  const users = new Set(datastoreUses.map(({ service }) => service));
  const identities = new Set(datastores.map((store) => databaseIdentity(store) ?? store.id));
  return identities.size === 1 && services.filter(({ id }) => users.has(id)).length > 1
    ? ['they use one datastore']
    : [];
}

function allSynchronous({ calls, channels }: SystemModel, services: readonly Service[]): string[] {
  const own = new Set(services.map(({ id }) => id));
  const between = calls.filter(({ from, to }) => to !== null && to !== from && own.has(from) && own.has(to));
  return channels.length === 0 && between.length > 0 ? ['they only speak to each other synchronously'] : [];
}
