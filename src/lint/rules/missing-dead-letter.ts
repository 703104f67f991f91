import { defineRule } from '../rule.ts';
import type { Evidence, Subscription } from '../../model/system.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey } from '../sites.ts';
import { count, joinList } from '../wording.ts';

/** Reports subscriptions through which a message that keeps failing is lost or comes back for ever. */
export const missingDeadLetter = defineRule({
  name: 'missing-dead-letter',
  group: 'core',
  severity: 'warning',
  summary: 'A subscription without a place for messages that keep failing: they are lost, or come back for ever.',
  why: 'One message that cannot be handled either vanishes, and with it an order, or blocks the queue and everything behind it. Nobody sees it until a customer asks.',
  fix: 'Give the queue a dead-letter exchange and a delivery limit; with Kafka publish to a dead-letter topic after some tries. Watch what arrives there, and have a way to send it again.',
  limits: [
    'Queues whose options are made elsewhere or not known, temporary and exclusive queues, replies.',
    'Services that publish to a channel named for what failed (dead letter, retry, error).',
    'Job queues that keep failed jobs (BullMQ, pg-boss), and brokers that dead-letter by themselves (Azure Service Bus).',
    'Policies of the broker, and transports that deliver at most once (Redis pub/sub, core NATS, MQTT).',
  ],
  options: {},
  examples: {
    bad: "await channel.assertQueue('mail.order-placed', { durable: true });\nawait channel.consume('mail.order-placed', handle);",
    good: "await channel.assertQueue('mail.order-placed', { durable: true, deadLetterExchange: 'dead-letters' });\nawait channel.consume('mail.order-placed', handle);",
  },
  references: [
    'https://www.rabbitmq.com/docs/dlx',
    'https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const channels = new Map(model.channels.map((channel) => [channel.id, channel]));
    const lost = model.subscriptions.filter(({ deadLetter, evidence }) => deadLetter.state === 'absent' && evidence[0]);
    const shared = sharedConsumers(lost);
    // One call that consumes several channels is one place to mend, and so is the code by which several services consume.
    const groups = new Map<string, { at: Evidence; services: Set<string>; names: Set<string>; evidence: Evidence[] }>();
    for (const { service, channel, evidence } of lost) {
      const inner = innermost(evidence);
      const isShared = inner !== undefined && shared.has(siteKey(inner));
      const at = isShared ? inner : evidence[0];
      if (!at) continue;
      const key = isShared ? siteKey(at) : `${service} ${siteKey(at)}`;
      const group = groups.get(key) ?? { at, services: new Set(), names: new Set(), evidence: [] };
      group.services.add(service);
      group.names.add(`"${channels.get(channel)?.name ?? channel}"`);
      group.evidence.push(...(isShared ? evidence.slice(0, 1) : evidence.slice(1)));
      groups.set(key, group);
    }
    for (const { at, services, names, evidence } of groups.values()) {
      const [first = '', ...others] = services;
      const who = [first, ...others].map((id) => `"${nameOf(id)}"`);
      const what =
        others.length === 0
          ? `${who[0]} consumes ${joinList([...names])} and has`
          : `${joinList(who, 4)} consume ${count(names.size, 'channel')} through this code, which has`;
      yield {
        at,
        service: first,
        message: `${what} no place for messages that keep failing: they are lost or come back for ever`,
        evidence: otherSites(evidence, at),
      };
    }
  },
});

// Where the client is called, when that is in other code than the subscription: a wrapper.
function innermost(evidence: readonly Evidence[]): Evidence | undefined {
  return evidence.find(({ note }) => note === 'the client is called here') ?? evidence[0];
}

// Places by which two or more services consume.
function sharedConsumers(subscriptions: readonly Subscription[]): ReadonlySet<string> {
  const services = new Map<string, Set<string>>();
  for (const { service, evidence } of subscriptions) {
    const inner = innermost(evidence);
    if (inner) services.set(siteKey(inner), (services.get(siteKey(inner)) ?? new Set()).add(service));
  }
  return new Set([...services].flatMap(([key, users]) => (users.size > 1 ? [key] : [])));
}
