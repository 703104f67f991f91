import type { RuntimeEdge } from '../../../model/drift.ts';

/** A span, as far as edges need it. */
export interface Span {
  /** Trace and span id. */
  readonly id: string;
  /** The span that caused it, and those that it links to. */
  readonly parents: readonly string[];
  readonly service: string;
  readonly isMessage: boolean;
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
      return [{ from: cause.service, to: span.service, kind, count: 1, evidence }];
    }),
  );
}
