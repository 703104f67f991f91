import { availabilityProduct, slowProbability } from '../../model/availability.ts';
import { defineRule } from '../rule.ts';
import { endpointNames, otherSites } from '../sites.ts';
import { joinList } from '../wording.ts';

/** Reports endpoints that wait for many other services themselves. */
export const wideRequest = defineRule({
  name: 'wide-request',
  group: 'advice',
  severity: 'info',
  scope: 'blueprint',
  summary: 'An endpoint that needs the answers of five or more calls.',
  why: 'It answers only when all of them do, and as slowly as the slowest: with one request in a hundred slow at each service, one in twenty is slow here.',
  fix: 'Keep copies of what changes rarely ("copies"), ask one service for what belongs together, or make parts of the answer optional.',
  limits: [
    'Calls whose failure leaves an answer: a fallback, a part that is not required.',
    'What the called services call in turn: that is a chain.',
  ],
  options: {
    maxCalls: { type: 'number', default: 5, minimum: 2, description: 'So many calls of one endpoint are reported.' },
  },
  examples: {
    bad: `services:
  catalogue: { endpoints: [GET /products as products, GET /prices as prices, GET /photos as photos] }
  reviews: { endpoints: [GET /reviews as reviews] }
  stock: { endpoints: [GET /stock as stock] }
  shop:
    endpoints:
      - GET /home: { calls: [catalogue.products, catalogue.prices, catalogue.photos, reviews.reviews, stock.stock] }
    calls: { catalogue: [products, prices, photos], reviews: [reviews], stock: [stock] }`,
    good: `services:
  catalogue: { endpoints: [GET /products as products, GET /prices as prices] }
  reviews: { endpoints: [GET /reviews as reviews] }
  shop:
    endpoints:
      - GET /home: { calls: [catalogue.products, catalogue.prices, reviews.reviews] }
    calls: { catalogue: [products, prices], reviews: [reviews: { fallback: empty }] }`,
  },
  references: [
    'https://research.google/pubs/the-tail-at-scale/',
    'https://learn.microsoft.com/azure/architecture/antipatterns/chatty-io/',
  ],
  evidence: 'related',
  *check(model, { maxCalls }, { design }) {
    if (!design) return;
    const nameOf = endpointNames(model);
    for (const { id, service, evidence } of model.endpoints) {
      const calls = model.calls.filter(
        (call) => call.fromEndpoints.includes(id) && !design.optionalCalls.includes(call.id),
      );
      const [at] = evidence;
      if (!at || calls.length < maxCalls) continue;
      const callees = [...new Set(calls.map(({ to }) => `"${to ?? ''}"`))];
      const share = Math.round(availabilityProduct(callees.length + 1) * 1000) / 10;
      yield {
        at,
        service,
        message: `${nameOf(id)} of "${service}" needs ${calls.length} calls of ${joinList(callees)}: ${callees.length + 1} services of 99.9 % give ${share} %, and with 1 % slow answers each, ${Math.round(slowProbability(calls.length) * 100)} % of its own are`,
        evidence: otherSites(
          calls.flatMap((call) => call.evidence.slice(0, 1)),
          at,
        ),
      };
    }
  },
});
