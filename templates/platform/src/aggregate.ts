import { CallError, UpstreamProblem } from './errors.ts';
import { HttpProblem } from './problem.ts';

/** A part that could not be had, and the code of the error that says why. */
export interface MissingPart {
  readonly part: string;
  readonly reason: string;
}

type Parts = Readonly<Record<string, Promise<unknown>>>;
type Values<P extends Parts> = { readonly [Name in keyof P]: Awaited<P[Name]> };

/**
 * One answer out of calls that run at the same time: it takes as long as the slowest. Without a required part there is
 * no answer; an optional one that fails is null and told under `missing`.
 */
export async function aggregate<R extends Parts, O extends Parts>(
  required: R,
  optional: O,
): Promise<Values<R> & Partial<Values<O>> & { readonly missing: readonly MissingPart[] }> {
  const missing: MissingPart[] = [];
  const failures: CallError[] = [];
  const needed = Object.entries(required).map(async ([part, value]) => [part, await value.catch(notFound)] as const);
  const welcome = Object.entries(optional).map(async ([part, value]) => {
    try {
      return [part, await value] as const;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      missing.push({ part, reason: error.code });
      failures.push(error);
      return [part, null] as const;
    }
  });
  const parts = await Promise.all([...needed, ...welcome]);
  const [first] = failures;
  if (first && failures.length === parts.length) throw first;
  missing.sort((a, b) => (a.part < b.part ? -1 : 1));
  return { ...(Object.fromEntries(parts) as Values<R> & Partial<Values<O>>), missing };
}

/** What a required part does not find is not there. */
function notFound(error: unknown): never {
  if (error instanceof UpstreamProblem && error.status === 404) throw new HttpProblem(404, undefined, { cause: error });
  throw error;
}
