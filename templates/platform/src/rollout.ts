import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Logger } from './logger.ts';

/** Sends what it fits to one side, whatever the percentage; the first that fits decides. */
const rule = z
  .strictObject({
    /** A header, and the value that it needs; without one it only has to be there. */
    header: z.string().toLowerCase().optional(),
    equals: z.string().optional(),
    /** A path and what is below it. */
    path: z.string().startsWith('/').optional(),
    to: z.enum(['new', 'legacy']),
  })
  .refine(({ header, path }) => header !== undefined || path !== undefined, 'a rule names a header or a path');

const rollout = z.strictObject({
  /** Share of the callers whom the new service answers. */
  percent: z.number().min(0).max(100).optional(),
  /** Whether reading requests are made to the other side as well, and the answers compared. */
  shadow: z.boolean().optional(),
  rules: z.array(rule).optional(),
});

/** What holds for one route. */
export interface Rollout {
  readonly percent: number;
  readonly shadow: boolean;
  readonly rules: readonly z.output<typeof rule>[];
}

export interface RolloutsOptions {
  /** By route: what holds unless the file says otherwise. */
  readonly defaults: Readonly<Record<string, Rollout>>;
  /** A JSON file: `{ "/api/orders": { "percent": 25 } }`. */
  readonly file?: string | undefined;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 2_000;

/**
 * How far each route has moved to its new service. The file is read again on SIGHUP, and every two seconds, because a
 * mounted ConfigMap tells nobody that it changed. What is wrong in it is logged, and what held before goes on.
 */
export class Rollouts {
  private readonly options: RolloutsOptions;
  private current: Readonly<Record<string, Rollout>>;
  private text: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly onSignal = (): void => void this.read();

  constructor(options: RolloutsOptions) {
    this.options = options;
    this.current = options.defaults;
  }

  /** Reads the file for the first time, and from then on whenever it changes. */
  async start(): Promise<void> {
    if (this.options.file === undefined) return;
    process.on('SIGHUP', this.onSignal);
    this.timer = setInterval(this.onSignal, LOOK_EVERY_MS);
    this.timer.unref();
    await this.read();
  }

  of(route: string): Rollout {
    const found = this.current[route];
    if (!found) throw new Error(`nothing is known about the route "${route}"`);
    return found;
  }

  close(): void {
    clearInterval(this.timer);
    process.off('SIGHUP', this.onSignal);
  }

  private async read(): Promise<void> {
    const { file = '', defaults, log } = this.options;
    try {
      const text = await readFile(file, 'utf8');
      if (text === this.text) return;
      this.text = text;
      const routes = Object.keys(defaults);
      const given = z.partialRecord(z.enum(routes), rollout).parse(JSON.parse(text));
      this.current = Object.fromEntries(
        Object.entries(defaults).map(([route, base]) => {
          const { percent = base.percent, shadow = base.shadow, rules = base.rules } = given[route] ?? {};
          return [route, { percent, shadow, rules }];
        }),
      );
      log.info({ rollouts: this.current }, 'rollouts read');
    } catch (error) {
      log.error({ err: error, file }, 'the file of rollouts cannot be used; what held before goes on');
    }
  }
}
