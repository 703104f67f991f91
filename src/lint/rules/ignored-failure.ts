import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { backendCalls, otherSites, siteKey, targetName, withNote } from '../sites.ts';
import type { Call, Evidence } from '../../model/system.ts';

// What is sent on the side may get lost.
const ON_THE_SIDE = /telemetr|analytic|track|metric|statsd|segment|posthog|mixpanel|amplitude|beacon|ping|warm/i;

/** Reports calls whose failure nobody learns of; one finding per place where it is lost. */
export const ignoredFailure = defineRule({
  name: 'ignored-failure',
  group: 'advice',
  severity: 'info',
  summary:
    'The failure of a call is lost: nobody waits for its promise, or a catch drops it and those who need the result go on.',
  why: 'A rejected promise that nobody waits for ends the process (Node.js 15 and later): one callee that is down takes the caller with it. A catch that only logs lets the caller go on with undefined, or the client of the request wait until its own deadline.',
  fix: 'Await the call, or add a "catch" that says what failure means here. In a catch, rethrow, answer the request, or give a value that says what is missing.',
  limits: [
    'A promise marked with "void", or with a "catch" of its own, whatever that does.',
    'A catch that gives a value, answers, goes on with something else, or says in a comment why nothing is to be done.',
    'Functions whose return type says that there may be no result, and callers that ask for it.',
    'Telemetry; start-up code; programs that handle "unhandledRejection".',
    'Clients with callbacks or observables.',
  ],
  options: {},
  examples: {
    bad: "app.post('/orders', async (req, res) => {\n  payment.post('/charges', { order: req.body.id });\n  res.sendStatus(202);\n});",
    good: "app.post('/orders', async (req, res) => {\n  await payment.post('/charges', { order: req.body.id });\n  res.sendStatus(201);\n});",
  },
  references: [
    'https://nodejs.org/api/process.html#event-unhandledrejection',
    'https://typescript-eslint.io/rules/no-floating-promises/',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const groups = new Map<string, { at: Evidence; calls: Call[] }>();
    for (const call of backendCalls(model)) {
      if (ON_THE_SIDE.test(`${call.target ?? ''} ${call.evidence[0]?.file ?? ''}`)) continue;
      for (const at of call.ignoredAt ?? []) {
        if (at.note?.startsWith('and ')) continue;
        const group = groups.get(siteKey(at)) ?? { at, calls: [] };
        group.calls.push(call);
        groups.set(siteKey(at), group);
      }
    }
    for (const { at, calls } of groups.values()) {
      const [first] = calls;
      if (!first) continue;
      const target = targetName(first, nameOf);
      const sites = calls.flatMap(({ evidence }) => evidence.slice(0, 1)).map((site) => withNote(site, 'the call'));
      const relying = (first.ignoredAt ?? []).filter(({ note }) => note?.startsWith('and '));
      yield {
        at,
        service: first.from,
        message: `"${nameOf(first.from)}" loses the failure of its call of ${target}: ${at.note ?? ''}`,
        evidence: otherSites([...sites, ...relying], at),
      };
    }
  },
});
