import { SEVERITIES, type Finding, type Severity } from '../../../model/finding.ts';
import type { Call, Evidence, Service, SystemModel } from '../../../model/system.ts';
import { count } from '../../wording.ts';
import type { LintResult } from '../../engine.ts';
import { hopFinder } from '../hops.ts';

/** Beyond this many, systems outside would bury the services. */
const MOST_OUTSIDE = 10;

export interface GraphNode {
  readonly id: string;
  readonly kind: 'service' | 'store' | 'outside';
  readonly name: string;
  readonly detail: string;
  /** Id of the service, to filter by; null for what is none. */
  readonly service: string | null;
  readonly opaque: boolean;
  readonly findings: readonly Finding[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'call' | 'event' | 'data';
  readonly title: string;
  readonly findings: readonly Finding[];
}

export interface ServiceGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Systems outside that are not drawn. */
  readonly hidden: number;
}

/** Services, the datastores that several of them use and the systems outside, with calls, events and use of data; findings where their evidence lies. */
export function serviceGraph({ model, findings }: LintResult): ServiceGraph {
  const outside = outsideSystems(model.calls);
  const drawn = new Set(outside.slice(0, MOST_OUTSIDE));
  const shared = sharedStores(model);
  const data = dataEdges(model, shared, findings);
  const nodes: GraphNode[] = [
    ...model.services.map((service) => serviceNode(service, model, findings)),
    ...model.datastores
      .filter(({ id }) => shared.has(id))
      .map(({ id, engine, database, host }) => {
        const node = plainNode(`store ${id}`, 'store', database ?? host ?? engine, `${engine}, shared`);
        const uses = data.filter(({ to }) => to === node.id);
        return { ...node, findings: findings.filter((one) => uses.some((use) => use.findings.includes(one))) };
      }),
    ...[...drawn].map((host) => plainNode(`outside ${host}`, 'outside', host, 'outside')),
  ];
  const edges = [...callEdges(model, drawn, findings), ...eventEdges(model, findings), ...data];
  const known = new Set(nodes.map(({ id }) => id));
  const kept = edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  return { nodes, edges: kept, hidden: outside.length - drawn.size };
}

/** The worst severity among findings, or null without any. */
export function worst(findings: readonly Finding[]): Severity | null {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null;
}

function serviceNode(service: Service, model: SystemModel, findings: readonly Finding[]): GraphNode {
  const { id, name, kind, language, frameworks } = service;
  const opaque = model.coverage.opaqueServices.includes(id);
  const isNode = language === 'typescript' || language === 'javascript';
  const inside = opaque || frameworks.length === 0 ? (isNode ? [] : [language]) : frameworks.slice(0, 1);
  return {
    id: serviceKey(id),
    kind: 'service',
    name,
    detail: [kind, ...inside].join(' · '),
    service: id,
    opaque,
    findings: findings.filter((finding) => finding.service === id),
  };
}

function plainNode(id: string, kind: 'store' | 'outside', name: string, detail: string): GraphNode {
  return { id, kind, name, detail, service: null, opaque: false, findings: [] };
}

function serviceKey(id: string): string {
  return `service ${id}`;
}

// Hosts that are called, the most called first.
function outsideSystems(calls: readonly Call[]): string[] {
  const counts = new Map<string, number>();
  for (const call of calls) {
    const host = outsideHost(call);
    if (host !== null) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([host]) => host);
}

function outsideHost({ toKind, address }: Call): string | null {
  return toKind === 'external' ? address.host : null;
}

function sharedStores({ datastoreUses }: SystemModel): ReadonlySet<string> {
  const users = new Map<string, Set<string>>();
  for (const { datastore, service } of datastoreUses) {
    users.set(datastore, (users.get(datastore) ?? new Set()).add(service));
  }
  return new Set([...users].filter(([, services]) => services.size > 1).map(([id]) => id));
}

function callEdges(model: SystemModel, outside: ReadonlySet<string>, findings: readonly Finding[]): GraphEdge[] {
  const target = (call: Call): string | null => {
    if (call.to !== null) return serviceKey(call.to);
    const host = outsideHost(call);
    return host !== null && outside.has(host) ? `outside ${host}` : null;
  };
  const pairs = groups(model.calls, (call) => {
    const to = target(call);
    return to === null ? null : JSON.stringify([serviceKey(call.from), to]);
  });
  return pairs.map(([from, to, calls]) => {
    const sites = calls.flatMap(({ evidence }) => evidence.slice(0, 1));
    const title = `${count(calls.length, 'call')} (${[...new Set(calls.map(({ protocol }) => protocol))].join(', ')})`;
    return { from, to, kind: 'call', title, findings: touching(findings, sites) };
  });
}

function eventEdges(model: SystemModel, findings: readonly Finding[]): GraphEdge[] {
  const names = new Map(model.channels.map(({ id, name }) => [id, name]));
  const flows = model.publications.flatMap((publication) =>
    model.subscriptions
      .filter(({ channel }) => channel === publication.channel)
      .map(({ service }) => ({ from: publication.service, to: service, channel: publication.channel })),
  );
  const hopsOf = hopFinder(model);
  const hops = findings.map((finding) => ({ finding, hops: hopsOf(finding).filter(({ kind }) => kind === 'event') }));
  return groups(flows, ({ from, to }) => JSON.stringify([serviceKey(from), serviceKey(to)])).map(([from, to, all]) => {
    const channels = [...new Set(all.map(({ channel }) => names.get(channel) ?? channel))];
    const proven = hops.filter((one) =>
      one.hops.some((hop) => serviceKey(hop.from) === from && serviceKey(hop.to) === to),
    );
    const title = `${count(channels.length, 'event')}: ${channels.slice(0, 8).join(', ')}${channels.length > 8 ? ' …' : ''}`;
    return { from, to, kind: 'event', title, findings: proven.map(({ finding }) => finding) };
  });
}

function dataEdges(model: SystemModel, shared: ReadonlySet<string>, findings: readonly Finding[]): GraphEdge[] {
  const uses = model.datastoreUses.filter(({ datastore }) => shared.has(datastore));
  return groups(uses, ({ service, datastore }) => JSON.stringify([serviceKey(service), `store ${datastore}`])).map(
    ([from, to, all]) => {
      const accesses = all.flatMap((use) => use.accesses);
      const sites = [...all, ...accesses].flatMap(({ evidence }) => evidence.slice(0, 1));
      const tables = [...new Set(accesses.map(({ table }) => table).filter((table) => table !== null))];
      const title = tables.length === 0 ? 'uses the datastore' : `uses ${tables.slice(0, 8).join(', ')}`;
      return { from, to, kind: 'data', title, findings: touching(findings, sites) };
    },
  );
}

function touching(findings: readonly Finding[], sites: readonly Evidence[]): Finding[] {
  const places = new Set(sites.map(({ file, line, column }) => `${line}:${column}:${file}`));
  return findings.filter(({ evidence }) =>
    evidence.some(({ file, line, column }) => places.has(`${line}:${column}:${file}`)),
  );
}

function groups<T>(items: readonly T[], key: (item: T) => string | null): [string, string, T[]][] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === null) continue;
    const group = found.get(name);
    if (group) group.push(item);
    else found.set(name, [item]);
  }
  return [...found].map(([name, all]) => {
    const [from = '', to = '']: string[] = JSON.parse(name);
    return [from, to, all];
  });
}
