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

  /**
   * Takes a place, at once or when the promise resolves, for which it waits `timeoutMs` at most. Whoever got one has to
   * `leave` when its call has settled, and not before.
   */
  enter(timeoutMs: number, signal?: AbortSignal): Promise<void> | undefined {
    if (this.running >= this.concurrent) return this.wait(timeoutMs, signal);
    this.running++;
    return undefined;
  }

  /** Hands the place to the first in the queue without freeing it in between. */
  leave(): void {
    const next = this.waiters.shift();
    if (next) next.admit();
    else this.running--;
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
}
