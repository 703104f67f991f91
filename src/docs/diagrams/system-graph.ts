import type { Call, Datastore } from '../../model/system.ts';
import { groupBy, isReadable, type DocsContext, type ServiceFacts } from '../docs-context.ts';
import { channelTitle, externalKey, languageName } from '../words.ts';
import { neighbours, type Graph, type GraphEdge, type GraphNode } from './graph.ts';

/** Id of a service's node in the graphs of a system. */
export function serviceNodeId(service: string): string {
  return `service ${service}`;
}

/** Services, datastores, channels and the systems outside, with every call, message and use of data: C4's container view. */
export function containerGraph(context: DocsContext): Graph {
  const { model, services } = context;
  const external = externalCalls(model.calls);
  const nodes: GraphNode[] = [
    ...[...services.values()].map(serviceNode),
    ...model.channels.map(({ id, name, broker }): GraphNode => {
      return { id: `channel ${id}`, kind: 'channel', label: channelTitle(name), detail: broker, opaque: false };
    }),
    ...model.datastores.map(datastoreNode),
    ...[...external.keys()].map(externalNode),
  ];
  const known = new Set(nodes.map(({ id }) => id));
  const edges = [...callEdges(model.calls), ...messageEdges(context), ...dataEdges(context)];
  return { nodes, edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

/** Only services and the systems outside; a channel becomes one asynchronous arrow from each producer to each consumer. */
export function serviceGraph(context: DocsContext): Graph {
  const { model, services } = context;
  const consumers = groupBy(model.subscriptions, ({ channel }) => channel);
  const names = new Map<string, { from: string; to: string; channels: Set<string> }>();
  for (const { service, channel } of model.publications) {
    for (const consumer of consumers.get(channel) ?? []) {
      const key = JSON.stringify([service, consumer.service]);
      const pair = names.get(key) ?? { from: service, to: consumer.service, channels: new Set() };
      names.set(key, pair);
      pair.channels.add(channel);
    }
  }
  const nodes = [
    ...[...services.values()].map(serviceNode),
    ...[...externalCalls(model.calls).keys()].map(externalNode),
  ];
  const known = new Set(nodes.map(({ id }) => id));
  const messages = [...names.values()].map(({ from, to, channels }): GraphEdge => {
    const label = channels.size === 1 ? '1 event' : `${String(channels.size)} events`;
    return { from: serviceNodeId(from), to: serviceNodeId(to), kind: 'async', label };
  });
  const edges = [...callEdges(model.calls), ...messages];
  return { nodes, edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

/** The system as one box, and the systems outside that it calls: C4's context view. */
export function contextGraph({ model }: DocsContext): Graph {
  const external = externalCalls(model.calls);
  const detail = `${String(model.services.length)} ${model.services.length === 1 ? 'service' : 'services'}`;
  return {
    nodes: [
      { id: 'system', kind: 'system', label: model.name, detail, opaque: false },
      ...[...external.keys()].map(externalNode),
    ],
    edges: [...external].map(([host, calls]) => {
      return { from: 'system', to: `external ${host}`, kind: 'sync', label: callLabel(calls) };
    }),
  };
}

/** Only channels and the services that send to them or receive from them. */
export function messageGraph(context: DocsContext): Graph {
  const graph = containerGraph(context);
  const edges = graph.edges.filter(({ kind }) => kind === 'async');
  const next = neighbours({ nodes: graph.nodes, edges });
  const nodes = graph.nodes.filter(({ id, kind }) => kind === 'channel' || (next.get(id)?.size ?? 0) > 0);
  return { nodes, edges };
}

function serviceNode({ service, opaque }: ServiceFacts): GraphNode {
  const { language } = service;
  const unread = isReadable(language) ? 'nothing recognised' : language === 'browser' ? 'only calls read' : 'not read';
  const inside = opaque ? [...service.frameworks, unread] : service.frameworks;
  return {
    id: serviceNodeId(service.id),
    kind: 'service',
    label: service.name,
    detail: [service.kind, ...(language === 'browser' ? [] : [languageName(language)]), ...inside].join(', '),
    opaque,
  };
}

function datastoreNode(store: Datastore): GraphNode {
  const place = store.schema === null ? store.database : [store.database, store.schema].filter(Boolean).join('.');
  const label = place ?? store.host ?? store.id;
  return { id: `datastore ${store.id}`, kind: 'datastore', label, detail: store.engine, opaque: false };
}

function externalNode(host: string): GraphNode {
  return { id: `external ${host}`, kind: 'external', label: host, detail: 'outside this system', opaque: false };
}

function externalCalls(calls: readonly Call[]): ReadonlyMap<string, readonly Call[]> {
  return groupBy(calls, (call) => (call.toKind === 'external' ? externalKey(call) : null));
}

function callEdges(calls: readonly Call[]): readonly GraphEdge[] {
  const target = (call: Call): string | null => {
    if (call.to !== null) return serviceNodeId(call.to);
    const host = call.toKind === 'external' ? externalKey(call) : null;
    return host === null ? null : `external ${host}`;
  };
  const pairs = groupBy(calls, (call) => {
    const to = target(call);
    return to === null ? null : JSON.stringify([call.from, to]);
  });
  return [...pairs.values()].flatMap((group): GraphEdge[] => {
    const [first] = group;
    const to = first ? target(first) : null;
    return first && to !== null ? [{ from: serviceNodeId(first.from), to, kind: 'sync', label: callLabel(group) }] : [];
  });
}

// `http`, `http ×3, grpc`
function callLabel(calls: readonly Call[]): string {
  const byProtocol = [...groupBy(calls, ({ protocol }) => protocol)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byProtocol.map(([name, { length }]) => (length === 1 ? name : `${name} ×${String(length)}`)).join(', ');
}

function messageEdges({ model }: DocsContext): readonly GraphEdge[] {
  const sends = model.publications.map(({ service, channel }): GraphEdge => {
    return { from: serviceNodeId(service), to: `channel ${channel}`, kind: 'async', label: '' };
  });
  const receives = model.subscriptions.map(({ service, channel }): GraphEdge => {
    return { from: `channel ${channel}`, to: serviceNodeId(service), kind: 'async', label: '' };
  });
  return unique([...sends, ...receives]);
}

function dataEdges({ model }: DocsContext): readonly GraphEdge[] {
  const uses = groupBy(model.datastoreUses, ({ service, datastore }) => JSON.stringify([service, datastore]));
  return [...uses.values()].flatMap((group): GraphEdge[] => {
    const [first] = group;
    if (!first) return [];
    const modes = new Set(group.flatMap(({ accesses }) => accesses.map(({ mode }) => mode)));
    const words = [modes.has('read') ? 'reads' : '', modes.has('write') ? 'writes' : ''].filter(Boolean);
    const from = serviceNodeId(first.service);
    return [{ from, to: `datastore ${first.datastore}`, kind: 'data', label: words.join(', ') }];
  });
}

function unique(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  return [...new Map(edges.map((edge) => [JSON.stringify([edge.from, edge.to]), edge])).values()];
}
