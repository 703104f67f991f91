import { Worker } from 'node:worker_threads';
import { currentContext } from './context.ts';
import { noMetrics, type Metrics } from './metrics.ts';
import { HttpProblem } from './problem.ts';
import { doJob, type Assignment, type Jobs, type Outcome } from './worker-thread.ts';

export interface WorkerPoolOptions<J extends Jobs> {
  /** The built program of a thread, which calls `serveJobs` with the same jobs. */
  readonly script: URL;
  readonly jobs: J;
  /** At most so many jobs at once. With 0 they are done in this thread, one after the other: for tests of what needs them. */
  readonly threads: number;
  /** Jobs that may wait for a thread; 16 for each thread unless said otherwise. More are refused. */
  readonly maxQueued?: number;
  /** For a job with the time that it waits; less where the caller has less left. */
  readonly timeoutMs?: number;
  readonly metrics?: Metrics;
}

const STOPPING = 'The service is stopping.';
const GONE = 'The caller is gone.';

interface Task extends Assignment {
  /** Answers who waits for it, once. */
  readonly settle: (outcome: Outcome, how: 'done' | 'failed' | 'timeout' | 'gone') => void;
}

/**
 * Does what keeps a CPU busy in threads of its own, so that the event loop goes on answering. A job that takes too long, or
 * whose caller is gone, is stopped with its thread, and another thread takes its place when it is needed.
 */
export class WorkerPool<J extends Jobs> {
  private readonly options: WorkerPoolOptions<J>;
  private readonly metrics: Metrics;
  private readonly maxQueued: number;
  private readonly queue: Task[] = [];
  /** What each thread does; undefined while it does nothing. */
  private readonly threads = new Map<Worker, Task | undefined>();
  private closing = false;
  private drained: (() => void) | undefined;

  constructor(options: WorkerPoolOptions<J>) {
    this.options = options;
    this.maxQueued = options.maxQueued ?? options.threads * 16;
    this.metrics = options.metrics ?? noMetrics;
    this.metrics.gauge('cpu.running', () => this.running);
    this.metrics.gauge('cpu.queued', () => this.queue.length);
  }

  get running(): number {
    return [...this.threads.values()].filter((task) => task !== undefined).length;
  }

  get queued(): number {
    return this.queue.length;
  }

  /** Resolves with what the job gives. Rejects with a 503 when too many wait or the service stops, and a 504 when time is over. */
  run<Name extends keyof J & string>(job: Name, input: Parameters<J[Name]>[0]): Promise<Awaited<ReturnType<J[Name]>>> {
    return new Promise((resolve, reject) => {
      this.requireRoom(job);
      const answer = (outcome: Outcome): void => settleBy(outcome, resolve, reject);
      if (this.options.threads === 0)
        return void doJob(this.options.jobs, { job, input: structuredClone(input) }).then(answer);
      this.queue.push(this.taskOf({ job, input }, answer));
      this.assign();
    });
  }

  /** Lets what runs come to its end, refuses what waits, and stops the threads. */
  async close(): Promise<void> {
    this.closing = true;
    for (const task of this.queue.splice(0)) task.settle(refusal(STOPPING), 'failed');
    if (this.running > 0) await new Promise<void>((resolve) => (this.drained = resolve));
    await Promise.all([...this.threads.keys()].map((thread) => thread.terminate()));
  }

  private requireRoom(job: string): void {
    if (this.closing) throw new HttpProblem(503, STOPPING, { retryAfterSeconds: 1 });
    if (currentContext()?.signal?.aborted) throw new HttpProblem(503, GONE);
    const { threads } = this.options;
    if (threads === 0 || this.running < threads || this.queue.length < this.maxQueued) return;
    this.metrics.count('cpu.refused', { job });
    throw new HttpProblem(503, 'There is too much to compute.', { retryAfterSeconds: 1 });
  }

  private taskOf(assignment: Assignment, answer: (outcome: Outcome) => void): Task {
    const { signal, deadline = Infinity } = currentContext() ?? {};
    const startedAt = performance.now();
    const timeoutMs = Math.min(this.options.timeoutMs ?? 10_000, deadline - Date.now());
    const task: Task = {
      ...assignment,
      settle: (outcome, how) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onGone);
        this.metrics.record('cpu.duration', performance.now() - startedAt, { job: assignment.job, outcome: how });
        answer(outcome);
      },
    };
    const giveUp = (outcome: Outcome, how: 'timeout' | 'gone'): void => {
      task.settle(outcome, how);
      this.drop(task);
    };
    const late = { problem: { status: 504, detail: `"${assignment.job}" took too long.` } };
    const onGone = (): void => giveUp(refusal(GONE), 'gone');
    const timer = setTimeout(() => giveUp(late, 'timeout'), timeoutMs);
    signal?.addEventListener('abort', onGone, { once: true });
    return task;
  }

  /** Takes a task that nobody waits for out of the queue, or stops the thread that is at it: nothing else ends a busy loop. */
  private drop(task: Task): void {
    const place = this.queue.indexOf(task);
    if (place >= 0) return void this.queue.splice(place, 1);
    const [thread] = [...this.threads].find(([, doing]) => doing === task) ?? [];
    if (!thread) return;
    this.threads.delete(thread);
    void thread.terminate();
    this.goOn();
  }

  private assign(): void {
    while (this.queue.length > 0) {
      const thread = this.idleThread();
      const task = thread && this.queue.shift();
      if (!task) return;
      this.threads.set(thread, task);
      try {
        thread.postMessage({ job: task.job, input: task.input } satisfies Assignment);
      } catch (cause) {
        this.threads.set(thread, undefined);
        task.settle({ error: new Error(`what "${task.job}" is given cannot be copied`, { cause }) }, 'failed');
      }
    }
  }

  private idleThread(): Worker | undefined {
    for (const [thread, task] of this.threads) if (task === undefined) return thread;
    return this.threads.size < this.options.threads ? this.startThread() : undefined;
  }

  private startThread(): Worker {
    const thread = new Worker(this.options.script);
    // Who waits for a job keeps the process, by its timer; a thread without one does not.
    thread.unref();
    this.threads.set(thread, undefined);
    thread.on('message', (outcome: Outcome) => {
      const task = this.threads.get(thread);
      if (!task) return;
      this.threads.set(thread, undefined);
      task.settle(outcome, 'value' in outcome ? 'done' : 'failed');
      this.goOn();
    });
    thread.on('error', (error) => this.lose(thread, error));
    thread.on('exit', (code) => this.lose(thread, new Error(`its thread ended with ${code}`)));
    return thread;
  }

  /** Out of memory, or `process.exit` in a job: the thread is gone, and with it this one job. */
  private lose(thread: Worker, cause: Error): void {
    const task = this.threads.get(thread);
    if (!this.threads.delete(thread)) return;
    task?.settle({ error: new Error(`"${task.job}" was not done`, { cause }) }, 'failed');
    this.goOn();
  }

  private goOn(): void {
    this.assign();
    if (this.running === 0) this.drained?.();
  }
}

function refusal(detail: string): Outcome {
  return { problem: { status: 503, detail, retryAfterSeconds: 1 } };
}

function settleBy<R>(outcome: Outcome, resolve: (value: R) => void, reject: (error: Error) => void): void {
  if ('value' in outcome) return resolve(outcome.value as R);
  if ('error' in outcome) return reject(outcome.error);
  const { status, detail, ...more } = outcome.problem;
  reject(new HttpProblem(status, detail, more));
}
