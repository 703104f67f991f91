import { BulkheadFull, CallAborted, DeadlineExceeded } from './errors.ts';

interface Waiter {
  readonly admit: () => void;
}

/** Limits how many calls to one upstream run at once, so that a slow upstream cannot take every socket and all memory. */
export class Bulkhead {
  private readonly name: string;
  private readonly concurrent: number;
  private readonly queue: number;
  private readonly waiters: Waiter[] = [];
  private running = 0;

  constructor(name: string, options: { concurrent: number; queue: number }) {
    this.name = name;
    this.concurrent = options.concurrent;
    this.queue = options.queue;
  }

  get inFlight(): number {
    return this.running;
  }

  get queued(): number {
    return this.waiters.length;
  }

  /** Runs `work` when there is a place, waiting for it at most `timeoutMs`; the place is free again when `work` has settled. */
  async run<T>(work: () => Promise<T>, timeoutMs: number, signal?: AbortSignal): Promise<T> {
    if (this.running < this.concurrent) this.running++;
    else await this.wait(timeoutMs, signal);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  /** A waiter that gives up leaves the queue at once, so that its place goes to another call. */
  private wait(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.waiters.length >= this.queue) throw new BulkheadFull(this.name, this.concurrent);
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const leave = (reason: Error): void => {
        settle();
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(reason);
      };
      const waiter: Waiter = {
        admit: () => {
          settle();
          resolve();
        },
      };
      const onAbort = (): void => leave(new CallAborted(this.name, signal?.reason, { outcomeUnknown: false }));
      const timer = setTimeout(() => leave(new DeadlineExceeded(this.name, { outcomeUnknown: false })), timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiters.push(waiter);
    });
  }

  /** Hands the place to the first in the queue without freeing it in between. */
  private release(): void {
    const next = this.waiters.shift();
    if (next) next.admit();
    else this.running--;
  }
}
