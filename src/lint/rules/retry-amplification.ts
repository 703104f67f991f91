import { synchronousChains } from '../../model/chains.ts';
import type { Call, Evidence, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { endpointNames, otherSites, siteKey, targetName, withNote } from '../sites.ts';

/** Reports paths of calls on which the tries of several layers multiply; one finding per path. */
export const retryAmplification = defineRule({
  name: 'retry-amplification',
  group: 'advice',
  severity: 'info',
  summary: 'Several layers on one path of calls try again, so that one request becomes many at its end.',
  why: 'Three tries on each of three hops are 27 calls of the last service for one request, at the moment when it is down: the retries keep it there.',
  fix: 'Try again at one layer only, the one nearest to the failure or the one that knows whether it is worth it; let the others pass the failure on, or give retries a budget.',
  limits: [
    'Retries whose number the code does not show count as one try: the product is at least what is reported.',
    'Calls that no endpoint leads to, unless one call alone has several layers of retries.',
    'Methods that a client does not repeat by itself, such as POST.',
  ],
  options: {
    maxTries: {
      type: 'number',
      default: 9,
      minimum: 1,
      description: 'More calls than this for one request are reported.',
    },
  },
  examples: {
    bad: "const payment = got.extend({ prefixUrl: process.env.PAYMENT_URL, retry: { limit: 3 } });\nconst rate = await pRetry(() => payment.get('rates/eur').json(), { retries: 3 });",
    good: "const payment = got.extend({ prefixUrl: process.env.PAYMENT_URL, retry: { limit: 0 } });\nconst rate = await pRetry(() => payment.get('rates/eur').json(), { retries: 3 });",
    systems: { bad: 'invalid-along-a-path', good: 'valid-one-layer' },
  },
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://learn.microsoft.com/azure/architecture/antipatterns/retry-storm/',
  ],
  evidence: 'path',
  *check(model, { maxTries }) {
    const seen = new Set<string>();
    for (const { hops, endpoint } of synchronousChains(model)) {
      const retrying = hops.filter((hop) => triesOf(hop) > 1);
      const places = retrying.flatMap(layersOf);
      const key = places.map(siteKey).join();
      if (places.length < 2 || total(retrying) <= maxTries || seen.has(key)) continue;
      seen.add(key);
      yield* report(model, retrying, endpointNames(model)(endpoint));
    }
    for (const call of model.calls) {
      const places = layersOf(call);
      const key = places.map(siteKey).join();
      if (places.length < 2 || triesOf(call) <= maxTries || seen.has(key)) continue;
      seen.add(key);
      yield* report(model, [call]);
    }
  },
});

function triesOf({ policy: { retry } }: Call): number {
  return retry.state === 'present' ? (retry.repetition?.tries ?? 1) : 1;
}

function total(calls: readonly Call[]): number {
  return calls.reduce((product, call) => product * triesOf(call), 1);
}

// A library's default has no place of its own: it stands for itself at the call.
function layersOf(call: Call): readonly Evidence[] {
  const written = call.policy.retry.repetition?.evidence ?? [];
  return written.length > 0 ? written : call.evidence.slice(0, 1);
}

function* report(model: SystemModel, calls: readonly Call[], endpoint?: string): Generator<Report> {
  const nameOf = serviceNames(model);
  const sites = calls.flatMap((call) => {
    const to = targetName(call, nameOf);
    const note = `"${nameOf(call.from)}" calls ${to} up to ${triesOf(call)} times (${call.policy.retry.source})`;
    const [site] = call.evidence;
    return [...(site ? [withNote(site, note)] : []), ...layersOf(call)];
  });
  const [at] = sites;
  const [first] = calls;
  const last = calls.at(-1);
  if (!at || !first || !last) return;
  const end = targetName(last, nameOf);
  const factors = calls.map(triesOf).join(' × ');
  const product = calls.length > 1 ? `${factors} = ${total(calls)}` : `${total(calls)}`;
  const what =
    endpoint === undefined
      ? `a call of "${nameOf(first.from)}"`
      : `one request to ${endpoint} of "${nameOf(first.from)}"`;
  yield {
    at,
    service: first.from,
    message: `${what} becomes up to ${product} calls of ${end} when that fails, because several layers try again`,
    evidence: otherSites(sites, at),
  };
}
