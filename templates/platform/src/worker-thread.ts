import { parentPort } from 'node:worker_threads';
import { HttpProblem } from './problem.ts';

/** Something that keeps a CPU busy. What it takes and gives is copied between threads, so it is data. */
export type Job = (input: never) => unknown;
export type Jobs = Readonly<Record<string, Job>>;

/** One job that a thread is to do. */
export interface Assignment {
  readonly job: string;
  readonly input: unknown;
}

interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly extensions?: Record<string, unknown>;
  readonly retryAfterSeconds?: number;
}

/** How it went. A problem keeps its status on the way to who asked, which an error between threads does not. */
export type Outcome = { readonly value: unknown } | { readonly problem: Problem } | { readonly error: Error };

/** Does one job, in whatever thread this is. */
export async function doJob(jobs: Jobs, { job, input }: Assignment): Promise<Outcome> {
  try {
    const work = jobs[job];
    if (!work) throw new Error(`there is no job "${job}"`);
    return { value: await work(input as never) };
  } catch (error) {
    if (error instanceof HttpProblem)
      return { problem: { status: error.status, detail: error.message, extensions: { ...error.extensions } } };
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Makes this thread do what a WorkerPool hands to it. */
export function serveJobs(jobs: Jobs): void {
  const answer = async (assignment: Assignment): Promise<void> => {
    const outcome = await doJob(jobs, assignment);
    try {
      parentPort?.postMessage(outcome);
    } catch (error) {
      // A function or a socket, say, cannot leave its thread.
      parentPort?.postMessage({
        error: new Error(`"${assignment.job}" gave what cannot be copied`, { cause: String(error) }),
      });
    }
  };
  parentPort?.on('message', (assignment: Assignment) => void answer(assignment));
}
