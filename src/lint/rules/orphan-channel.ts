import type { Channel, Publication, SystemModel } from '../../model/system.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { mayArrive } from '../channel-names.ts';
import { closedBrokers } from '../closed-broker.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites } from '../sites.ts';
import { quoteList } from '../wording.ts';

// Who reads logs, measurements and what failed is no service of the system; replies go where a request says.
const ASIDE =
  /dlq|dlx|dlt|dead|poison|parking|retry|retries|fail|error|alert|\blogs?\b|logger|audit|metric|trace|telemetry|analytic|monitor|heartbeat|health|repl(?:y|ies)|respon[sc]e|callback|^[_$]/i;

/** Reports channels with only one end, in systems whose ends are all known. */
export const orphanChannel = defineRule({
  name: 'orphan-channel',
  group: 'advice',
  severity: 'info',
  summary: 'A channel that is published and never consumed, or consumed and never published, inside a closed system.',
  why: 'Either a name is written in two ways and events are lost without an error, or one side was removed and the other still costs work, storage and attention. Messages in a queue that nobody reads pile up until the broker runs out of memory.',
  fix: 'Write the name of the channel once and import it on both sides. Remove the side that has lost its partner, or name the consumer outside of the system under "allow".',
  limits: [
    'Brokers with a channel whose name is not known, or on which no channel is seen from both ends.',
    'Systems with files that were not understood, services in other languages, or unknown programs deployed beside them.',
    "Brokers of a cloud, which carry events of the cloud's own services, and task queues of workflow engines.",
    'Queues that are bound in the configuration of the broker, not in code.',
    'Channels for logs, measurements, replies and failed messages.',
  ],
  options: {
    allow: {
      type: 'text-list',
      default: [],
      description: 'Names of channels whose other end lies outside of the system.',
    },
  },
  examples: {
    bad: "// orders\nbus.publish('order.placed', order);\nbus.publish('order.cancelled', order);\n// billing\nbus.subscribe('order.placed');\nbus.subscribe('order.canceled');",
    good: "// orders\nbus.publish('order.placed', order);\nbus.publish('order.cancelled', order);\n// billing\nbus.subscribe('order.placed');\nbus.subscribe('order.cancelled');",
    systems: { bad: 'invalid-misspelt-name', good: 'valid-wildcards-and-pairs' },
  },
  references: [
    'https://microservices.io/patterns/data/event-driven-architecture.html',
    'https://www.enterpriseintegrationpatterns.com/patterns/messaging/MessageChannel.html',
  ],
  evidence: 'related',
  *check(model, { allow }) {
    const closed = closedBrokers(model);
    const channels = model.channels.filter(
      ({ broker, name }) => closed.includes(broker) && !ASIDE.test(name) && !allow.includes(name),
    );
    const sent = channels.filter(({ id }) => model.publications.some(({ channel }) => channel === id));
    const taken = channels.filter(({ id }) => model.subscriptions.some(({ channel }) => channel === id));
    const unheard = sent.filter((one) => !takers(model, one).some(({ name }) => mayArrive(one.name, name)));
    const unsaid = taken.filter((one) => !senders(model, one).some(({ name }) => mayArrive(name, one.name)));
    const explained = new Set<Channel>();
    for (const channel of unheard) {
      const partner = partnerOf(channel, unsaid);
      if (partner) explained.add(partner);
      yield* report(model, channel, model.publications, partner);
    }
    for (const channel of unsaid) if (!explained.has(channel)) yield* report(model, channel, model.subscriptions);
  },
});

// Of a name that is written in two ways, both are without a partner.
function partnerOf({ broker, name }: Channel, others: readonly Channel[]): Channel | undefined {
  const same = others.filter((one) => one.broker === broker);
  const near = didYouMean(
    name,
    same.map((one) => one.name),
  );
  return same.find((one) => one.name === near);
}

function takers(model: SystemModel, channel: Channel): Channel[] {
  return withUse(model, channel, model.subscriptions);
}

function senders(model: SystemModel, channel: Channel): Channel[] {
  return withUse(model, channel, model.publications);
}

function withUse({ channels }: SystemModel, { broker }: Channel, uses: readonly Publication[]): Channel[] {
  return channels.filter((one) => one.broker === broker && uses.some(({ channel }) => channel === one.id));
}

function* report(
  model: SystemModel,
  channel: Channel,
  ends: readonly Publication[],
  partner?: Channel,
): Iterable<Report> {
  const uses = ends.filter((use) => use.channel === channel.id);
  const sites = uses.flatMap(({ evidence }) => evidence.slice(0, 1));
  const [at] = sites;
  if (!at) return;
  const services = [...new Set(uses.map(({ service }) => serviceNames(model)(service)))];
  const what =
    ends === model.publications
      ? 'published here and no service of the system consumes it'
      : 'consumed here and no service of the system publishes it';
  const others = model.subscriptions.filter((use) => use.channel === partner?.id);
  const question = partner
    ? `"${partner.name}" is consumed and never published: is that the same?`
    : 'is its partner outside of the repository, or gone?';
  yield {
    at,
    service: uses[0]?.service ?? '',
    message: `"${channel.name}" (${channel.broker}) of ${quoteList(services)} is ${what}; ${question}`,
    evidence: otherSites([...sites, ...others.flatMap(({ evidence }) => evidence.slice(0, 1))], at),
  };
}
