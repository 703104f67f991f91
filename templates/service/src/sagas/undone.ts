import { UpstreamProblem } from '../platform/errors.ts';

/** Undoing what never happened is done: the other service knows no such thing. */
export async function undone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof UpstreamProblem && error.status === 404)) throw error;
  }
}
