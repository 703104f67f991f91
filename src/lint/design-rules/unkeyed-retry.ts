import { defineRule } from '../rule.ts';
import { count } from '../wording.ts';

/** Reports declared retries of calls that change something, of endpoints that cannot tell a repeated request from a new one. */
export const unkeyedRetry = defineRule({
  name: 'unkeyed-retry',
  group: 'core',
  severity: 'warning',
  scope: 'blueprint',
  summary: 'A POST or PATCH with retries, of an endpoint that does not honour an Idempotency-Key.',
  why: 'A request whose answer is lost has often had its effect. Sent again without a key that the other side knows, it has it twice: two charges, two orders.',
  fix: 'Write "idempotent: true" (or "required") at the called endpoint, so that its service remembers keys, or "retries: 0" at the call.',
  limits: [
    'Calls without retries, which is what POST and PATCH have unless the blueprint says otherwise.',
    'Steps of sagas: they carry a key of their own.',
  ],
  options: {},
  examples: {
    bad: `services:
  orders:
    endpoints: [POST /orders: { calls: [payment.charge] }]
    calls: { payment: [charge: { retries: 2 }] }
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge]`,
    good: `services:
  orders:
    endpoints: [POST /orders: { calls: [payment.charge] }]
    calls: { payment: [charge: { retries: 2 }] }
  payment:
    owns: [charges]
    endpoints: [POST /charges: { as: charge, idempotent: required }]`,
  },
  references: [
    'https://aws.amazon.com/builders-library/making-retries-safe-with-idempotent-APIs/',
    'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/',
  ],
  evidence: 'related',
  *check(_model, _options, { design }) {
    for (const { service, to, method, path, retries, keyed, evidence } of design?.retries ?? []) {
      if (keyed || !/^(?:POST|PATCH)$/.test(method)) continue;
      yield {
        at: evidence,
        service,
        message: `"${service}" sends ${method} ${path} to "${to}" again up to ${count(retries, 'time')}, and "${to}" does not honour an Idempotency-Key there`,
        evidence: [],
      };
    }
  },
});
