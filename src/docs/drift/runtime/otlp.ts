import type { RuntimeEdge } from '../../../model/drift.ts';
import { asList, asMap, asText } from './json-values.ts';
import { operationOf, spanEdges, type Span } from './spans.ts';

/**
 * Edges of traces as OTLP has them in JSON: `resourceSpans` of the collector's file exporter, `batches` of Tempo's
 * `/api/traces/<id>`, and `trace` around either; undefined for other JSON.
 */
export function otlpEdges(values: readonly unknown[], file: string): readonly RuntimeEdge[] | undefined {
  const batches = values.map((value) => {
    const top = asMap(value);
    const inner = 'trace' in top ? asMap(top['trace']) : top;
    return asList(inner['resourceSpans']) ?? asList(inner['batches']);
  });
  if (batches.includes(undefined)) return undefined;
  return spanEdges(
    batches.flatMap((resources) => (resources ?? []).flatMap(spansOf)),
    file,
  );
}

function spansOf(batch: unknown): readonly Span[] {
  const { resource, scopeSpans, instrumentationLibrarySpans } = asMap(batch);
  const attributes = (asList(asMap(resource)['attributes']) ?? []).map(asMap);
  const name = attributes.find(({ key }) => key === 'service.name')?.['value'];
  const service = asText(asMap(name)['stringValue']);
  const scopes = asList(scopeSpans) ?? asList(instrumentationLibrarySpans) ?? [];
  return scopes
    .flatMap((scope) => asList(asMap(scope)['spans']) ?? [])
    .map((one) => {
      const span = asMap(one);
      const [trace, parent] = [asText(span['traceId']), asText(span['parentSpanId'])];
      const links = (asList(span['links']) ?? []).map(asMap);
      const own = (asList(span['attributes']) ?? []).map(asMap);
      const attribute = (key: string): string =>
        asText(asMap(own.find((one) => one['key'] === key)?.['value'])['stringValue']);
      return {
        id: `${trace}/${asText(span['spanId'])}`,
        parents: [
          ...(parent === '' ? [] : [`${trace}/${parent}`]),
          ...links.map(({ traceId, spanId }) => `${asText(traceId)}/${asText(spanId)}`),
        ],
        service,
        isMessage: isMessageKind(span['kind']),
        operation: operationOf(attribute, span['kind'] === 2 || /SERVER/.test(asText(span['kind']))),
      };
    });
}

// 4 and 5 of the enumeration SpanKind, by number or by name.
function isMessageKind(kind: unknown): boolean {
  return kind === 4 || kind === 5 || /PRODUCER|CONSUMER/.test(asText(kind));
}
