import type { Observed } from '../../model/evidence.ts';
import type { Subscription } from '../../model/messaging.ts';
import type { Evidence, SystemModel } from '../../model/system.ts';
import { count } from '../../util/markdown.ts';
import { some } from '../seams/reasons.ts';
import { known, unknown, type Fact, type Reading, type Sources } from './fact.ts';

const BROKERS = [
  'rabbitmq',
  'kafka',
  'nats',
  'sqs',
  'sns',
  'eventbridge',
  'pubsub',
  'servicebus',
  'redis',
  'bullmq',
  'mqtt',
  'activemq',
  'pulsar',
  'kinesis',
  'temporal',
];
// What a deployment calls a broker, in the words that channels use.
const ENGINES: Readonly<Record<string, string>> = {
  mosquitto: 'mqtt',
  rabbitmq: 'rabbitmq',
  kafka: 'kafka',
  nats: 'nats',
  activemq: 'activemq',
  pulsar: 'pulsar',
  sqs: 'sqs',
};

/** How services talk without waiting for each other. */
export const messagingFacts: readonly Fact[] = [
  { name: 'brokers', title: 'Message brokers in use', kind: 'list', read: brokers },
  {
    name: 'channels',
    title: 'Topics, queues and subjects',
    kind: 'count',
    unit: 'channels',
    read: ({ model }) =>
      model.channels.length === 0
        ? unknown('no channel was recognised')
        : known(
            model.channels.length,
            `model: ${count(model.channels.length, 'channel')}`,
            model.publications.flatMap(({ evidence }) => evidence.slice(0, 1)),
          ),
  },
  {
    name: 'reactors-per-channel',
    title: 'Most services that react to one channel',
    kind: 'count',
    unit: 'services',
    read: reactors,
  },
  {
    name: 'idempotent-consumers',
    title: 'Share of consumers that do their work once when a message comes twice',
    kind: 'share',
    read: ({ model }) => shareOf(model, ({ idempotence }) => idempotence, 'consumers are idempotent'),
  },
  {
    name: 'dead-letters',
    title: 'Share of consumers that set aside what keeps failing',
    kind: 'share',
    read: ({ model }) => shareOf(model, ({ deadLetter }) => deadLetter, 'consumers have dead letters'),
  },
];

function brokers({ model }: Sources): Reading {
  const found = new Map<string, Evidence[]>();
  const note = (name: string, evidence: readonly Evidence[]): void => {
    found.set(name, [...(found.get(name) ?? []), ...evidence.slice(0, 1)]);
  };
  const uses = [...model.publications, ...model.subscriptions];
  for (const { id, broker } of model.channels) {
    const use = uses.find(({ channel }) => channel === id);
    note(broker, use?.evidence ?? []);
  }
  for (const { engine, evidence } of model.deployment.infrastructure) {
    const broker = ENGINES[engine];
    if (broker !== undefined) note(broker, evidence);
  }
  if (found.size === 0) return unknown('no broker was recognised');
  const rank = (name: string): number => (BROKERS.includes(name) ? BROKERS.indexOf(name) : BROKERS.length);
  const names = [...found.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return known(
    names,
    `model: channels and deployed infrastructure`,
    names.flatMap((name) => (found.get(name) ?? []).slice(0, 2)),
  );
}

// Where consumers share the work: a message goes to one of them, however many there are.
const WORK_QUEUES = /^(?:sqs|servicebus|bullmq|bull|bee-queue|pg-boss|agenda|temporal)$/;

function reactors({ model }: Sources): Reading {
  // A name that is not known may stand for several channels. Who publishes need not be code: change data capture does, too.
  const most = model.channels
    .filter(({ name }) => !name.includes('{'))
    .map(({ id, name, broker }) => {
      const uses = model.subscriptions.filter(({ channel }) => channel === id);
      const users = [...new Set(uses.map(({ service }) => service))].sort();
      return { id, name, uses, users, reacting: WORK_QUEUES.test(broker) ? Math.min(1, users.length) : users.length };
    })
    .sort((a, b) => b.reacting - a.reacting || (a.id < b.id ? -1 : 1))[0];
  if (most === undefined || most.reacting === 0)
    return unknown('nothing that is known subscribes to a channel whose name is known');
  const { name, uses, users, reacting } = most;
  const shared = reacting < users.length ? ', a queue: one of them gets a message' : '';
  const places = uses.flatMap(({ evidence }) => evidence.slice(0, 1));
  return known(reacting, `model: ${some(users)} on ${name}${shared}`, places);
}

// Consumers of which nothing certain is known do not count on either side. What lies in another service proves nothing:
// a helper that starts everybody's consumers reaches everybody's handlers.
function shareOf(model: SystemModel, of: (item: Subscription) => Observed, what: string): Reading {
  const items = model.subscriptions;
  const folders = model.services
    .filter(({ path }) => path !== '.')
    .map(({ id, path }) => ({ folder: `${path}/`, id }))
    .sort((a, b) => b.folder.length - a.folder.length);
  const ownerOf = (file: string): string | undefined => folders.find(({ folder }) => file.startsWith(folder))?.id;
  const certain = items.flatMap((item) => {
    const { state, evidence } = of(item);
    const owner = ownerOf(evidence[0]?.file ?? '') ?? item.service;
    return state === 'unknown' || owner !== item.service ? [] : [{ state, evidence }];
  });
  if (items.length === 0) return unknown('no consumer was recognised');
  if (certain.length * 2 < items.length)
    return unknown(`of ${count(items.length, 'consumer')} only ${certain.length} could be judged`);
  const yes = certain.filter(({ state }) => state === 'present').length;
  const left = items.length - certain.length;
  const places = certain.filter(({ state }) => state === 'absent').flatMap(({ evidence }) => evidence.slice(0, 1));
  return known(
    Math.round((yes / certain.length) * 100),
    `model: ${yes} of ${certain.length} ${what}${left > 0 ? `; ${left} could not be judged` : ''}`,
    places,
  );
}
