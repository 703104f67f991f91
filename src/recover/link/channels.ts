import type { Channel, MessageSchema, Observed, Publication, Subscription as Handled } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import { deadLetterOfBroker, deadLetterOfNestBroker, deadLetterOfNestQueue } from '../libraries/dead-letters.ts';
import { durabilityOfNestBroker, durabilityOfNestQueue } from '../libraries/durability.ts';
import type { Declared } from '../libraries/nest.ts';
import type { MessageShape } from '../libraries/recogniser.ts';
import { requeues } from '../libraries/acknowledgements.ts';
import { microserviceOptions, transportOf } from '../libraries/nest-transports.ts';
import type { Attribution } from './attribution.ts';
import type { CallRef } from './callers.ts';
import { channelName } from './channel-names.ts';
import { evidenceOf, type Collected } from './collect.ts';
import { Environment, showText } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { schemaOfHandler, schemaOfPublication, schemaOfSubscription } from './message-schemas.ts';
import { dependsOnUncalled, inUncalledMethod } from './uncalled.ts';

/** A subscription before its handler was looked at. */
export type Subscription = Omit<Handled, 'idempotence' | 'changes'>;

export interface Messaging {
  readonly channels: Channel[];
  readonly publications: Publication[];
  readonly subscriptions: Subscription[];
}

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };

const MOST_SHARED = 3;

/** Channels with who publishes and who subscribes. A name that is not known is shown as `{…}` and matches nothing. */
export function findMessaging(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
): Messaging {
  const brokers = new Brokers(evaluator, attribution);
  const out: Messaging = { channels: [], publications: [], subscriptions: [] };
  for (const { shape, chain } of collected.messages) {
    const [outer] = chain;
    if (!outer || dependsOnUncalled(evaluator, shape.names)) continue;
    const named = shape.names.some((value) => value.t === 'text' && value.parts.some((part) => part.p !== 'hole'));
    const uncalled = inUncalledMethod(evaluator, outer);
    if (!named && uncalled) continue;
    const evidence = chain.map((ref: CallRef, index) =>
      evidenceOf(
        evaluator,
        ref,
        index === 0 ? undefined : index === chain.length - 1 ? 'the client is called here' : 'which calls',
      ),
    );
    const schema = schemaOf(evaluator, shape, chain);
    for (const unit of attribution.services(outer)) {
      const names = (environments.get(unit.id) ?? new Environment([]))
        .resolveAll(attribution.own(unit, shape.names))
        .map(showText);
      // Shared code that is given names in many places: which of them this service means is not known.
      const unclear = names.length === 0 || (names.length > MOST_SHARED && !attribution.service(outer.file));
      if (unclear && uncalled) continue;
      for (const name of unclear ? ['{…}'] : names) {
        const broker = shape.broker === 'nest' ? brokers.of(unit) : shape.broker;
        const channel = channelOf(out, broker, channelName(broker, name), unit);
        const durability = shape.durability ?? UNKNOWN;
        const use = { service: unit.id, channel: channel.id, durability, ...schema, evidence };
        if (shape.direction === 'publish') out.publications.push(use);
        else out.subscriptions.push({ ...use, deadLetter: shape.deadLetter ?? deadLetterOfBroker(broker) });
      }
    }
  }
  addDeclared(out, evaluator, collected, attribution, environments, brokers);
  return sorted({ ...out, subscriptions: withOwnDeadLetters(out) });
}

function schemaOf(
  evaluator: Evaluator,
  { direction, handlers }: MessageShape,
  chain: readonly CallRef[],
): { schema?: MessageSchema } {
  if (direction === 'publish') return known(schemaOfPublication(evaluator, chain));
  const [only, ...more] = handlers.filter((value) => value.t === 'fn');
  const expected = only && more.length === 0 ? schemaOfHandler(evaluator, only.file, only.f) : undefined;
  return known(expected ?? schemaOfSubscription(evaluator, chain));
}

function known(schema: MessageSchema | undefined): { schema?: MessageSchema } {
  return schema ? { schema } : {};
}

// A service that publishes to a channel of that purpose sets failing messages aside by itself, for all we can see.
const SET_ASIDE =
  /dlq|dlx|dlt|dead|parking|poison|retry|retries|(?:^|[/:])(?:fail\w*|errors?)(?:$|[^a-z])|(?:fail\w*|errors?)[^a-z]?(?:messages?|events?|queues?|jobs?|topics?)/i;
// `payment.failed` is what became of a payment; `orders.created.failed` holds what failed of `orders.created`.
const GAVE_UP = /[^a-z]*(?:fail\w*|errors?|errored)$/i;

function withOwnDeadLetters({ channels, publications, subscriptions }: Messaging): Subscription[] {
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  const taken = new Set(subscriptions.map(({ service, channel }) => `${service} ${names.get(channel) ?? ''}`));
  const isAside = ({ service, channel }: { service: string; channel: string }): boolean => {
    const name = names.get(channel) ?? '';
    return SET_ASIDE.test(name) || (GAVE_UP.test(name) && taken.has(`${service} ${name.replace(GAVE_UP, '')}`));
  };
  const bySelf = new Set(publications.filter(isAside).map((use) => use.service));
  return subscriptions.map((use) =>
    use.deadLetter.state === 'absent' && bySelf.has(use.service) ? { ...use, deadLetter: UNKNOWN } : use,
  );
}

