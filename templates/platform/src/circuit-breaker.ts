import Opossum from 'opossum';
import { DEFAULT_BREAKER_POLICY, type BreakerPolicy } from './call-policy.ts';
import { CallAborted, CircuitOpen, UpstreamProblem } from './errors.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Stops calling an upstream that keeps failing, and lets one call through from time to time to see whether it is back.
 * The decision is opossum's. Its own timeout, abort controller and capacity stay off: they free a place while the call
 * still runs, abort the calls of others, and count a full bulkhead as a failure of the upstream.
 */
export class CircuitBreaker {
  private readonly name: string;
  private readonly policy: BreakerPolicy;
  private circuit: Opossum<[() => Promise<unknown>], unknown>;
  private openMs: number;
  private reopensAt = 0;

  constructor(name: string, policy: Partial<BreakerPolicy> = {}) {
    this.name = name;
    this.policy = { ...DEFAULT_BREAKER_POLICY, ...policy };
    this.openMs = this.policy.openMs;
    this.circuit = this.createCircuit();
  }

  get state(): BreakerState {
    if (this.circuit.halfOpen) return 'half-open';
    return this.circuit.opened ? 'open' : 'closed';
  }

  /** Runs `work`, or rejects with {@link CircuitOpen} without running it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return (await this.circuit.fire(work)) as T;
    } catch (error) {
      if (!(error instanceof Error) || !Opossum.isOurError(error)) throw error;
      throw new CircuitOpen(this.name, Math.max(0, this.reopensAt - Date.now()));
    }
  }

  close(): void {
    this.circuit.shutdown();
  }

  private createCircuit(): Opossum<[() => Promise<unknown>], unknown> {
    const options: Opossum.Options<[() => Promise<unknown>]> = {
      name: this.name,
      timeout: false,
      errorThresholdPercentage: this.policy.failureRate,
      volumeThreshold: this.policy.minimumCalls,
      rollingCountTimeout: this.policy.windowMs,
      resetTimeout: this.openMs,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      // A filtered error counts as a success and would close a half-open circuit: an abandoned probe proves nothing.
      errorFilter: (error: unknown) => (error instanceof CallAborted ? !circuit.halfOpen : isCallersFault(error)),
    };
    const circuit = new Opossum((work: () => Promise<unknown>) => work(), options);
    circuit.on('open', () => {
      this.reopensAt = Date.now() + this.openMs;
    });
    circuit.on('halfOpen', () => {
      this.openMs = Math.min(this.policy.maxOpenMs, this.openMs * 2);
      // opossum reads its option again each time it opens.
      options.resetTimeout = this.openMs;
    });
    // A new circuit, because opossum keeps the failures of the past in its window.
    circuit.on('close', () => {
      this.openMs = this.policy.openMs;
      this.circuit = this.createCircuit();
      circuit.shutdown();
    });
    return circuit;
  }
}

/** The upstream works, it only did not like this request. */
function isCallersFault(error: unknown): boolean {
  return error instanceof UpstreamProblem && error.status < 500 && error.status !== 408 && error.status !== 429;
}
