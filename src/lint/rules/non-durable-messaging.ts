import type { Evidence, SystemModel } from '../../model/system.ts';
import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey, withNote } from '../sites.ts';
import { count, quoteList } from '../wording.ts';

// What tells of the moment only, or may be fetched again.
const PASSING =
  /cache|invalidat|metric|telemetry|\blogs?\b|logger|trace|heartbeat|presence|typing|websocket|socket|realtime|real-time|notify-ui|refresh/i;

/** Reports messages with a business behind them that a restart of the broker or of a consumer loses. */
export const nonDurableMessaging = defineRule({
  name: 'non-durable-messaging',
  group: 'advice',
  severity: 'info',
  summary: 'Messages that change data in another service, on a way that a restart of the broker or the consumer loses.',
  why: 'A broker is restarted, and so is the service that listens. Whatever was on its way is then gone: the order is paid and never shipped. Nothing fails, so nothing is tried again.',
  fix: 'With RabbitMQ assert durable queues and exchanges, publish with "persistent: true" and acknowledge when the work is done. Use JetStream instead of core NATS, a stream instead of pub/sub with Redis, QoS 1 with MQTT, and leave "acks" at its default with Kafka.',
  limits: [
    'Messages whose handlers, in another service of the system, are not seen to write a store or to call in order to change anything.',
    'Names that tell of the moment: caches, logs, metrics, heartbeats, presence, sockets.',
    'Queues and exchanges that are asserted elsewhere or with options that are not known; replies.',
    'Publications through frameworks with defaults of their own (rascal, golevelup).',
  ],
  options: {},
  examples: {
    bad: "await channel.assertQueue('order.placed', { durable: false });\nchannel.sendToQueue('order.placed', Buffer.from(JSON.stringify(order)));",
    good: "await channel.assertQueue('order.placed', { durable: true });\nchannel.sendToQueue('order.placed', Buffer.from(JSON.stringify(order)), { persistent: true });",
    systems: { bad: 'invalid-rabbitmq', good: 'valid-kept' },
  },
  references: [
    'https://www.rabbitmq.com/docs/reliability',
    'https://amqp-node.github.io/amqplib/channel_api.html',
    'https://docs.nats.io/nats-concepts/jetstream',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    for (const { at, service, channels, sites } of causes(model)) {
      const [first = '', ...others] = channels;
      const what =
        others.length > 0 ? `${quoteList([first])} and ${count(others.length, 'more channel')}` : quoteList([first]);
      yield {
        at,
        service,
        message: `${what} of "${nameOf(service)}" may be lost, though handling it changes data: ${at.note ?? 'it is not kept'}`,
        evidence: otherSites(sites, at),
      };
    }
  },
});

interface Cause {
  readonly at: Evidence;
  readonly service: string;
  readonly channels: string[];
  readonly sites: Evidence[];
}

// Uses that lose something, by the line that loses it: one option may be behind many of them.
function causes(model: SystemModel): Cause[] {
  const names = new Map(model.channels.map(({ id, name }) => [id, name]));
  const found = new Map<string, Cause>();
  const uses = [
    ...model.publications.map((use) => ({ ...use, isBusiness: isTaken(model, use.channel, use.service) })),
    ...model.subscriptions
      // Who sends over such a transport is told already.
      .filter(({ durability }) => !durability.evidence.some(({ note = '' }) => note.endsWith('at the moment')))
      .map((use) => ({ ...use, isBusiness: use.changes.length > 0 })),
  ];
  for (const { service, channel, durability, evidence, isBusiness } of uses) {
    const [at, ...more] = durability.evidence;
    const name = names.get(channel) ?? channel;
    if (!at || durability.state !== 'absent' || !isBusiness || PASSING.test(name)) continue;
    const cause = found.get(siteKey(at)) ?? { at, service, channels: [], sites: [] };
    found.set(siteKey(at), cause);
    if (!cause.channels.includes(name)) cause.channels.push(name);
    cause.sites.push(...more, ...evidence.slice(0, 1).map((site) => withNote(site, `"${name}"`)));
  }
  return [...found.values()];
}

function isTaken({ subscriptions }: SystemModel, channel: string, by: string): boolean {
  return subscriptions.some((use) => use.channel === channel && use.service !== by && use.changes.length > 0);
}
