import type { FastifyInstance } from 'fastify';

/** The answer of `/health/ready`, in the shape of application/health+json. */
export interface HealthReport {
  readonly status: 'pass' | 'warn' | 'fail';
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

  /** Asks load balancers to send no more requests; takes effect with the next probe. */
  drain(): void {
    this.isDraining = true;
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
    const failed = this.isDraining || states.includes('fail');
    const status = failed ? 'fail' : states.includes('warn') ? 'warn' : 'pass';
    return { status, draining: this.isDraining, checks };
  }

  /** Adds the probe routes. Liveness asks no dependency: a restart does not heal a database. */
  register(app: FastifyInstance): void {
    app.get('/health/live', { logLevel: 'silent' }, async (_request, reply) => {
      return reply.type('application/health+json').send({ status: 'pass' });
    });
    app.get('/health/ready', { logLevel: 'silent' }, async (_request, reply) => {
      const report = await this.ready();
      return reply
        .code(report.status === 'fail' ? 503 : 200)
        .type('application/health+json')
        .send(report);
    });
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
