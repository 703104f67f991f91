import type { BusKind, ServiceSpec } from '../../blueprint/blueprint.ts';
import { sagaEventUses } from '../../blueprint/choreography.ts';
import { blockText } from '../../io/yaml-text.ts';
import { kebab } from '../names.ts';
import type { ServiceView } from '../views/service-view.ts';
import type { Json } from './answers.ts';

/** How a service uses an event. */
interface EventUse {
  /** Begins the name of its operation: `send`, or `orders-send` where several modules share a document. */
  readonly key: string;
  readonly type: string;
  /** Versions of what it says: the one that is sent, or all that are read. */
  readonly versions: readonly number[];
  readonly action: 'send' | 'receive';
  readonly summary: string;
  /** What its data has at least. */
  readonly data: Json;
}

/** What a document of events is about. */
interface Subject {
  readonly title: string;
  readonly description: string;
  readonly bus: BusKind;
}

/**
 * AsyncAPI 3.0 of one service: the events that it publishes and those that it handles, as its schemas in src/events.ts and
 * src/subscriptions have them, and those of choreographed sagas. Null for a service without events.
 */
export function asyncapiDocument(service: ServiceView, services: readonly ServiceSpec[]): string | null {
  const uses = [...eventUses(service), ...sagaUses(service, services)];
  const description = `Events of the ${service.kind} "${service.name}" of the system "${service.system}".`;
  return documentOf({ title: service.name, description, bus: service.bus }, uses);
}

/**
 * AsyncAPI 3.0 of a monolith: the events of all its modules, each with the module that sends or handles it. Null where no
 * module has events.
 */
export function monolithEvents(
  monolith: ServiceView & { readonly modules: readonly ServiceView[] },
  services: readonly ServiceSpec[],
): string | null {
  const uses = monolith.modules.flatMap((module) =>
    [...eventUses(module), ...sagaUses(module, services)].map((use) => ({
      ...use,
      key: `${kebab(module.name)}-${use.key}`,
      summary: `${module.name}: ${use.summary.replace(' of src/', ` of src/modules/${module.name}/`)}`,
    })),
  );
  const description = `Events of the modules of "${monolith.name}", the monolith of the system "${monolith.system}".`;
  return documentOf({ title: monolith.name, description, bus: monolith.bus }, uses);
}

function documentOf({ title, description, bus }: Subject, uses: readonly EventUse[]): string | null {
  if (uses.length === 0) return null;
  const server = SERVERS[bus];
  const types = [...new Set(uses.map(({ type }) => type))];
  const versionsOf = (type: string): readonly number[] =>
    [...new Set(uses.flatMap((use) => (use.type === type ? use.versions : [])))].sort((a, b) => a - b);
  return blockText({
    asyncapi: '3.0.0',
    info: { title, version: '0.1.0', description },
    defaultContentType: 'application/cloudevents+json',
    ...(server && {
      servers: { [bus]: { ...server, description: 'Within compose and Kubernetes; BUS_URL says where else.' } },
    }),
    channels: Object.fromEntries(types.map((type) => [kebab(type), channelOf(type, versionsOf(type), bus)])),
    operations: Object.fromEntries(uses.map((use) => [`${use.key}-${kebab(use.type)}`, operationOf(use)])),
    components: {
      messages: Object.fromEntries(
        uses.flatMap((use) => use.versions.map((version) => [messageName(use.type, version), messageOf(use, version)])),
      ),
      schemas: { CloudEvent: CLOUD_EVENT },
    },
  });
}

const FIRST: readonly number[] = [1];
const WITH_ID: Json = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };

