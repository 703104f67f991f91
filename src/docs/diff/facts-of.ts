import type { Call, Evidence, GuardPolicy, Service, SystemModel, TimeoutPolicy } from '../../model/system.ts';
import { serviceNames } from '../../model/service-names.ts';
import { byCodeUnit } from '../../util/by-code-unit.ts';
import { endpointTitle, externalKey } from '../words.ts';

/** What a fact of a system is about. */
export type FactKind = 'service' | 'endpoint' | 'call' | 'publication' | 'subscription' | 'table' | 'library';

/** One thing that can be said of a system, in words that do not depend on where it stands. */
export interface Fact {
  readonly kind: FactKind;
  /** Name of the service that it belongs to. */
  readonly service: string;
  /** What it is: `POST /orders`, `payment POST /charges (axios)`, `order.created on rabbitmq`. */
  readonly what: string;
  /** What may change about it, by name: `timeout` → `2000 ms`. Several sites give several values, sorted. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly evidence: readonly Evidence[];
  /** Places of attributes that have one of their own. */
  readonly places?: Readonly<Record<string, readonly Evidence[]>>;
}

type Raw = Omit<Fact, 'attributes'> & { readonly attributes: Readonly<Record<string, string>> };

/** The facts of a model by a key that survives moved lines and renamed ids; sites that say the same are one fact. */
export function factsOf(model: SystemModel): ReadonlyMap<string, Fact> {
  const nameOf = serviceNames(model);
  const raw = [
    ...model.services.map(serviceFact),
    ...model.endpoints.map((endpoint): Raw => {
      const what = [endpoint.protocol === 'http' ? '' : endpoint.protocol, endpointTitle(endpoint)].join(' ').trim();
      return { kind: 'endpoint', service: nameOf(endpoint.service), what, attributes: {}, evidence: endpoint.evidence };
    }),
    ...model.calls.map((call) => callFact(call, nameOf)),
    ...messageFacts(model, nameOf),
    ...tableFacts(model, nameOf),
    ...libraryFacts(model, nameOf),
  ];
  const groups = new Map<string, Raw[]>();
  for (const fact of raw) {
    const key = JSON.stringify([fact.kind, fact.service, fact.what]);
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  return new Map([...groups].sort(([a], [b]) => byCodeUnit(a, b)).map(([key, group]) => [key, merged(group)]));
}

// The words for a call that do not depend on its site: who is called, what for, with what.
function callTitle(call: Call, nameOf: (id: string) => string): string {
  const target = call.to === null ? (externalKey(call) ?? 'an unknown address') : nameOf(call.to);
  const request = [call.method, call.path].filter((part) => part !== null).join(' ');
  return `${[target, request].filter(Boolean).join(' ')} (${call.client})`;
}

// The package itself, and each service that depends on it.
function libraryFacts({ libraries = [] }: SystemModel, nameOf: (id: string) => string): Raw[] {
  return libraries.flatMap(({ name, path, language, users, evidence }): Raw[] => [
    { kind: 'library', service: name, what: '', attributes: { folder: path, language }, evidence },
    ...users.map((user): Raw => ({ kind: 'library', service: nameOf(user), what: name, attributes: {}, evidence })),
  ]);
}

function serviceFact(service: Service): Raw {
  const attributes = {
    kind: service.kind,
    folder: service.path,
    language: service.language,
    frameworks: service.frameworks.join(', ') || 'none',
    ports: service.ports.join(', ') || 'none',
    'health check': service.health.state,
    'graceful shutdown': service.shutdown.state,
  };
  const places = { 'health check': service.health.evidence, 'graceful shutdown': service.shutdown.evidence };
  return { kind: 'service', service: service.name, what: '', attributes, places, evidence: service.evidence };
}

function callFact(call: Call, nameOf: (id: string) => string): Raw {
  const { timeout, retry, circuitBreaker, bulkhead } = call.policy;
  const attributes = {
    timeout: timeoutText(timeout),
    retry: retry.state === 'present' ? tries(retry.repetition?.tries ?? null) : guard(retry),
    'circuit breaker': guard(circuitBreaker),
    bulkhead: guard(bulkhead),
    'in a loop': call.repeated ? 'yes' : 'no',
  };
  const what = callTitle(call, nameOf);
  return { kind: 'call', service: nameOf(call.from), what, attributes, evidence: call.evidence };
}

function tries(most: number | null): string {
  return most === null ? 'yes' : `at most ${String(most)} tries`;
}

function messageFacts(model: SystemModel, nameOf: (id: string) => string): Raw[] {
  const channels = new Map(model.channels.map(({ id, name, broker }) => [id, `${name} on ${broker}`]));
  const what = (channel: string): string => channels.get(channel) ?? channel;
  return [
    ...model.publications.map((one): Raw => ({
      kind: 'publication',
      service: nameOf(one.service),
      what: what(one.channel),
      attributes: { durable: one.durability.state },
      evidence: one.evidence,
    })),
    ...model.subscriptions.map((one): Raw => ({
      kind: 'subscription',
      service: nameOf(one.service),
      what: what(one.channel),
      attributes: { durable: one.durability.state, 'dead letter': one.deadLetter.state },
      evidence: one.evidence,
    })),
  ];
}

function tableFacts(model: SystemModel, nameOf: (id: string) => string): Raw[] {
  const stores = new Map(
    model.datastores.map(({ id, engine, host, database, schema }) => {
      const place = [database ?? host, schema].filter(Boolean).join('.');
      return [id, place === '' ? engine : `${engine} ${place}`];
    }),
  );
  return model.datastoreUses.flatMap(({ service, datastore, accesses, evidence }): Raw[] => {
    const store = stores.get(datastore) ?? datastore;
    const base = { kind: 'table' as const, service: nameOf(service) };
    if (accesses.length === 0) return [{ ...base, what: store, attributes: {}, evidence }];
    return accesses.map((access) => ({
      ...base,
      what: access.table === null ? store : `${access.table} in ${store}`,
      attributes: { access: access.mode },
      evidence: access.evidence,
    }));
  });
}

function merged(group: readonly Raw[]): Fact {
  const [first] = group;
  if (first === undefined) throw new Error('a group of facts has a fact');
  const values = Object.keys(first.attributes).map((name): readonly [string, string] => {
    const all = new Set(group.map(({ attributes }) => attributes[name] ?? ''));
    return [name, [...all].sort(byCodeUnit).join(' and ')];
  });
  const several = group.length > 1 && first.kind === 'call' ? [['sites', String(group.length)] as const] : [];
  const evidence = group.flatMap((fact) => fact.evidence.slice(0, 1));
  return { ...first, attributes: new Map([...values, ...several]), evidence };
}

function timeoutText({ state, ms }: TimeoutPolicy): string {
  if (state === 'absent') return 'none';
  if (state === 'unknown') return 'unknown';
  const length = ms === null ? 'set' : `${String(ms)} ms`;
  return state === 'default' ? `${length} (library default)` : length;
}

function guard({ state }: GuardPolicy): string {
  return { present: 'yes', absent: 'no', unknown: 'unknown' }[state];
}
