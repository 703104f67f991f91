import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { backendCalls, otherSites, siteKey, targetName, withNote } from '../sites.ts';
import type { Call, Evidence } from '../../model/system.ts';

/** Reports collections whose elements are all called for at the same moment; one finding per collection. */
export const unboundedFanOut = defineRule({
  name: 'unbounded-fan-out',
  group: 'advice',
  severity: 'info',
  summary: 'The calls of all elements of a collection are started at the same moment, without a limit.',
  why: 'The number of sockets, of waiting answers and of requests that the callee meets grows with the data: a list of a thousand is a burst of a thousand, and one slow callee then takes the memory of the caller and the turn of everybody else.',
  fix: 'Let only a few run at a time: "pMap(items, call, { concurrency: 8 })", "p-limit", "bottleneck", or one piece of the list after the other; better, ask for all elements in one request.',
  limits: [
    'Lists that are written in the code, and pieces of lists ("chunk", "slice", a page).',
    'Calls inside a limiter: p-limit, p-map, p-queue, bottleneck, a bulkhead.',
    'How long the list gets: that is what the finding asks.',
  ],
  options: {},
  examples: {
    bad: 'const parcels = await Promise.all(orders.map((order) => carrier.get(`/parcels/${order.parcel}`)));',
    good: 'const parcels = await pMap(orders, (order) => carrier.get(`/parcels/${order.parcel}`), { concurrency: 8 });',
    systems: { bad: 'invalid-all-at-once', good: 'valid-limits-and-pieces' },
  },
  references: [
    'https://learn.microsoft.com/azure/architecture/patterns/bulkhead',
    'https://github.com/sindresorhus/p-map',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const groups = new Map<string, { at: Evidence; calls: Call[] }>();
    for (const call of backendCalls(model)) {
      const at = call.fanOut;
      if (!at || call.policy.bulkhead.state === 'present') continue;
      const group = groups.get(siteKey(at)) ?? { at, calls: [] };
      group.calls.push(call);
      groups.set(siteKey(at), group);
    }
    for (const { at, calls } of groups.values()) {
      const [first] = calls;
      if (!first) continue;
      const target = targetName(first, nameOf);
      const each = at.note?.includes('forEach') === true ? ', and nobody waits for the answers' : '';
      const sites = calls.flatMap(({ evidence }) => evidence.slice(0, 1));
      yield {
        at,
        service: first.from,
        message: `"${nameOf(first.from)}" calls ${target} for all elements of a collection at once, without a limit${each}`,
        evidence: otherSites(
          sites.map((site) => withNote(site, 'the call of one element')),
          at,
        ),
      };
    }
  },
});