// What decorators and schemas subscribe to.
function addDeclared(
  out: Messaging,
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
  brokers: Brokers,
): void {
  for (const declared of collected.declared) {
    if (declared.kind !== 'event') continue;
    for (const unit of attribution.servicesOfFunction(declared.controller, declared.f)) {
      for (const name of declaredNames(declared, environments.get(unit.id))) {
        const broker = declared.broker ?? brokers.of(unit);
        const channel = channelOf(out, broker, channelName(broker, name), unit);
        out.subscriptions.push({
          service: unit.id,
          channel: channel.id,
          deadLetter:
            declared.broker === undefined
              ? brokers.deadLetterOf(unit, requeues(evaluator, declared.controller, declared.f))
              : deadLetterOfBroker(broker),
          durability: declared.broker === undefined ? brokers.durabilityOf(unit) : UNKNOWN,
          ...known(schemaOfHandler(evaluator, (declared.handler ?? declared).file, (declared.handler ?? declared).f)),
          evidence: [evidenceOf(evaluator, declared)],
        });
      }
    }
  }
  for (const item of collected.served.subscriptions) {
    const unit = attribution.service(item.file);
    if (!unit) continue;
    const names = (environments.get(unit.id) ?? new Environment([])).resolveAll(item.names).map(showText);
    for (const name of names.length > 0 ? names : ['{…}'])
      out.subscriptions.push({
        service: unit.id,
        channel: channelOf(out, item.broker, name, unit).id,
        deadLetter: deadLetterOfBroker(item.broker),
        durability: UNKNOWN,
        evidence: item.evidence,
      });
  }
}

function declaredNames({ names, paths }: Declared, environment = new Environment([])): readonly string[] {
  const told = environment.resolveAll(names ?? []).map(showText);
  return told.length > 0 ? told : paths;
}

function channelOf(out: Messaging, broker: string, name: string, unit: Unit): Channel {
  // An unknown name is nobody else's channel.
  const id = isUnknown(name) ? `${broker}:${unit.id}:${name || '{…}'}` : `${broker}:${name}`;
  const known = out.channels.find((channel) => channel.id === id);
  if (known) return known;
  const channel = { id, broker, name: name || '{…}' };
  out.channels.push(channel);
  return channel;
}

// A hole is `{name}`; an object pattern of Nest (`{"cmd":"place"}`) is known when what it holds is.
function isUnknown(name: string): boolean {
  return name === '' || name === '{}' || name.replaceAll(/\{(?=["{])/g, '').includes('{');
}

const TRANSPORTS: readonly (readonly [string, string])[] = [
  ['kafkajs', 'kafka'],
  ['amqplib', 'rabbitmq'],
  ['nats', 'nats'],
  ['mqtt', 'mqtt'],
  ['ioredis', 'redis'],
  ['redis', 'redis'],
  ['@grpc/grpc-js', 'grpc'],
];

/** The broker behind a unit's Nest patterns: its microservice's transport, else the driver that its package depends on. */
class Brokers {
  private readonly transports = new Map<string, Set<string>>();
  private readonly deadLetters = new Map<string, Observed[]>();
  private readonly durabilities = new Map<string, Observed[]>();

  constructor(evaluator: Evaluator, attribution: Attribution) {
    for (const file of evaluator.program.files.keys()) {
      const unit = attribution.service(file);
      if (!unit?.packageJson?.dependencies.has('@nestjs/microservices')) continue;
      for (const options of microserviceOptions(evaluator, file)) {
        const broker = transportOf(evaluator, options);
        if (broker === undefined) continue;
        this.transports.set(unit.id, (this.transports.get(unit.id) ?? new Set()).add(broker));
        const deadLetter =
          broker === 'rabbitmq' ? deadLetterOfNestQueue(evaluator, options) : deadLetterOfNestBroker(broker);
        this.deadLetters.set(unit.id, [...(this.deadLetters.get(unit.id) ?? []), deadLetter]);
        const durability =
          broker === 'rabbitmq' ? durabilityOfNestQueue(evaluator, options) : durabilityOfNestBroker(broker);
        this.durabilities.set(unit.id, [...(this.durabilities.get(unit.id) ?? []), durability]);
      }
    }
  }

  /** Of a unit with several transports nothing is said: which of them an event pattern belongs to is not known. */
  deadLetterOf(unit: Unit, requeued: boolean): Observed {
    const [only, ...more] = this.deadLetters.get(unit.id) ?? [];
    if (requeued && more.length === 0 && only?.state === 'present') return { state: 'absent', evidence: [] };
    return only && more.length === 0 ? only : deadLetterOfBroker(this.of(unit));
  }

  /** The same of what waits in the broker. */
  durabilityOf(unit: Unit): Observed {
    const [only, ...more] = this.durabilities.get(unit.id) ?? [];
    return only && more.length === 0 ? only : UNKNOWN;
  }

  of(unit: Unit): string {
    const own = [...(this.transports.get(unit.id) ?? [])];
    const dependencies = unit.packageJson?.dependencies;
    const drivers = TRANSPORTS.filter(([pkg]) => dependencies?.has(pkg)).map(([, broker]) => broker);
    return own.find((broker) => own.length === 1 || drivers.includes(broker)) ?? own[0] ?? drivers[0] ?? 'tcp';
  }
}

function sorted(messaging: Messaging): Messaging {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const place = (use: Publication): string =>
    `${use.service}|${use.evidence[0]?.file ?? ''}|${String(use.evidence[0]?.line ?? 0).padStart(7, '0')}|${use.channel}`;
  const unique = <T extends Publication>(uses: readonly T[]): T[] =>
    [...new Map(uses.map((use) => [`${place(use)}|${use.evidence[0]?.column ?? 0}`, use])).values()].sort((a, b) =>
      compare(place(a), place(b)),
    );
  return {
    channels: [...messaging.channels].sort((a, b) => compare(a.id, b.id)),
    publications: unique(messaging.publications),
    subscriptions: unique(messaging.subscriptions),
  };
}
