import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey } from '../sites.ts';

/** Reports handlers of messages that do their work again when a message comes again. */
export const nonIdempotentConsumer = defineRule({
  name: 'non-idempotent-consumer',
  group: 'advice',
  severity: 'info',
  summary: 'A handler of messages that adds, counts or sends again when a message comes a second time.',
  why: 'Kafka, RabbitMQ, SQS and their kin deliver at least once: after a crash, a timeout or a rebalancing the last messages come again. The parcel is then booked twice, the stock falls twice, the customer pays twice, and no log shows an error.',
  fix: 'Remember what was handled: write the id of the message into a table with a unique key, in the transaction that does the work, and stop when it is there. Or make the work itself repeatable: an upsert, a value that is set rather than counted, a key that the other side knows the request by.',
  limits: [
    'Handlers that look into the table before they add to it, ask what was processed already, set a key once in Redis, or have a function that says so by its name.',
    'Tables with a unique key of any kind, rows whose id the handler gives, and tables that no code or schema describes.',
    'Work that sets values, deletes or upserts; tables of logs, audits, statistics and notifications.',
    'Channels that deliver at most once (Redis pub/sub, core NATS, automatic acknowledgement), and job queues.',
    'Requests with a key that names them, those that only ask, and those whose target is not known.',
  ],
  options: {},
  examples: {
    bad: "await consumer.run({\n  eachMessage: async ({ message }) => {\n    const { orderId } = JSON.parse(message.value);\n    await Parcel.create({ orderId, state: 'packing' });\n  },\n});",
    good: "await consumer.run({\n  eachMessage: async ({ message }) => {\n    const { orderId } = JSON.parse(message.value);\n    await Parcel.updateOne({ orderId }, { $setOnInsert: { state: 'packing' } }, { upsert: true });\n  },\n});",
    systems: { bad: 'invalid-insert-and-count', good: 'valid-remembers-messages' },
  },
  references: [
    'https://www.enterpriseintegrationpatterns.com/patterns/messaging/IdempotentReceiver.html',
    'https://microservices.io/patterns/communication-style/idempotent-consumer.html',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const channels = new Map(model.channels.map((channel) => [channel.id, channel.name]));
    const seen = new Set<string>();
    for (const { service, channel, idempotence, evidence } of model.subscriptions) {
      const [at, ...more] = idempotence.evidence;
      if (!at || idempotence.state !== 'absent') continue;
      // Several channels may lead to one line of work: it is mended once.
      const key = `${service}|${siteKey(at)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        at,
        service,
        message: `"${nameOf(service)}" ${at.note ?? 'does this'} when it takes "${channels.get(channel) ?? channel}", and does so again when the message comes again`,
        evidence: otherSites([...more, ...evidence], at),
      };
    }
  },
});
