import type { BreakerPolicy } from './call-policy.ts';
import { CallAborted, CallError, CircuitOpen, UpstreamProblem } from './errors.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * What a call says about its upstream: `good` and `bad` count; `alive` (it refused this request) and `nothing` (the caller
 * gave up) do not, but the former is enough for a probe.
 */
type Verdict = 'good' | 'bad' | 'alive' | 'nothing';

export interface BreakerOptions {
  readonly name: string;
  readonly policy: BreakerPolicy;
  readonly onChange?: (state: BreakerState) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number;
}

/**
 * Stops calling an upstream that keeps failing or answers too slowly, and lets few calls through from time to time to see
 * whether it is back. It only judges: ending a call that takes too long, and limiting how many run, is left to others, so
 * that neither frees a place too early, ends the call of somebody else, or counts against the upstream.
 */
export class CircuitBreaker {
  private readonly name: string;
  private readonly policy: BreakerPolicy;
  private readonly onChange: (state: BreakerState) => void;
  private readonly clock: () => number;
  private readonly window: OutcomeWindow;
  private isClosed = true;
  private reopensAt = 0;
  private openMs: number;
  private probing = 0;
  private passed = 0;
  /** Grows with each change: what was admitted before it says nothing about the time after it. */
  private era = 0;

  constructor({ name, policy, onChange = () => {}, clock = () => performance.now() }: BreakerOptions) {
    this.name = name;
    this.policy = policy;
    this.onChange = onChange;
    this.clock = clock;
    this.openMs = policy.openMs;
    this.window = new OutcomeWindow(policy.windowMs);
  }

  get state(): BreakerState {
    if (this.isClosed) return 'closed';
    return this.clock() < this.reopensAt ? 'open' : 'half-open';
  }

  /** Runs `work`, or rejects with {@link CircuitOpen} without running it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = this.clock();
    const era = this.admit(startedAt);
    try {
      const value = await work();
      const endedAt = this.clock();
      this.settle(era, endedAt - startedAt >= this.policy.slowMs ? 'bad' : 'good', endedAt);
      return value;
    } catch (error) {
      this.settle(era, verdictOn(error), this.clock());
      throw error;
    }
  }

  private admit(now: number): number {
    if (this.isClosed) return this.era;
    const waitMs = this.reopensAt - now;
    if (waitMs > 0 || this.probing + this.passed >= this.policy.probes) {
      throw new CircuitOpen(this.name, Math.max(0, waitMs));
    }
    if (this.probing + this.passed === 0) this.onChange('half-open');
    this.probing++;
    return this.era;
  }

  private settle(era: number, verdict: Verdict, now: number): void {
    if (era !== this.era) return;
    if (this.isClosed) {
      if (verdict !== 'good' && verdict !== 'bad') return;
      const { calls, bad } = this.window.add(verdict === 'bad', now);
      const { minimumCalls, failureRate } = this.policy;
      if (calls >= minimumCalls && bad * 100 >= calls * failureRate) this.open(this.policy.openMs, now);
      return;
    }
    this.probing--;
    if (verdict === 'bad') this.open(Math.min(this.policy.maxOpenMs, this.openMs * 2), now);
    else if (verdict !== 'nothing' && ++this.passed >= this.policy.probes) this.close();
  }

  private open(openMs: number, now: number): void {
    this.isClosed = false;
    this.openMs = openMs;
    this.reopensAt = now + openMs;
    this.startEra('open');
  }

  private close(): void {
    this.isClosed = true;
    this.window.clear();
    this.startEra('closed');
  }

  private startEra(state: BreakerState): void {
    this.era++;
    this.probing = 0;
    this.passed = 0;
    this.onChange(state);
  }
}

function verdictOn(error: unknown): Verdict {
  if (!(error instanceof CallError) || error instanceof CallAborted) return 'nothing';
  if (!(error instanceof UpstreamProblem)) return 'bad';
  return error.status < 500 && error.status !== 408 && error.status !== 429 ? 'alive' : 'bad';
}

const SLICES = 10;

/** Counts the calls of the last while, in slices that are forgotten one after the other. */
class OutcomeWindow {
  private readonly sliceMs: number;
  private readonly slices = Array.from({ length: SLICES }, () => ({ calls: 0, bad: 0 }));
  private readonly sum = { calls: 0, bad: 0 };
  private latest = 0;

  constructor(windowMs: number) {
    this.sliceMs = windowMs / SLICES;
  }

  /** The counts with this call. */
  add(isBad: boolean, now: number): { readonly calls: number; readonly bad: number } {
    const current = Math.floor(now / this.sliceMs);
    for (let past = Math.max(this.latest, current - SLICES) + 1; past <= current; past++) this.forget(past % SLICES);
    this.latest = current;
    for (const counts of [this.sum, this.slices[current % SLICES]]) {
      if (!counts) continue;
      counts.calls++;
      if (isBad) counts.bad++;
    }
    return this.sum;
  }

  clear(): void {
    for (let slice = 0; slice < SLICES; slice++) this.forget(slice);
  }

  private forget(slice: number): void {
    const counts = this.slices[slice];
    if (!counts) return;
    this.sum.calls -= counts.calls;
    this.sum.bad -= counts.bad;
    counts.calls = 0;
    counts.bad = 0;
  }
}
