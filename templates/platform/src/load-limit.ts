const EVERY_MS = 100;

/** Requests in flight, and milliseconds that the event loop may come round late on average; beyond them there is too much to do. */
export type LoadLimits = Partial<Record<'MAX_IN_FLIGHT' | 'MAX_LOOP_DELAY_MS', number>>;

/** Tells when there is too much to do: too many requests in flight, or an event loop that comes round too late. */
export class LoadLimit {
  private readonly limits: Required<LoadLimits>;
  private readonly timer: NodeJS.Timeout;
  private expectedAt = performance.now() + EVERY_MS;
  private delayMs = 0;

  constructor(limits: LoadLimits = {}) {
    this.limits = { MAX_IN_FLIGHT: 200, MAX_LOOP_DELAY_MS: 500, ...limits };
    this.timer = setInterval(() => this.measure(), EVERY_MS).unref();
  }

  isFull(inFlight: number): boolean {
    return inFlight >= this.limits.MAX_IN_FLIGHT || this.delayMs > this.limits.MAX_LOOP_DELAY_MS;
  }

  close(): void {
    clearInterval(this.timer);
  }

  // Half of an average that soon forgets is what one look can add: a single long task turns nobody away.
  private measure(): void {
    const now = performance.now();
    this.delayMs = (this.delayMs + Math.min(now - this.expectedAt, 2 * this.limits.MAX_LOOP_DELAY_MS)) / 2;
    this.expectedAt = now + EVERY_MS;
  }
}
