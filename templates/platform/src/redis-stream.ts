import { createClient } from 'redis';

// Events that were published so long ago are dropped, read or not.
const KEPT_MS = 7 * 24 * 3_600_000;
const BLOCK_MS = 1_000;

/** The field of a stream's entries that holds the event. */
export const EVENT_FIELD = 'event';

const RENEW = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;
// In one step: a consumer that is deleted takes what it holds with it.
const FORGET_IDLE = `for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  if consumer[4] == 0 and consumer[6] > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer[2])
  end
end`;

export type RedisClient = ReturnType<typeof newClient>;

/** A client that rejects at once while it is not connected, and never gives up reconnecting once it was. */
export function createRedisClient(url: string, name: string, connectAttempts: number): RedisClient {
  let connected = false;
  const client = newClient(url, name, (retries, cause) => {
    if (connected) return 100 + Math.random() * Math.min(400, 100 * 2 ** retries);
    return retries + 1 >= connectAttempts ? cause : 2_000;
  });
  return client.on('ready', () => (connected = true));
}

// The types of clients follow from how they are made.
// oxlint-disable-next-line typescript/explicit-function-return-type
function newClient(url: string, name: string, reconnectStrategy: (retries: number, cause: Error) => number | Error) {
  // Without the queue, because an event that is kept in memory would be lost with the process.
  return createClient({ url, name, disableOfflineQueue: true, socket: { connectTimeout: 2_000, reconnectStrategy } });
}

/** An event that was delivered: how often, this time included. */
export interface StreamEntry {
  readonly id: string;
  readonly text: string;
  readonly attempts: number;
}

type Message = { id: string; message: Record<string, string> } | null;

/** How a consumer of one stream uses it. */
export interface RedisStreamOptions {
  /** For everything but waiting. */
  readonly client: RedisClient;
  /** Blocks while it waits for events. */
  readonly reader: RedisClient;
  readonly type: string;
  /** The consumer group. */
  readonly service: string;
  /** This process. */
  readonly consumer: string;
  readonly ackWaitMs: number;
}

/** The stream of one event type, as one process of a service reads it. */
export class RedisStream {
  readonly type: string;
  readonly ackWaitMs: number;
  private readonly client: RedisClient;
  private readonly reader: RedisClient;
  private readonly service: string;
  private readonly consumer: string;
  private readonly leaseKey: string;

  constructor(options: RedisStreamOptions) {
    this.client = options.client;
    this.reader = options.reader;
    this.type = options.type;
    this.service = options.service;
    this.consumer = options.consumer;
    this.ackWaitMs = options.ackWaitMs;
    this.leaseKey = `lease.${options.service}.${options.type}`;
  }

  /** Makes the group anew, when it was lost, with all that is there: nothing may be missed that came since. */
  async restoreGroup(): Promise<void> {
    await ensureGroup(this.client, this.type, this.service, '0');
  }

  /** At most `count` new entries; empty when none came for a second. */
  async read(count: number): Promise<StreamEntry[]> {
    const { reader, service, consumer, type } = this;
    const streams = await inTime(reader, BLOCK_MS + 5_000, () =>
      reader.xReadGroup(service, consumer, { key: type, id: '>' }, { COUNT: count, BLOCK: BLOCK_MS }),
    );
    const messages: Message[] = streams?.[0]?.messages ?? [];
    return messages.flatMap((message) => (message ? [entryOf(message, 1)] : []));
  }

  /** Takes over at most `count` entries that nobody has shown signs of life for in `idleMs`, oldest first. */
  async claim(count: number, idleMs: number): Promise<StreamEntry[]> {
    const claimed: StreamEntry[] = [];
    let cursor = '0-0';
    do {
      const left = count - claimed.length;
      const found = await this.client.xAutoClaim(this.type, this.service, this.consumer, idleMs, cursor, {
        COUNT: left,
      });
      claimed.push(...(await this.delivered(found.messages)));
      cursor = found.nextId;
    } while (cursor !== '0-0' && claimed.length < count);
    return claimed;
  }

