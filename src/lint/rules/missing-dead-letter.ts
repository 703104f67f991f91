import { defineRule } from '../rule.ts';
import type { Evidence } from '../../model/system.ts';
import { otherSites, serviceNames, siteKey } from '../sites.ts';
import { joinList } from '../wording.ts';

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
    // One call that consumes several channels is one place to mend.
    const groups = new Map<string, { at: Evidence; service: string; names: string[]; evidence: Evidence[] }>();
    for (const { service, channel, deadLetter, evidence } of model.subscriptions) {
      const [at, ...more] = evidence;
      if (!at || deadLetter.state !== 'absent') continue;
      const key = `${service} ${siteKey(at)}`;
      const group = groups.get(key) ?? { at, service, names: [], evidence: [] };
      group.names.push(`"${channels.get(channel)?.name ?? channel}"`);
      group.evidence.push(...more);
      groups.set(key, group);
    }
    for (const { at, service, names, evidence } of groups.values()) {
      yield {
        at,
        service,
        message: `"${nameOf(service)}" consumes ${joinList(names)} and has no place for messages that keep failing: they are lost or come back for ever`,
        evidence: otherSites(evidence, at),
      };
    }
  },
});
