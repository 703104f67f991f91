import type { Call, Evidence, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { endpointNames, otherSites, withNote } from '../sites.ts';
import { count, duration } from '../wording.ts';

/** Reports declared calls (and routes) that give up an attempt before what stands behind it does. */
export const deadlineInversion = defineRule({
  name: 'deadline-inversion',
  group: 'advice',
  severity: 'info',
  scope: 'blueprint',
  summary: 'A call whose attempts are shorter than the deadline of a call that the asked endpoint makes.',
  why: 'A deadline holds for the whole call and is shared by its attempts. When the last service is slow, the first one gives up an attempt and makes the next, while the service in the middle could still have answered: one slow answer becomes several, and the fallback in the middle never gets its chance.',
  fix: 'Give the outer call more time or fewer retries, or the inner one less time: deadline of the caller ≥ its attempts × deadline behind it.',
  limits: [
    'Sagas: nobody waits for them.',
    'Several calls of one handler: the longest one counts, not their sum.',
    'Paths that no endpoint declares under its "calls".',
  ],
  options: {},
  examples: {
    bad: `services:
  orders:
    endpoints: [GET /orders: { calls: [payment.listCharges] }]
    calls: { payment: [listCharges: { timeout: 2s, retries: 1 }] }
  payment:
    endpoints: [GET /charges: { as: listCharges, calls: [fraud.scores] }]
    calls: { fraud: [scores: { timeout: 1500ms, retries: 0 }] }
  fraud:
    endpoints: [GET /scores as scores]`,
    good: `services:
  orders:
    endpoints: [GET /orders: { calls: [payment.listCharges] }]
    calls: { payment: [listCharges: { timeout: 4s, retries: 1 }] }
  payment:
    endpoints: [GET /charges: { as: listCharges, calls: [fraud.scores] }]
    calls: { fraud: [scores: { timeout: 1500ms, retries: 0 }] }
  fraud:
    endpoints: [GET /scores as scores]`,
  },
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/#deadline-propagation',
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  ],
  evidence: 'path',
  *check(model, _options, { design }) {
    if (!design) return;
    for (const call of model.calls) {
      const ms = call.policy.timeout.ms;
      if (ms === null || call.toEndpoint === null || call.fromEndpoints.length === 0) continue;
      const tries = call.policy.retry.repetition?.tries ?? 1;
      const outer = { service: call.from, to: call.to ?? '', ms, tries, at: call.evidence[0] };
      yield* inverted(model, outer, [call.toEndpoint]);
    }
    for (const { service, to, timeout, reaches, evidence } of design.routes)
      yield* inverted(model, { service, to, ms: timeout, tries: 1, at: evidence }, reaches);
  },
});

interface Outer {
  readonly service: string;
  readonly to: string;
  /** Of the whole call. */
  readonly ms: number;
  readonly tries: number;
  readonly at: Evidence | undefined;
}

function* inverted(model: SystemModel, outer: Outer, endpoints: readonly string[]): Generator<Report> {
  const behind = model.calls.filter(
    // One that comes back is part of a cycle, which another rule is about.
    ({ fromEndpoints, to }) => to !== outer.service && fromEndpoints.some((id) => endpoints.includes(id)),
  );
  const time = (call: Call): number => call.policy.timeout.ms ?? 0;
  const [longest] = [...behind].sort((a, b) => time(b) - time(a) || (a.id < b.id ? -1 : 1));
  const { service, to, ms, tries, at } = outer;
  if (!longest || !at || ms / tries >= time(longest)) return;
  const share =
    tries === 1 ? duration(ms) : `${duration(Math.floor(ms / tries))} (${duration(ms)} in ${count(tries, 'attempt')})`;
  const name = endpointNames(model)(longest.fromEndpoints.find((id) => endpoints.includes(id)) ?? '');
  const [site] = longest.evidence;
  yield {
    at,
    service,
    message: `"${service}" waits ${share} for "${to}", whose ${name} waits up to ${duration(time(longest))} for "${longest.to ?? ''}"`,
    evidence: site ? otherSites([withNote(site, `"${longest.from}" waits ${duration(time(longest))} here`)], at) : [],
  };
}
