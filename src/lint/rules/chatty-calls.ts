import type { Call, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { endpointNames, otherSites, siteKey, withNote } from '../sites.ts';
import { count } from '../wording.ts';

/** Reports calls made once per element, and handlers that ask one service again and again. */
export const chattyCalls = defineRule({
  name: 'chatty-calls',
  group: 'advice',
  severity: 'info',
  summary:
    'A synchronous call to another service in a loop over data, or several different calls from one handler to the same service.',
  why: 'Each call costs a round trip and can fail by itself: the time of the request grows with the data, and with a hundred elements the callee sees a burst of a hundred requests for one.',
  fix: 'Ask once for all elements (a batch endpoint), let the data come with the first answer, or keep a copy that events bring up to date.',
  limits: [
    'Loops that try again, poll or turn pages ("while"), and loops over a list that is written in the code, such as one of services.',
    'Calls to systems outside the repository.',
    'Programs that answer nobody and consume nothing: nobody waits for a job that runs by itself.',
    'How long the data is, and whether the callee could answer for all of it at once: that is what the finding asks.',
  ],
  options: {
    callsPerHandler: {
      type: 'number',
      default: 4,
      minimum: 2,
      description: 'So many different calls from one handler to one service are reported.',
    },
  },
  examples: {
    bad: 'for (const item of order.items) products.push(await catalog.get(`/products/${item.sku}`));',
    good: 'const products = await catalog.get(`/products?skus=${skus.join()}`);',
  },
  references: ['https://learn.microsoft.com/azure/architecture/antipatterns/chatty-io/'],
  evidence: 'related',
  *check(model, { callsPerHandler }) {
    const nameOf = serviceNames(model);
    const inside = model.calls.filter((call) => call.toKind === 'service' && call.to !== null && call.to !== call.from);
    const callees = calleesBySite(inside);
    const asked = new Set([...model.endpoints, ...model.subscriptions].map(({ service }) => service));
    const seen = new Set<string>();
    for (const call of inside) {
      const [at, ...steps] = call.evidence;
      if (!at || !call.repeated || !asked.has(call.from) || seen.has(siteKey(at))) continue;
      // A list of services, each asked once.
      if ((callees.get(`${call.from} ${siteKey(at)}`)?.size ?? 0) > 1) continue;
      seen.add(siteKey(at));
      yield {
        at,
        service: call.from,
        message: `"${nameOf(call.from)}" calls "${nameOf(call.to ?? '')}" once per element of a loop`,
        evidence: otherSites(steps, at),
      };
    }
    yield* talkative(
      model,
      inside.filter((call) => !call.repeated),
      callsPerHandler,
    );
  },
});

function calleesBySite(calls: readonly Call[]): ReadonlyMap<string, ReadonlySet<string>> {
  const callees = new Map<string, Set<string>>();
  for (const { evidence, from, to } of calls) {
    const [at] = evidence;
    if (!at || to === null) continue;
    const id = `${from} ${siteKey(at)}`;
    callees.set(id, (callees.get(id) ?? new Set<string>()).add(to));
  }
  return callees;
}

function* talkative(model: SystemModel, calls: readonly Call[], most: number): Generator<Report> {
  const nameOf = serviceNames(model);
  const endpointOf = endpointNames(model);
  const groups = new Map<string, { endpoint: string; calls: Map<string, Call> }>();
  for (const call of calls) {
    const [at] = call.evidence;
    for (const endpoint of at ? call.fromEndpoints : []) {
      const id = `${endpoint}|${call.to ?? ''}`;
      const group = groups.get(id) ?? { endpoint, calls: new Map<string, Call>() };
      if (at) group.calls.set(siteKey(at), call);
      groups.set(id, group);
    }
  }
  const reported = new Set<string>();
  for (const group of [...groups.values()].sort((a, b) => b.calls.size - a.calls.size)) {
    const [first, ...others] = [...group.calls.values()];
    const at = first?.evidence[0];
    // Several endpoints that begin with the same call are one finding, the one that makes the most.
    if (!first || !at || group.calls.size < most || reported.has(siteKey(at))) continue;
    reported.add(siteKey(at));
    yield {
      at,
      service: first.from,
      message: `${endpointOf(group.endpoint)} of "${nameOf(first.from)}" makes ${count(group.calls.size, 'different call')} to "${nameOf(first.to ?? '')}"`,
      evidence: otherSites(
        others.flatMap(({ evidence }) => evidence.slice(0, 1)).map((site) => withNote(site, 'and this one')),
        at,
      ),
    };
  }
}
