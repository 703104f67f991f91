import { compareCalls } from './compare-calls.ts';
import { compareFacts, endpointLabel, plainPath, serviceNames } from './compare-facts.ts';
import type { Difference } from './difference.ts';
import { isHealthPath } from './health-path.ts';
import type { Channel, SystemModel } from './system.ts';

/** What two models of one system do not agree about, each list in a fixed order. */
export interface Comparison {
  readonly declaredOnly: readonly Difference[];
  readonly observedOnly: readonly Difference[];
}

export interface CompareOptions {
  /** Tables of the observed side that a blueprint does not speak of: outboxes, saga logs, migrations. */
  readonly ignoreTables?: readonly string[];
  /** Channels of the observed side that a blueprint does not speak of: where messages go that could not be handled. */
  readonly ignoreChannels?: RegExp;
}

/**
 * Holds what is declared against what was found. Ids and the names of path parameters do not matter. Health, metrics and
 * documentation endpoints of the observed side are left out, and so are calls that leave the system or could not be
 * resolved: a blueprint does not speak of them. A method or path that could not be resolved agrees with any.
 */
export function compareModels(
  declared: SystemModel,
  observed: SystemModel,
  { ignoreTables = [], ignoreChannels }: CompareOptions = {},
): Comparison {
  const proxied = proxiedRoutes(declared);
  // Who reads again what it set aside itself depends on nobody.
  const sent = sentBy(observed);
  const isSilent = ({ kind, service, what }: Difference): boolean =>
    (kind === 'endpoint' && (isUndeclared(what) || proxied.has(`${service} ${what}`))) ||
    (kind === 'table' && ignoreTables.includes(what)) ||
    (/^(?:channel|publication)$/.test(kind) && ignoreChannels?.test(what) === true) ||
    (kind === 'subscription' && ignoreChannels?.test(what) === true && sent.has(`${service} ${what}`));
  const said = new Set(declared.channels.map(({ name }) => name));
  const found = [...facts(observed, said)].filter((fact) => !isSilent(fact));
  const simple = compareFacts([...facts(declared, said)], found);
  const calls = compareCalls(declared, observed);
  return {
    declaredOnly: ordered([...simple.leftOnly, ...calls.leftOnly]),
    observedOnly: ordered([...simple.rightOnly, ...calls.rightOnly]),
  };
}

// A gateway declares its routes as calls; code may show each as an endpoint that answers every method, too.
function proxiedRoutes(model: SystemModel): ReadonlySet<string> {
  const name = serviceNames(model);
  const routes = model.calls.filter(({ method }) => method === 'ALL');
  return new Set(routes.map(({ from, path }) => `${name(from)} ALL ${plainPath(path ?? '')}`));
}

function sentBy(model: SystemModel): ReadonlySet<string> {
  const name = serviceNames(model);
  const labels = new Map(model.channels.map((channel) => [channel.id, channel.name]));
  return new Set(model.publications.map(({ service, channel }) => `${name(service)} ${labels.get(channel)}`));
}

function isUndeclared(endpoint: string): boolean {
  return isOfEveryService(endpoint.slice(endpoint.indexOf(' ') + 1));
}

/** True for a path that tells of health, metrics or documentation, of which a blueprint does not speak. */
export function isOfEveryService(written: string): boolean {
  const path = written.toLowerCase();
  if (isHealthPath(path) || path === '/metrics') return true;
  return /^\/(?:docs?|documentation|openapi|asyncapi|swagger(?:-ui)?|api-docs|redoc|reference)(?:[/.].*)?$/.test(path);
}

function* facts(model: SystemModel, said: ReadonlySet<string>): Generator<Difference> {
  const name = serviceNames(model);
  for (const service of model.services) {
    yield { kind: 'service', service: service.name, what: service.name, evidence: service.evidence };
  }
  for (const endpoint of model.endpoints) {
    const { method, path, evidence } = endpoint;
    yield { kind: 'endpoint', service: name(endpoint.service), what: endpointLabel(method, path), evidence };
  }
  yield* messagingFacts(model, name, said);
  yield* storeFacts(model, name);
}

function* messagingFacts(
  model: SystemModel,
  name: (id: string) => string,
  said: ReadonlySet<string>,
): Generator<Difference> {
  const labels = new Map(model.channels.map((channel) => [channel.id, channelLabel(channel, said)]));
  const label = (id: string): string => labels.get(id) ?? id;
  for (const { id, broker } of model.channels) {
    const what = label(id);
    const users = [...model.publications, ...model.subscriptions].filter(({ channel }) => channel === id);
    yield {
      kind: 'channel',
      service: null,
      what: `${what} (${broker})`,
      evidence: users.flatMap((use) => use.evidence),
    };
  }
  for (const { service, channel, evidence } of model.publications) {
    yield { kind: 'publication', service: name(service), what: label(channel), evidence };
  }
  for (const { service, channel, evidence } of model.subscriptions) {
    yield { kind: 'subscription', service: name(service), what: label(channel), evidence };
  }
}

// A blueprint names what is said; RabbitMQ's code also names the exchange in which it is said: `events/order.created`.
function channelLabel({ broker, name }: Channel, said: ReadonlySet<string>): string {
  if (broker !== 'rabbitmq' || said.has(name)) return name;
  const key = name.slice(name.indexOf('/') + 1);
  return said.has(key) ? key : name;
}

function* storeFacts(model: SystemModel, name: (id: string) => string): Generator<Difference> {
  const engines = new Map(model.datastores.map(({ id, engine }) => [id, engine]));
  for (const use of model.datastoreUses) {
    const service = name(use.service);
    yield { kind: 'datastore', service, what: family(engines.get(use.datastore) ?? ''), evidence: use.evidence };
    for (const { table, evidence } of use.accesses) {
      if (table !== null) yield { kind: 'table', service, what: table, evidence };
    }
  }
}

// PGlite is PostgreSQL inside the process.
function family(engine: string): string {
  return engine === 'postgresql' || engine === 'pglite' ? 'postgres' : engine;
}

function ordered(differences: readonly Difference[]): readonly Difference[] {
  const key = ({ kind, service, what }: Difference): string => `${kind}\n${service ?? ''}\n${what}`;
  return [...differences].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
