import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { currentContext } from './context.ts';
import { answerHeaders } from './forwarded-headers.ts';
import type { Logger } from './logger.ts';
import { acceptAnyBody, Proxy, type Guards, type ProxyOptions } from './proxy.ts';
import type { Rollout } from './rollout.ts';
import { Shadow } from './shadow.ts';
import { toLegacyRequest, toOwnAnswer, type Translation } from './translation.ts';

type Side = 'new' | 'legacy';

export interface FacadeOptions {
  /** The public prefix. */
  readonly route: string;
  /** The new service, at which the prefix becomes `rewrite`. */
  readonly current: ProxyOptions;
  readonly rewrite: string;
  /** What it takes the place of, which is asked for the public path. */
  readonly legacy: ProxyOptions;
  readonly rollout: () => Rollout;
  /** The header that tells callers apart; without it their token or address does. */
  readonly by?: string;
  /** Between the shapes of the old system and ours. */
  readonly translation?: Translation;
  readonly log: Logger;
}

const SAFE = new Set(['GET', 'HEAD']);

/** Stands in front of an old system and the service that takes its place, and moves callers over a share at a time. */
export class Facade {
  private readonly options: FacadeOptions;
  private readonly proxies: Readonly<Record<Side, Proxy>>;
  private readonly shadow: Shadow;
  private readonly answered: Record<Side, number> = { new: 0, legacy: 0 };

  constructor(options: FacadeOptions) {
    this.options = options;
    this.proxies = { new: new Proxy(options.current), legacy: new Proxy(options.legacy) };
    this.shadow = new Shadow(options.route, options.log);
  }

  /** A fastify plugin that serves everything under the prefix. */
  serve(guards: Guards = []): (app: FastifyInstance) => Promise<void> {
    return async (app) => {
      const { route, rollout } = this.options;
      const shadows = { new: new Proxy(this.options.current), legacy: new Proxy(this.options.legacy) };
      acceptAnyBody(app);
      app.addHook('onClose', () =>
        Promise.all([...Object.values(this.proxies), ...Object.values(shadows)].map((proxy) => proxy.close())),
      );
      const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const state = rollout();
        const side = this.sideOf(request, state);
        this.answered[side]++;
        const { statusCode, headers, body } = await this.ask(request, side, this.proxies[side]);
        void reply.code(statusCode).headers(answerHeaders(headers));
        const other = side === 'new' ? 'legacy' : 'new';
        if (!state.shadow || !SAFE.has(request.method) || !this.shadow.begin()) return reply.send(body);
        const heard = new Heard((text) =>
          this.shadow.compare({ statusCode, text, encoding: headers['content-encoding'] }, request, () =>
            this.ask(request, other, shadows[other], { 'x-shadow-request': 'true' }),
          ),
        );
        return reply.send(body.pipe(heard));
      };
      app.all(route, { onRequest: guards }, pass);
      app.all(`${route}/*`, { onRequest: guards }, pass);
    };
  }

  /** How often each side answered, and what comparing them showed. */
  counts(): Readonly<Record<Side | 'same' | 'different' | 'skipped', number>> {
    return { ...this.answered, ...this.shadow.counts };
  }

  /** The same for the health report. */
  async describe(): Promise<string> {
    const { new: current, legacy, same, different, skipped } = this.counts();
    const { percent, shadow } = this.options.rollout();
    const compared = shadow ? `; compared: ${same} same, ${different} different, ${skipped} skipped` : '';
    return `${percent} % new; answered: ${current} new, ${legacy} legacy${compared}`;
  }

  private sideOf(request: FastifyRequest, { percent, rules }: Rollout): Side {
    const path = request.url.split('?')[0] ?? '';
    for (const { header, equals, path: below, to } of rules) {
      const value = header === undefined ? undefined : request.headers[header];
      if (header !== undefined && (value === undefined || (equals !== undefined && value !== equals))) continue;
      if (below !== undefined && path !== below && !path.startsWith(`${below}/`)) continue;
      return to;
    }
    return bucketOf(this.keyOf(request)) < percent ? 'new' : 'legacy';
  }

  private keyOf(request: FastifyRequest): string {
    const { by } = this.options;
    const named = by === undefined ? undefined : request.headers[by];
    return String(named ?? currentContext()?.identity?.['x-user-id'] ?? request.ip);
  }

  private async ask(
    request: FastifyRequest,
    side: Side,
    proxy: Proxy,
    headers: Record<string, string> = {},
  ): Promise<{ statusCode: number; headers: Dispatcher.ResponseData['headers']; body: Readable }> {
    const { route, rewrite, translation } = this.options;
    if (side === 'new') return proxy.request(request, `${rewrite}${request.url.slice(route.length)}`, { headers });
    if (!translation) return proxy.request(request, request.url, { headers });
    const changes = await toLegacyRequest(translation, request);
    const changed = { ...changes, headers: { ...headers, ...changes.headers } };
    return toOwnAnswer(translation, await proxy.request(request, request.url, changed), this.options.legacy.name);
  }
}

/** A number from 0 to 100 that stays a caller's own: who is on the new side stays there while the share grows. */
function bucketOf(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32) * 100;
}

const MOST_BYTES = 256 * 1024;

/** Passes a body on as it comes, and then tells what it was; undefined when it was too long to keep. */
class Heard extends Transform {
  private chunks: Buffer[] | undefined = [];
  private bytes = 0;

  constructor(onEnd: (body: Buffer | undefined) => void) {
    super();
    // Told when all was sent, so that comparing costs the caller no time; closed early, nothing can be compared.
    this.once('close', () => onEnd(this.readableEnded && this.chunks ? Buffer.concat(this.chunks) : undefined));
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    if (this.bytes > MOST_BYTES) this.chunks = undefined;
    this.chunks?.push(chunk);
    done(null, chunk);
  }
}