  /** Delivers an entry again that this process holds; undefined when it is gone. */
  async again(id: string): Promise<StreamEntry | undefined> {
    const found = await this.client.xClaim(this.type, this.service, this.consumer, 0, id);
    return (await this.delivered(found))[0];
  }

  async acknowledge(id: string): Promise<void> {
    await this.client.xAck(this.type, this.service, id);
  }

  /** Shows signs of life, so that nobody else takes over what this process holds. */
  async keep(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.client.xClaimJustId(this.type, this.service, this.consumer, 0, [...ids]);
  }

  /** Lets another process take over what this one holds; not as something that ended this process. */
  async giveBack(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const IDLE = this.ackWaitMs;
    await this.client.xClaimJustId(this.type, this.service, this.consumer, 0, [...ids], { IDLE });
  }

  /** Delivered so often so far; what an outage made fail is not held against an event. */
  async setAttempts(id: string, attempts: number): Promise<void> {
    const RETRYCOUNT = attempts;
    await this.client.xClaimJustId(this.type, this.service, this.consumer, 0, id, { RETRYCOUNT });
  }

  /** Of all processes that ask, one gets the stream for itself, until it stops to renew. */
  async lease(): Promise<boolean> {
    const expiration = { type: 'PX', value: this.ackWaitMs } as const;
    return (await this.client.set(this.leaseKey, this.consumer, { condition: 'NX', expiration })) !== null;
  }

  /** Resolves with whether this process still has the stream for itself. */
  async renewLease(): Promise<boolean> {
    const held = { keys: [this.leaseKey], arguments: [this.consumer, String(this.ackWaitMs)] };
    return (await this.client.eval(RENEW, held)) === 1;
  }

  async releaseLease(): Promise<void> {
    await this.client.eval(RELEASE, { keys: [this.leaseKey], arguments: [this.consumer] });
  }

  /** Forgets consumers of processes that are long gone and left nothing behind. */
  async forgetIdleConsumers(idleMs: number): Promise<void> {
    await this.client.eval(FORGET_IDLE, { keys: [this.type], arguments: [this.service, String(idleMs)] });
  }

  private async delivered(messages: readonly Message[]): Promise<StreamEntry[]> {
    const entries: StreamEntry[] = [];
    for (const message of messages) {
      // Dropped by age meanwhile.
      if (!message) continue;
      const [pending] = await this.client.xPendingRange(this.type, this.service, message.id, message.id, 1);
      entries.push(entryOf(message, pending?.deliveriesCounter ?? 1));
    }
    return entries;
  }
}

/** Puts an event at the end of its stream; its reply is the broker's word that it has it. */
export async function append(client: RedisClient, type: string, text: string): Promise<void> {
  const TRIM = { strategy: 'MINID', strategyModifier: '~', threshold: Date.now() - KEPT_MS } as const;
  await client.xAdd(type, '*', { [EVENT_FIELD]: text }, { TRIM });
}

/** `from` is what a group that is missing begins with: `$` what comes from now on, `0` all that is there. */
export async function ensureGroup(client: RedisClient, type: string, service: string, from: '$' | '0'): Promise<void> {
  try {
    await client.xGroupCreate(type, service, from, { MKSTREAM: true });
  } catch (error) {
    if (!String(error).includes('BUSYGROUP')) throw error;
  }
}

/** Rejects when Redis does not answer in time, and then gives up the connection: it may be dead without having ended. */
export async function inTime<T>(client: RedisClient, ms: number, send: () => Promise<T>): Promise<T> {
  const { socketEpoch } = client;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Redis did not answer within ${ms} ms`));
      if (!client.isReady || client.socketEpoch !== socketEpoch) return;
      client.destroy();
      void client.connect().catch(() => {});
    }, ms);
  });
  return Promise.race([send(), late]).finally(() => clearTimeout(timer));
}

function entryOf({ id, message }: NonNullable<Message>, attempts: number): StreamEntry {
  return { id, text: message[EVENT_FIELD] ?? JSON.stringify(message), attempts };
}
