import { runWithContext, type RequestContext } from './context.ts';

/** One thing that is worth a span: a request that is answered or sent, an event that is made or handled, a step of a saga. */
export interface Work {
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** A span that has begun. `context` is that of whatever belongs to it. */
export interface Span {
  readonly context: RequestContext;
  /** `name` takes the place of the one it began with. */
  readonly end: (outcome?: { error?: unknown; name?: string; attributes?: Work['attributes'] }) => void;
}

let begin = (_work: Work, context: RequestContext): Span => ({ context, end() {} });

/** Makes spans of all work from now on. Without it the trace of a request is passed on, and nothing is recorded. */
export function traceWith(tracer: typeof begin): void {
  begin = tracer;
}

/** Begins a span below that of `context`; somebody has to end it. */
export function beginSpan(work: Work, context: RequestContext): Span {
  return begin(work, context);
}

/** Runs `fn` in a span and in its context. */
export async function traced<T>(
  work: Work,
  context: RequestContext,
  fn: (c: RequestContext) => Promise<T>,
): Promise<T> {
  const span = begin(work, context);
  try {
    const result = await runWithContext(span.context, () => fn(span.context));
    span.end();
    return result;
  } catch (error) {
    span.end({ error });
    throw error;
  }
}
