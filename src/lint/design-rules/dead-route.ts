import { defineRule } from '../rule.ts';

/** Reports routes of gateways that lead to a service which answers nothing there. */
export const deadRoute = defineRule({
  name: 'dead-route',
  group: 'core',
  severity: 'warning',
  scope: 'blueprint',
  summary: 'A route of a gateway to a service that declares no endpoint.',
  why: 'Every request on it is answered with 404, by a service that has nothing to say to callers.',
  fix: 'Send it to the service that answers these requests, declare the endpoints, or remove the route.',
  limits: [
    'Routes to other gateways.',
    'Whether the prefix fits the paths of the service: one that does not is taken off, so that /pay/charges leads to /charges.',
    'A route to a service that is not declared: reading the blueprint tells that already.',
  ],
  options: {},
  examples: {
    bad: `services:
  stock:
    owns: [stock]
  web:
    kind: gateway
    routes: { /api/stock: stock }`,
    good: `services:
  stock:
    owns: [stock]
    endpoints: [GET /stock]
  web:
    kind: gateway
    routes: { /api/stock: stock }`,
  },
  references: ['https://learn.microsoft.com/azure/architecture/microservices/design/gateway'],
  evidence: 'related',
  *check(model, _options, { design }) {
    for (const { service, prefix, to, reaches, evidence } of design?.routes ?? []) {
      const target = model.services.find(({ id }) => id === to);
      if (reaches.length > 0 || target?.kind === 'gateway') continue;
      yield {
        at: evidence,
        service,
        message: `"${prefix}" leads to "${to}", which declares no endpoint`,
        evidence: [],
      };
    }
  },
});
