import type { Call, Evidence, SystemModel } from '../../model/system.ts';
import { servedEndpoints } from '../answering.ts';
import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { endpointNames, otherSites, withNote } from '../sites.ts';
import { count, joinList } from '../wording.ts';

/** Reports pairs of services of which one calls the other while it answers requests, with nothing that stops calling when the other fails. */
export const missingCircuitBreaker = defineRule({
  name: 'missing-circuit-breaker',
  group: 'core',
  severity: 'warning',
  summary:
    'A service calls another synchronously while it answers a request, and nothing on the way stops calling when the other keeps failing.',
  why: 'While the callee is down, every request of the caller waits for it until the deadline, and the callee, coming up again, meets all of them at once. A circuit breaker fails at once and lets a few calls through to see whether it is back.',
  fix: 'Wrap the client in a circuit breaker (opossum, cockatiel "circuitBreaker", the breaker of moleculer or of your service mesh), one per callee, made once and not per request, and say what the caller answers while it is open.',
  limits: [
    'Calls to systems outside the repository.',
    'Calls that no endpoint of the caller leads to: jobs, start-up, consumers.',
    'Health checks that ask others for theirs: a check has to ask each time.',
    'Gateways that forward requests as they come: they have nothing else to answer.',
    'Breakers of a service mesh or load balancer that is configured in another repository.',
  ],
  options: {},
  examples: {
    bad: 'const { data } = await payment.post("/charges", charge, { timeout: 2_000 });',
    good: 'const breaker = new CircuitBreaker((charge) => payment.post("/charges", charge, { timeout: 2_000 }));\nconst { data } = await breaker.fire(charge);',
  },
  references: [
    'https://martinfowler.com/bliki/CircuitBreaker.html',
    'https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker',
    'https://nodeshift.dev/opossum/',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    for (const [first, ...more] of pairs(model)) {
      const [at] = first?.evidence ?? [];
      if (!first || !at) continue;
      const sites = more.flatMap(({ evidence }) => evidence.slice(0, 1));
      yield {
        at,
        service: first.from,
        message: `"${nameOf(first.from)}" calls "${nameOf(first.to ?? '')}" while it answers ${answering(model, [first, ...more])}, with no circuit breaker on the way`,
        evidence: otherSites([...steps(first), ...sites.map((site) => withNote(site, 'and from here'))], at),
      };
    }
  },
});

// All unguarded calls of one service to another, in the order of their sites. A pair with a guarded call has a breaker somebody chose to leave out here: that counts too.
function pairs(model: SystemModel): Call[][] {
  const kinds = new Map(model.services.map(({ id, kind }) => [id, kind]));
  const served = servedEndpoints(model);
  const found = new Map<string, Call[]>();
  for (const call of model.calls) {
    if (call.toKind !== 'service' || call.to === null || call.to === call.from) continue;
    if (call.policy.circuitBreaker.state !== 'absent' || served(call).length === 0) continue;
    if (kinds.get(call.from) === 'frontend') continue;
    const id = `${call.from}|${call.to}`;
    found.set(id, [...(found.get(id) ?? []), call]);
  }
  return [...found.values()];
}

function steps(call: Call): Evidence[] {
  return call.evidence.slice(1);
}

function answering(model: SystemModel, calls: readonly Call[]): string {
  const endpointOf = endpointNames(model);
  const served = servedEndpoints(model);
  const names = [...new Set(calls.flatMap((call) => served(call).map(endpointOf)))].sort();
  return names.length > 3 ? count(names.length, 'endpoint') : joinList(names);
}
