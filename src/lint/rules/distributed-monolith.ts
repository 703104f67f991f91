import { couplings } from '../coupling.ts';
import { defineRule } from '../rule.ts';
import { otherSites } from '../sites.ts';

const KINDS = 5;

/** Reports systems whose services show several signs of being one program in pieces. */
export const distributedMonolith = defineRule({
  name: 'distributed-monolith',
  group: 'advice',
  severity: 'info',
  summary: 'A system in which several signs of tight coupling meet, so that its services cannot be deployed apart.',
  why: 'Services that need each other to answer, share data or code, and start in an order have the costs of distribution (network, operation, partial failure) without its gain, which is to change and deploy one without the others.',
  fix: 'Ask of each pair: can this one be deployed without that one? Start with what blocks most: give shared tables one owner, break cycles with events, answer from own data instead of asking at request time. Services that always change together are better as modules of one.',
  limits: [
    'Systems with fewer different signs than "minSignals"; each sign has a rule of its own, or is harmless alone.',
    'What gateways and backends for front ends call, and the order in which they start.',
    'One repository, one pipeline file or one version number: they say how people work, not how services depend on each other.',
    'Start orders in which only one service waits.',
  ],
  options: {
    minSignals: {
      type: 'number',
      default: 3,
      minimum: 2,
      description: `How many of the ${KINDS} kinds of signs have to meet. Each alone has good reasons in some system; three do not meet by chance.`,
    },
    services: {
      type: 'number',
      default: 3,
      minimum: 2,
      description: 'How many other services a request has to need, side by side or one after the other, to be a sign.',
    },
  },
  examples: {
    bad: '// POST /orders asks users, payment and inventory; payment asks orders back; orders and payment open the database "shop"',
    good: '// POST /orders stores the order and publishes order.placed; payment and inventory have their own data and answer with events',
    systems: { bad: 'invalid-wide-request', good: 'valid-two-signs' },
  },
  references: [
    'https://microservices.io/patterns/microservices.html',
    'https://martinfowler.com/articles/break-monolith-into-microservices.html',
  ],
  evidence: 'related',
  *check(model, { minSignals, services }) {
    const signs = couplings(model, services);
    const sites = signs.flatMap((sign) => sign.sites);
    const [[first], [at]] = [signs, sites];
    if (!first || !at || signs.length < minSignals) return;
    yield {
      at: { file: at.file, line: at.line, column: at.column },
      service: first.service,
      message: `${signs.length} of ${KINDS} signs that these services are one program in pieces: ${signs.map(({ what }) => what).join('; ')}; which of them can be deployed without the others?`,
      evidence: otherSites(sites, at),
    };
  },
});
