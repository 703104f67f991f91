import type { Call, SystemModel } from '../../model/system.ts';
import { ownCalls } from '../own-calls.ts';
import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { endpointNames, otherSites, targetName, withNote } from '../sites.ts';
import { duration } from '../wording.ts';

/** Reports calls that give up before the service that they ask does. */
export const timeoutInversion = defineRule({
  name: 'timeout-inversion',
  group: 'advice',
  severity: 'info',
  summary: 'A call whose deadline is shorter than that of a call which the asked service makes to answer it.',
  why: 'When the last service is slow, the first one gives up while the one in the middle goes on waiting: it holds a connection and memory for an answer that nobody wants, and when the first one retries, it waits twice. The fallback in the middle never gets its chance.',
  fix: 'Let budgets shrink on the way in: the caller waits longer than the called service may take, with its retries counted. Better still, pass the remaining time on (a deadline header, gRPC deadlines) and wait no longer than that.',
  limits: [
    'Calls of which one of the two deadlines is not set in code or configuration, or not known as a number.',
    'Paths that no endpoint follows: the endpoint that is called has to be the one whose handler makes the next call.',
    'Deadlines that are equal.',
    'Calls in code that a quarter of all endpoints share: whether a request gets there is not known.',
    'Sums of several calls one after the other, and the time that retries add.',
  ],
  options: {},
  examples: {
    bad: "// orders\nawait axios.post('http://payment:3000/charges', charge, { timeout: 2000 });\n// payment, in POST /charges\nawait axios.post('http://fraud:3000/scores', card, { timeout: 5000 });",
    good: "// orders\nawait axios.post('http://payment:3000/charges', charge, { timeout: 2000 });\n// payment, in POST /charges\nawait axios.post('http://fraud:3000/scores', card, { timeout: 800 });",
    systems: { bad: 'invalid-axios', good: 'valid-shrinking' },
  },
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/#deadline-propagation',
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  ],
  evidence: 'path',
  *check(model) {
    const nameOf = serviceNames(model);
    const endpointOf = endpointNames(model);
    for (const [outer, inner] of pairs(model)) {
      const [at, ...chain] = outer.evidence;
      const [next] = inner.evidence;
      if (!at || !next) continue;
      const [first, second] = [budget(outer) ?? 0, budget(inner) ?? 0];
      const target = targetName(inner, nameOf);
      yield {
        at,
        service: outer.from,
        message: `"${nameOf(outer.from)}" waits ${duration(first)} for ${endpointOf(outer.toEndpoint ?? '')} of "${nameOf(outer.to ?? '')}", which itself waits up to ${duration(second)} for ${target}; who needs the answer after ${duration(first)}?`,
        evidence: otherSites([withNote(next, `"${nameOf(inner.from)}" waits ${duration(second)} here`), ...chain], at),
      };
    }
  },
});

/** A call, and of the longer calls that its endpoint makes the longest; one pair for each place. */
function pairs(model: SystemModel): (readonly [Call, Call])[] {
  const callsOf = ownCalls(model);
  const found = new Map<string, readonly [Call, Call]>();
  for (const outer of model.calls) {
    const own = budget(outer);
    if (own === undefined || outer.toEndpoint === null || outer.to === outer.from) continue;
    const behind = callsOf(outer.toEndpoint).filter(
      (call) => call.to !== outer.to && isAsMild(outer, call) && (budget(call) ?? 0) > own,
    );
    const [longest] = [...behind].sort((a, b) => (budget(b) ?? 0) - (budget(a) ?? 0) || (a.id < b.id ? -1 : 1));
    const place = outer.evidence
      .slice(0, 1)
      .map(({ file, line, column }) => `${file}:${line}:${column}`)
      .join();
    if (longest && !found.has(`${place} ${outer.to}`)) found.set(`${place} ${outer.to}`, [outer, longest]);
  }
  return [...found.values()];
}

// What only reads does not change something elsewhere to do so: such a path is one of another request.
function isAsMild({ method }: Call, inner: Call): boolean {
  const safe = ['GET', 'HEAD'];
  return (
    !safe.includes(method ?? '') || inner.method === null || safe.includes(inner.method) || inner.protocol !== 'http'
  );
}

function budget({ policy: { timeout } }: Call): number | undefined {
  return timeout.state === 'set' && timeout.ms !== null && timeout.ms > 0 ? timeout.ms : undefined;
}
