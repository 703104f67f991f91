import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createClient } from 'redis';
import { currentContext } from './context.ts';
import type { Logger } from './logger.ts';
import { HttpProblem } from './problem.ts';

export interface RateLimitOptions {
  /** The gateway's name, under which its counts are kept. */
  readonly name: string;
  readonly log: Logger;
  /** Where replicas count together; without it each process counts for itself. */
  readonly redisUrl?: string | undefined;
}

/** Makes `limitRate` possible. Routes that do not use it, such as those of health, have no limit. */
export async function registerRateLimit(app: FastifyInstance, options: RateLimitOptions): Promise<void> {
  const shared = options.redisUrl === undefined ? undefined : openCounts(app, options.redisUrl, options);
  await app.register(rateLimit, {
    global: false,
    // An outage of Redis must not be one of the gateway.
    skipOnError: true,
    errorResponseBuilder: () => new HttpProblem(429, 'Too many requests.'),
    ...(shared && { store: shared }),
  });
}

/** Hook: answers 429 with Retry-After to who asks under `route` more than `max` times in a window. */
export function limitRate(
  app: FastifyInstance,
  route: string,
  { max, windowMs }: { max: number; windowMs: number },
): ReturnType<FastifyInstance['rateLimit']> {
  return app.rateLimit({ max, timeWindow: windowMs, keyGenerator: (request) => `${route} ${clientOf(request)}` });
}

/** Who asks: by its token where one was checked, else by its address. A network of IPv6 counts as one. */
function clientOf(request: FastifyRequest): string {
  const user = currentContext()?.identity?.['x-user-id'];
  if (user !== undefined) return `user ${user}`;
  return rateLimit.normalizeIP(request.ip);
}

// One step, so that a count never stays without its end.
const COUNT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { count, redis.call('PTTL', KEYS[1]) }`;

const ANSWER_MS = 200;

function openCounts(
  app: FastifyInstance,
  url: string,
  { name, log }: RateLimitOptions,
): new () => FastifyRateLimitStore {
  const redis = createClient({
    url,
    // While Redis is away nothing waits for it.
    disableOfflineQueue: true,
    socket: { connectTimeout: 1_000, reconnectStrategy: (retries) => Math.min(5_000, 50 * 2 ** retries) },
  });
  let isAway = false;
  redis.on('error', (error: unknown) => {
    if (!isAway) log.warn({ err: error }, 'Redis is away: rates are not limited');
    isAway = true;
  });
  redis.on('ready', () => (isAway = false));
  void redis.connect().catch(() => undefined);
  app.addHook('onClose', () => redis.destroy());

  const count = async (key: string, windowMs: number): Promise<{ current: number; ttl: number }> => {
    const asked = redis.eval(COUNT, { keys: [`rate:${name}:${key}`], arguments: [String(windowMs)] });
    const [current, ttl] = (await inTime(asked)) as [number, number];
    return { current, ttl };
  };
  return class SharedCounts implements FastifyRateLimitStore {
    incr(key: string, callback: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number): void {
      // oxlint-disable-next-line promise/no-callback-in-promise -- the plugin asks its stores with callbacks
      count(key, windowMs).then((result) => callback(null, result), callback);
    }

    child(): FastifyRateLimitStore {
      return this;
    }
  };
}

/** The client's own timeout ends when a command is sent, and would wait for ever for a Redis that hangs. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
