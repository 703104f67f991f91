import {
  AttemptTimeout,
  BulkheadFull,
  CircuitOpen,
  DeadlineExceeded,
  UpstreamProblem,
  UpstreamUnreachable,
} from './errors.ts';

/** An answer that says what it is: `stale` is the last one that came, `empty` none at all. */
export type OrStale<T> =
  | { readonly state: 'fresh'; readonly value: T }
  | { readonly state: 'stale'; readonly value: T; readonly ageMs: number };
export type OrEmpty<T> = { readonly state: 'fresh'; readonly value: T } | { readonly state: 'empty' };

/** The answer, or that there is none when the upstream cannot give one. Refusals (4xx) and mistakes still reject. */
export async function orEmpty<T>(call: () => Promise<T>): Promise<OrEmpty<T>> {
  try {
    return { state: 'fresh', value: await call() };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return { state: 'empty' };
  }
}

/** Remembers the last answer to each question, for when the upstream cannot give one. */
export class LastAnswers<T> {
  private readonly maxAgeMs: number;
  private readonly maxEntries: number;
  private readonly answers = new Map<string, { readonly value: T; readonly at: number }>();

  constructor({ maxAgeMs = 3_600_000, maxEntries = 1_000 }: { maxAgeMs?: number; maxEntries?: number } = {}) {
    this.maxAgeMs = maxAgeMs;
    this.maxEntries = maxEntries;
  }

  /** The answer, or the last one to the same question with its age. Rejects when there is none that is young enough. */
  async orStale(question: string, call: () => Promise<T>): Promise<OrStale<T>> {
    try {
      const value = await call();
      this.remember(question, value);
      return { state: 'fresh', value };
    } catch (error) {
      const last = isUnavailable(error) ? this.answers.get(question) : undefined;
      const ageMs = last ? Date.now() - last.at : Infinity;
      if (!last || ageMs > this.maxAgeMs) throw error;
      return { state: 'stale', value: last.value, ageMs };
    }
  }

  private remember(question: string, value: T): void {
    this.answers.delete(question);
    this.answers.set(question, { value, at: Date.now() });
    const [oldest] = this.answers.keys();
    if (this.answers.size > this.maxEntries && oldest !== undefined) this.answers.delete(oldest);
  }
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof UpstreamProblem) return error.status >= 500 || error.status === 408 || error.status === 429;
  const types = [AttemptTimeout, BulkheadFull, CircuitOpen, DeadlineExceeded, UpstreamUnreachable];
  return types.some((type) => error instanceof type);
}
