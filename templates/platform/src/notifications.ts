import { setTimeout as sleep } from 'node:timers/promises';
import { escapeIdentifier, type Pool } from 'pg';

/** Listens on a connection of its own, on a new one when that breaks. The returned function ends it. */
export function listenTo(pool: Pool, channel: string, listener: () => void): () => Promise<void> {
  const closing = new AbortController();
  const listening = keepListening(pool, channel, listener, closing.signal);
  return async () => {
    closing.abort();
    await listening;
  };
}

async function keepListening(pool: Pool, channel: string, listener: () => void, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    await listenOnce(pool, channel, listener, closing).catch(() => {});
    await sleep(500 + Math.random() * 500, undefined, { signal: closing }).catch(() => {});
  }
}

/** Resolves when the connection has ended. */
async function listenOnce(pool: Pool, channel: string, listener: () => void, closing: AbortSignal): Promise<void> {
  const client = await pool.connect();
  try {
    const ended = new Promise<void>((resolve) => {
      for (const event of ['error', 'end'] as const) client.once(event, () => resolve());
      closing.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', listener);
    await client.query(`LISTEN ${escapeIdentifier(channel)}`);
    // For what came while nobody listened.
    listener();
    await ended;
  } finally {
    // True: it is of no use to others.
    client.release(true);
  }
}
