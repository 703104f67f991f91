import type { RuntimeEdge } from '../../../model/drift.ts';
import { asList, asMap, asText } from './json-values.ts';
import { operationOf, spanEdges, type Span } from './spans.ts';

/**
 * Edges of Jaeger's JSON: dependencies (`/api/dependencies`, `[{ parent, child, callCount }]`) or traces
 * (`/api/traces`, the export of its page); undefined for other JSON.
 */
export function jaegerEdges(values: readonly unknown[], file: string): readonly RuntimeEdge[] | undefined {
  const lists = values.map((value) => asList(value) ?? asList(asMap(value)['data']));
  const list = lists.flatMap((one) => one ?? []);
  if (lists.includes(undefined)) return undefined;
  if (list.every((one) => asText(asMap(one)['parent']) !== '' && asText(asMap(one)['child']) !== ''))
    return list.map((one) => dependency(asMap(one), file));
  if (!list.every((one) => asList(asMap(one)['spans']) !== undefined && 'processes' in asMap(one))) return undefined;
  return spanEdges(list.flatMap(spansOf), file);
}

function dependency({ parent, child, callCount }: Readonly<Record<string, unknown>>, file: string): RuntimeEdge {
  const [from, to] = [asText(parent), asText(child)];
  const evidence = [{ file, line: 1, column: 1, note: `"${from}" asks "${to}"` }];
  // Jaeger counts what one service caused at another, by requests and by messages.
  return { from, to, kind: 'call', operation: null, count: typeof callCount === 'number' ? callCount : 1, evidence };
}

function spansOf(trace: unknown): readonly Span[] {
  const { spans, processes, traceID } = asMap(trace);
  return (asList(spans) ?? []).map((one) => {
    const span = asMap(one);
    const trace = asText(span['traceID']) || asText(traceID);
    const tags = (asList(span['tags']) ?? []).map(asMap);
    const tag = (name: string): string => asText(tags.find(({ key }) => key === name)?.['value']);
    const kind = tag('span.kind');
    return {
      id: `${trace}/${asText(span['spanID'])}`,
      parents: (asList(span['references']) ?? []).map((reference) => {
        const { traceID: other, spanID } = asMap(reference);
        return `${asText(other) || trace}/${asText(spanID)}`;
      }),
      service: asText(asMap(asMap(processes)[asText(span['processID'])])['serviceName']),
      isMessage: kind === 'consumer' || kind === 'producer',
      operation: operationOf(tag, kind === 'server'),
    };
  });
}
