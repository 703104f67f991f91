import type { Operation, RuntimeEdge } from '../../../model/drift.ts';
import { asList, asMap, asText } from './json-values.ts';

// The collector's connector and Tempo's generator write the same metric; namespaces and exporters add to its ends.
const METRIC = /(?:^|[_:])service_graph_request_total$/;

/** Edges of a scrape in Prometheus's text format; undefined when no service-graph metric is in it. */
export function prometheusEdges(text: string, file: string): readonly RuntimeEdge[] | undefined {
  const edges: RuntimeEdge[] = [];
  let isKnown = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, name = '', labels = '', value = ''] = /^\s*([\w:]+)\{(.*)\}\s+(\S+)/.exec(line) ?? [];
    if (!METRIC.test(name)) continue;
    isKnown = true;
    edges.push(...edgeOf(labelsOf(labels), Number(value), { file, line: index + 1, column: 1 }));
  }
  return isKnown ? edges : undefined;
}

/** Edges of the answer of Prometheus's query API (`/api/v1/query`, a vector or a matrix); undefined for other JSON. */
export function queryEdges(values: readonly unknown[], file: string): readonly RuntimeEdge[] | undefined {
  const answers = values.map((value) => asList(asMap(asMap(value)['data'])['result']));
  if (answers.includes(undefined)) return undefined;
  return answers
    .flatMap((results) => results ?? [])
    .flatMap((result) => {
      const { metric, value: point, values: points } = asMap(result);
      const labels = asMap(metric);
      const name = asText(labels['__name__']);
      if (name !== '' && !METRIC.test(name)) return [];
      const last = asList(point) ?? asList(asList(points)?.at(-1)) ?? [];
      return edgeOf(labels, Number(last[1]), { file, line: 1, column: 1 });
    });
}

const KINDS: Readonly<Record<string, RuntimeEdge['kind']>> = {
  '': 'call',
  messaging_system: 'messaging',
  database: 'datastore',
  virtual_node: 'unknown',
};

function edgeOf(
  labels: Readonly<Record<string, unknown>>,
  count: number,
  at: { readonly file: string; readonly line: number; readonly column: number },
): readonly RuntimeEdge[] {
  const { client, server } = labels;
  // A counter that never moved was not seen.
  if (asText(client) === '' || asText(server) === '' || !(count > 0)) return [];
  const kind = KINDS[asText(labels['connection_type'])] ?? 'unknown';
  const evidence = [{ ...at, note: `"${asText(client)}" asks "${asText(server)}"` }];
  return [{ from: asText(client), to: asText(server), kind, operation: operationIn(labels), count, evidence }];
}

// Dimensions that the connector and Tempo add to the server's side of an edge when they are told to.
function operationIn(labels: Readonly<Record<string, unknown>>): Operation | null {
  const label = (name: string): string => asText(labels[`server_${name}`]) || asText(labels[name]);
  const method = label('http_request_method') || label('http_method');
  const path = label('http_route');
  return method === '' || path === '' ? null : { method: method.toUpperCase(), path };
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  const unescaped = (value: string): string => value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescaped(value)]));
}
