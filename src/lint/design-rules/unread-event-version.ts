import { defineRule } from '../rule.ts';

/** Reports events that are published in a version which a declared consumer does not read. */
export const unreadEventVersion = defineRule({
  name: 'unread-event-version',
  group: 'core',
  severity: 'error',
  scope: 'blueprint',
  summary: 'An event that is published in a newer version than one of its consumers reads.',
  why: 'What a consumer cannot read is no event to it: every one that is published goes to its dead letters at once, and what it should have set off does not happen.',
  fix: 'Let the consumer read the newer version first ("order.created@2" under its "subscribes"), with an upcaster for the older one, and publish it after that.',
  limits: [
    'Consumers that read newer versions than are published: they are ahead, as they should be.',
    'Services whose code is there already: what they publish and read has no version here.',
  ],
  options: {},
  examples: {
    bad: `services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { publishes: [order.created] }]
    publishes: [order.created@2]
  mailing:
    kind: worker
    subscribes: [order.created]`,
    good: `services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { publishes: [order.created] }]
    publishes: [order.created@2]
  mailing:
    kind: worker
    subscribes: [order.created@2]`,
  },
  references: [
    'https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html',
    'https://leanpub.com/esversioning',
  ],
  evidence: 'related',
  *check(_model, _options, { design }) {
    const events = design?.events ?? [];
    for (const reader of events.filter(({ use }) => use === 'subscribes')) {
      const newer = events.filter(
        ({ use, type, version }) => use === 'publishes' && type === reader.type && version > reader.version,
      );
      const [first] = newer;
      if (!first) continue;
      yield {
        at: reader.evidence,
        service: reader.service,
        message: `"${reader.service}" reads "${reader.type}" up to version ${reader.version}, and "${first.service}" publishes version ${first.version}`,
        evidence: newer.map(({ evidence, version }) => ({ ...evidence, note: `published in version ${version}` })),
      };
    }
  },
});
