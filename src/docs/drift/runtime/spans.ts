import type { Operation, RuntimeEdge } from '../../../model/drift.ts';

/** A span, as far as edges need it. */
export interface Span {
  /** Trace and span id. */
  readonly id: string;
  /** The span that caused it, and those that it links to. */
  readonly parents: readonly string[];
  readonly service: string;
  readonly isMessage: boolean;
  /** What it answers, for the span of a server. */
  readonly operation: Operation | null;
}

/** The operation of a span by its attributes; null for those of clients, and where they say no route. */
export function operationOf(attribute: (key: string) => string, isServer: boolean): Operation | null {
  if (!isServer) return null;
  const [service, rpc] = [attribute('rpc.service'), attribute('rpc.method')];
  if (rpc !== '') return { method: rpc, path: service === '' ? rpc : `${service}/${rpc}` };
  const method = attribute('http.request.method') || attribute('http.method');
  const path = attribute('http.route');
  return /^[A-Za-z]+$/.test(method) && path !== '' ? { method: method.toUpperCase(), path } : null;
}

/** Edges between services: of each span that another service's span caused. */
export function spanEdges(spans: readonly Span[], file: string): readonly RuntimeEdge[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  return spans.flatMap((span) =>
    span.parents.flatMap((parent): readonly RuntimeEdge[] => {
      const cause = byId.get(parent);
      if (!cause || cause.service === span.service) return [];
      const kind = span.isMessage || cause.isMessage ? 'messaging' : 'call';
      const note = `a span of "${cause.service}" causes one of "${span.service}"`;
      const evidence = [{ file, line: 1, column: 1, note }];
      const operation = kind === 'call' ? span.operation : null;
      return [{ from: cause.service, to: span.service, kind, operation, count: 1, evidence }];
    }),
  );
}