function eventUses({ publishes, subscribes, has }: ServiceView): EventUse[] {
  const alert = (has.sagas || has.workflows) && has.outbox;
  const uses: Omit<EventUse, 'key'>[] = [
    ...publishes.map(({ type, version, publishFn }) => ({
      type,
      versions: [version],
      action: 'send' as const,
      summary: `${publishFn} of src/events.ts`,
      data: WITH_ID,
    })),
    ...(alert
      ? [
          {
            type: 'saga.alert',
            versions: FIRST,
            action: 'send' as const,
            summary: 'a compensation was given up',
            data: WITH_ID,
          },
        ]
      : []),
    ...subscribes.map(({ type, version, older, file, handlerFn }) => ({
      type,
      versions: [...older.map((one) => one.version), version],
      action: 'receive' as const,
      summary: `${handlerFn} of src/subscriptions/${file}.ts`,
      data: WITH_ID,
    })),
  ];
  return uses.map((use) => ({ ...use, key: use.action }));
}

function sagaUses({ name }: ServiceView, services: readonly ServiceSpec[]): EventUse[] {
  const uses = new Map<string, EventUse>();
  for (const { service, use, event } of sagaEventUses(services)) {
    if (service !== name) continue;
    const action = use === 'publishes' ? ('send' as const) : ('receive' as const);
    uses.set(`${action} ${event}`, {
      key: action,
      type: event,
      versions: FIRST,
      action,
      summary: 'a choreographed saga goes on',
      data: { type: 'object' },
    });
  }
  return [...uses.values()];
}

// Hosts as compose and the manifests name them.
const SERVERS: Readonly<Record<BusKind, Json | null>> = {
  'in-process': null,
  nats: { host: 'nats:4222', protocol: 'nats' },
  rabbitmq: { host: 'rabbitmq:5672', protocol: 'amqp' },
  redis: { host: 'redis:6379', protocol: 'redis' },
  kafka: { host: 'kafka:9092', protocol: 'kafka' },
  sqs: { host: 'sqs:4566', protocol: 'sqs' },
};

/** `order-created`, and `order-created-v2` of its second version. */
function messageName(type: string, version: number): string {
  return version === 1 ? kebab(type) : `${kebab(type)}-v${version}`;
}

function eventName(version: number): string {
  return version === 1 ? 'event' : `event-v${version}`;
}

function channelOf(type: string, versions: readonly number[], bus: BusKind): Json {
  const exchange = { name: 'events', type: 'topic', durable: true, vhost: '/' };
  return {
    address: type,
    messages: Object.fromEntries(
      versions.map((version) => [eventName(version), { $ref: `#/components/messages/${messageName(type, version)}` }]),
    ),
    ...(bus === 'rabbitmq' && { bindings: { amqp: { is: 'routingKey', exchange } } }),
  };
}

function operationOf({ type, versions, action, summary }: EventUse): Json {
  return {
    action,
    summary,
    channel: { $ref: `#/channels/${kebab(type)}` },
    messages: versions.map((version) => ({ $ref: `#/channels/${kebab(type)}/messages/${eventName(version)}` })),
  };
}

function messageOf({ type, data }: EventUse, version: number): Json {
  const title = version === 1 ? type : `${type}, version ${version}`;
  return {
    name: version === 1 ? type : `${type}@${version}`,
    title,
    contentType: 'application/cloudevents+json',
    payload: {
      allOf: [
        { $ref: '#/components/schemas/CloudEvent' },
        {
          type: 'object',
          ...(version > 1 && { required: ['dataversion'] }),
          properties: { type: { const: type }, dataversion: { const: version }, data },
        },
      ],
    },
  };
}

const TEXT: Json = { type: 'string' };

/** The envelope of platform/bus.ts. */
const CLOUD_EVENT: Json = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'data', 'correlationid'],
  properties: {
    specversion: { const: '1.0' },
    id: TEXT,
    source: TEXT,
    type: TEXT,
    subject: { type: 'string', description: 'The key, within which events keep their order.' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    data: {},
    dataversion: { type: 'integer', minimum: 1, default: 1, description: 'The version of what data says.' },
    correlationid: TEXT,
    traceparent: TEXT,
  },
};
