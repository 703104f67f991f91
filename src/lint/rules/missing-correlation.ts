import { isHealthPath } from '../../model/health-path.ts';
import type { Evidence, SystemModel } from '../../model/system.ts';
import { servedEndpoints } from '../answering.ts';
import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey, withNote } from '../sites.ts';
import { joinList } from '../wording.ts';

/** Reports services that pass requests on without anything that joins what they lead to; one finding per service. */
export const missingCorrelation = defineRule({
  name: 'missing-correlation',
  group: 'advice',
  severity: 'info',
  summary:
    'A service that answers requests or messages, and calls other services or publishes while it does, passes on neither trace context nor a correlation id.',
  why: 'When a request fails three services further on, its log lines cannot be found among those of all other requests: nothing says that they belong together.',
  fix: 'Load an OpenTelemetry SDK with auto-instrumentation before the program ("node --import ./tracing.js"), or take "traceparent" (or "x-request-id") from what comes in and put it into every call and message that goes out.',
  limits: [
    'Services in which any file speaks of a correlation, request or trace id: whether it gets everywhere is not followed.',
    'Services that depend on a tracing package, or whose deployment loads an agent (NODE_OPTIONS, "--require", an annotation of Kubernetes).',
    'Services that only answer or only call; gateways and functions; calls to systems outside the repository.',
    'A library of the repository that speaks of it: which services run that code is not followed.',
  ],
  options: {},
  examples: {
    bad: "app.post('/orders', async (req, res) => {\n  res.json((await payment.post('/charges', { order: req.body.id })).data);\n});",
    good: "app.post('/orders', async (req, res) => {\n  const headers = { traceparent: req.get('traceparent') };\n  res.json((await payment.post('/charges', { order: req.body.id }, { headers })).data);\n});",
  },
  references: [
    'https://opentelemetry.io/docs/languages/js/getting-started/nodejs/',
    'https://www.w3.org/TR/trace-context/',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const seen = new Set<string>();
    for (const { id, kind, correlation } of model.services) {
      if (correlation?.state !== 'absent' || /^(?:gateway|function|frontend|module)$/.test(kind)) continue;
      const incoming = received(model, id);
      const { sites, targets } = sent(model, id);
      const [at] = sites;
      const [first] = incoming;
      // Shared code is one place to mend, however many services run it.
      if (!at || !first || seen.has(siteKey(at))) continue;
      seen.add(siteKey(at));
      yield {
        at,
        service: id,
        message: `"${nameOf(id)}" passes requests on to ${joinList(targets, 4)} with nothing that joins them: no trace context, no correlation id, no agent`,
        evidence: otherSites(
          [withNote(first, 'comes in here'), ...sites.map((site) => withNote(site, 'goes out here'))],
          at,
        ),
      };
    }
  },
});

function received({ endpoints, subscriptions }: SystemModel, id: string): Evidence[] {
  return [
    ...endpoints.filter(({ service, path }) => service === id && !isHealthPath(path)),
    ...subscriptions.filter(({ service }) => service === id),
  ].flatMap(({ evidence }) => evidence.slice(0, 1));
}

// Calls made while a request is answered, and messages.
function sent(model: SystemModel, id: string): { sites: Evidence[]; targets: string[] } {
  const nameOf = serviceNames(model);
  const served = servedEndpoints(model);
  const channelOf = new Map(model.channels.map(({ id: channel, name }) => [channel, name]));
  const calls = model.calls.filter(
    (call) => call.from === id && call.to !== null && call.to !== id && served(call).length > 0,
  );
  // A channel whose name is not known may be one of the service's own.
  const messages = model.publications.filter(
    ({ service, channel }) => service === id && !channel.includes('{') && !isOwn(model, id, channel),
  );
  const targets = [
    ...calls.map(({ to }) => `"${nameOf(to ?? '')}"`),
    ...messages.map(({ channel }) => `the channel "${channelOf.get(channel) ?? channel}"`),
  ];
  return {
    sites: [...calls, ...messages].flatMap(({ evidence }) => evidence.slice(0, 1)),
    targets: [...new Set(targets)],
  };
}

// A queue of its own work: what comes back from it was sent by the same service.
function isOwn({ subscriptions }: SystemModel, id: string, channel: string): boolean {
  const receivers = subscriptions.filter((one) => one.channel === channel);
  return receivers.length > 0 && receivers.every(({ service }) => service === id);
}
