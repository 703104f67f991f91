import type { RuntimeEdge } from '../../../model/drift.ts';
import { UserError } from '../../../util/user-error.ts';
import { jaegerEdges } from './jaeger.ts';
import { otlpEdges } from './otlp.ts';
import { prometheusEdges, queryEdges } from './prometheus.ts';

type Reader = (values: readonly unknown[], file: string) => readonly RuntimeEdge[] | undefined;

// Each knows its own form, and answers undefined to any other. A trace may go on over several values (a line each), since
// every service exports its own spans.
const READERS: readonly Reader[] = [queryEdges, jaegerEdges, otlpEdges];

/**
 * The edges between services that a file of telemetry shows, joined by caller, callee and kind. Known are service-graph
 * metrics (Prometheus text, or the answer of its query API), Jaeger's dependencies and traces, and OTLP or Tempo traces.
 * Throws UserError for a file that is none of these.
 */
export function readRuntime(file: string, text: string): readonly RuntimeEdge[] {
  const trimmed = text.trim();
  const edges = /^[[{]/.test(trimmed) ? jsonEdges(file, trimmed) : prometheusEdges(text, file);
  if (edges) return joined(edges);
  throw new UserError('no edges between services are in this file', {
    where: { file },
    help: 'known are metrics traces_service_graph_request_total (Prometheus text or query answer), Jaeger dependencies or traces, and OTLP or Tempo traces, as JSON',
  });
}

function jsonEdges(file: string, text: string): readonly RuntimeEdge[] | undefined {
  const whole = parsed(text);
  const values =
    whole === undefined
      ? text
          .split(/\r?\n/)
          .filter((line) => line.trim() !== '')
          .map(parsed)
      : [whole];
  if (values.includes(undefined)) throw new UserError('this is no JSON', { where: { file } });
  for (const read of READERS) {
    const found = read(values, file);
    if (found) return found;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function joined(edges: readonly RuntimeEdge[]): readonly RuntimeEdge[] {
  const found = new Map<string, RuntimeEdge>();
  for (const edge of edges) {
    const { from, to, kind, operation } = edge;
    const key = [from, to, kind, operation?.method ?? '', operation?.path ?? ''].join('\n');
    const known = found.get(key);
    found.set(key, known ? { ...known, count: known.count + edge.count } : edge);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}
