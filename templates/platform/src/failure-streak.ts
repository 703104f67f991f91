import { setTimeout as sleep } from 'node:timers/promises';
import { NoEvent, RETRY_DELAYS_MS } from './bus.ts';
import type { Logger } from './logger.ts';

const OUTAGE_AFTER = 20;
const FORGOTTEN_MS = 300_000;
const PROBE_MS = 250;
const LONGEST_PROBE_MS = 15_000;

/** It was not this event's turn: it was not handled. */
export class NoTurn extends Error {}

/** How long an event waits at most, and in an outage each time once its other waits are used up. */
export function longestWait(retryDelaysMs: readonly number[]): number {
  return retryDelaysMs.at(-1) ?? LONGEST_PROBE_MS;
}

/**
 * Tells an outage from poisonous events: when handlers fail one after the other and none succeeds, the fault is not in the
 * events. Then they run one at a time, ever more slowly, and nothing is set aside, until one of them succeeds.
 */
export class FailureStreak {
  private readonly log: Logger;
  private readonly retryDelaysMs: readonly number[];
  private readonly outageAfter: number;
  private failures = 0;
  private failedAt = 0;
  private probes = 0;
  private turns: Promise<void> = Promise.resolve();
  private nextProbeAt = 0;

  /** `outageAfter`: how many failures in a row are an outage, 20 unless said otherwise. */
  constructor(options: {
    log: Logger;
    retryDelaysMs?: readonly number[] | undefined;
    outageAfter?: number | undefined;
  }) {
    this.log = options.log;
    this.retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
    this.outageAfter = options.outageAfter ?? OUTAGE_AFTER;
  }

  get outage(): boolean {
    return this.failures >= this.outageAfter;
  }

  /** Runs a handler now, or throws {@link NoTurn} when that would be too soon in an outage. */
  async runNow(handler: () => Promise<void>): Promise<void> {
    if (!this.outage) return this.attempt(handler);
    if (performance.now() < this.nextProbeAt) throw new NoTurn('another event is tried first');
    this.nextProbeAt = Infinity;
    this.probes++;
    await this.attempt(handler).finally(() => (this.nextProbeAt = performance.now() + this.probeMs()));
  }

  /** Runs a handler: at once, or in an outage when it is its turn. Throws {@link NoTurn} when `signal` comes first. */
  async run(handler: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (!this.outage) return this.attempt(handler);
    const turn = this.turns.then(() => this.probe(handler, signal));
    this.turns = turn.catch(() => {});
    return turn;
  }

  /** Milliseconds until an event that failed `attempts` times comes again; undefined: it is to be set aside. */
  waitAfter(error: unknown, attempts: number): number | undefined {
    if (error instanceof NoEvent) return undefined;
    if (!this.outage) return this.retryDelaysMs[attempts - 1];
    return this.retryDelaysMs[attempts - 1] ?? longestWait(this.retryDelaysMs);
  }

  private async probe(handler: () => Promise<void>, signal: AbortSignal): Promise<void> {
    // Those that stood behind the one that succeeded need not wait any more.
    if (this.outage) await sleep(this.probeMs(), undefined, { signal }).catch(() => {});
    if (signal.aborted) throw new NoTurn('the event bus is closed');
    this.probes++;
    await this.attempt(handler);
  }

  private probeMs(): number {
    return Math.min(LONGEST_PROBE_MS, PROBE_MS * 2 ** Math.min(this.probes, 10));
  }

  private async attempt(handler: () => Promise<void>): Promise<void> {
    try {
      await handler();
      if (this.outage) this.log.info({ failures: this.failures }, 'event handlers succeed again');
      this.failures = 0;
      this.probes = 0;
    } catch (error) {
      if (!(error instanceof NoEvent)) this.count(error);
      throw error;
    }
  }

  private count(error: unknown): void {
    const now = performance.now();
    // Single events that fail now and then, with nothing between them, are no outage.
    if (!this.outage && now - this.failedAt > FORGOTTEN_MS) this.failures = 0;
    this.failedAt = now;
    this.failures++;
    if (this.failures === this.outageAfter)
      this.log.error({ err: error, failures: this.failures }, 'every event handler fails: one is tried at a time');
  }
}
