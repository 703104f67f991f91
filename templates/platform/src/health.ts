/** The answer of `/health/ready`, in the shape of application/health+json. */
export interface HealthReport {
  readonly status: 'pass' | 'warn' | 'fail';
  readonly started: boolean;
  readonly draining: boolean;
  readonly checks: Readonly<Record<string, { readonly status: 'pass' | 'warn' | 'fail'; readonly output?: string }>>;
}

interface Check {
  readonly name: string;
  readonly run: () => Promise<string | void>;
  readonly required: boolean;
  readonly timeoutMs: number;
}

/** Probes must be cheap for the dependencies however often they come. */
const CACHE_MS = 1_000;

/** Answers whether this process lives, and whether it should get traffic. */
export class Health {
  private readonly checks: Check[] = [];
  private readonly drainListeners: (() => void)[] = [];
  private isStarted = false;
  private isDraining = false;
  private cached: { at: number; results: Promise<HealthReport['checks']> } | undefined;

  /** `check` rejects when the dependency is unusable, and may resolve with what it has to tell. Only required ones take the service out of rotation. */
  addCheck(
    name: string,
    check: () => Promise<string | void>,
    options: { required?: boolean; timeoutMs?: number | undefined } = {},
  ): void {
    // With the second for which results are kept, a dependency that fell silent is noticed within two.
    const { required = true, timeoutMs = 750 } = options;
    this.checks.push({ name, run: check, required, timeoutMs });
  }

  /** To be called when everything runs that has to: until then the service is neither started nor ready. */
  started(): void {
    this.isStarted = true;
  }

  /** Asks load balancers to send no more requests; takes effect with the next probe. */
  drain(): void {
    if (this.isDraining) return;
    this.isDraining = true;
    for (const listener of this.drainListeners) listener();
  }

  /** For who has to tell others that no more requests should come. */
  onDrain(listener: () => void): void {
    this.drainListeners.push(listener);
  }

  get draining(): boolean {
    return this.isDraining;
  }

  /** Runs every check at once; results are kept for a second. */
  async ready(): Promise<HealthReport> {
    const now = Date.now();
    if (!this.cached || now - this.cached.at >= CACHE_MS) this.cached = { at: now, results: this.runChecks() };
    const checks = await this.cached.results;
    const states = Object.values(checks).map((check) => check.status);
    const failed = !this.isStarted || this.isDraining || states.includes('fail');
    const status = failed ? 'fail' : states.includes('warn') ? 'warn' : 'pass';
    return { status, started: this.isStarted, draining: this.isDraining, checks };
  }

  /** Answers a probe; undefined when the path is none. Liveness asks no dependency: a restart does not heal a database. */
  async probe(path: string): Promise<{ readonly status: HealthReport['status'] } | undefined> {
    if (path === '/health/live') return { status: 'pass' };
    if (path === '/health/startup') return { status: this.isStarted ? 'pass' : 'fail' };
    return path === '/health/ready' ? this.ready() : undefined;
  }

  private async runChecks(): Promise<HealthReport['checks']> {
    const entries = this.checks.map(async (check) => {
      try {
        const output = await withTimeout(check.run, check.timeoutMs);
        return [check.name, { status: 'pass', ...(output && { output }) }] as const;
      } catch (error) {
        const output = error instanceof Error ? error.message : String(error);
        return [check.name, { status: check.required ? 'fail' : 'warn', output }] as const;
      }
    });
    return Object.fromEntries(await Promise.all(entries));
  }
}

async function withTimeout<T>(run: () => Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([run(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
