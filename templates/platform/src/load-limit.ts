const EVERY_MS = 100;

/** Tells when there is too much to do: too many requests in flight, or an event loop that comes round too late. */
export class LoadLimit {
  private readonly maxConcurrent: number;
  private readonly maxLoopDelayMs: number;
  private readonly timer: NodeJS.Timeout;
  private expectedAt = performance.now() + EVERY_MS;
  private delayMs = 0;

  constructor(options: { readonly maxConcurrent?: number; readonly maxLoopDelayMs?: number }) {
    this.maxConcurrent = options.maxConcurrent ?? 200;
    this.maxLoopDelayMs = options.maxLoopDelayMs ?? 500;
    this.timer = setInterval(() => this.measure(), EVERY_MS).unref();
  }

  isFull(inFlight: number): boolean {
    return inFlight >= this.maxConcurrent || this.delayMs > this.maxLoopDelayMs;
  }

  close(): void {
    clearInterval(this.timer);
  }

  // Half of an average that soon forgets is what one look can add: a single long task turns nobody away.
  private measure(): void {
    const now = performance.now();
    this.delayMs = (this.delayMs + Math.min(now - this.expectedAt, 2 * this.maxLoopDelayMs)) / 2;
    this.expectedAt = now + EVERY_MS;
  }
}
