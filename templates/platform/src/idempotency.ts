import { createHash } from 'node:crypto';
import { HttpProblem } from './problem.ts';
import type { Migration, Store, Transaction } from './store.ts';

export const idempotencyMigrations: readonly Migration[] = [
  {
    id: 'platform-idempotency-1',
    sql: `
      CREATE TABLE idempotency_keys (
        caller text NOT NULL,
        operation text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        answer json NOT NULL,
        answered_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller, operation, key)
      );
      CREATE INDEX idempotency_keys_answered ON idempotency_keys (answered_at);`,
  },
];

/** A request with an Idempotency-Key. The key is its caller's own: nobody else's means the same request. */
export interface KeyedRequest {
  readonly caller: string;
  readonly operation: string;
  readonly key: string;
  /** Of what is asked for: the same key with another one is a mistake of the caller. */
  readonly fingerprint: string;
}

/** What is read of a request; fastify and Express both have it. */
interface ReceivedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly url: string;
  readonly body?: unknown;
}

const PRUNE_EVERY_MS = 3_600_000;

/** The key of a request and whose it is; undefined when it carries none. Throws a 400 when it is no text of 1 to 200 characters. */
export function keyedRequest(operation: string, request: ReceivedRequest): KeyedRequest | undefined {
  const { 'idempotency-key': key, authorization } = request.headers;
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key === '' || key.length > 200)
    throw new HttpProblem(400, 'The Idempotency-Key must be a text of 1 to 200 characters.');
  const caller = typeof authorization === 'string' ? hash(authorization) : 'anonymous';
  return { caller, operation, key, fingerprint: hash(JSON.stringify([request.url, request.body])) };
}

/** The same for endpoints that refuse a request without a key, with a 400. */
export function requireKeyed(operation: string, request: ReceivedRequest): KeyedRequest {
  const keyed = keyedRequest(operation, request);
  if (keyed === undefined) throw new HttpProblem(400, 'This endpoint needs the header Idempotency-Key.');
  return keyed;
}

/** Keeps the answers of keyed requests: a repeated one gets the first one's answer, and has no effect of its own. */
export class Idempotency {
  private readonly store: Store;
  private readonly keepMs: number;
  private nextPruneAt = 0;

  /** `keepMs`: how long an answer is remembered, a day unless said otherwise. */
  constructor(options: { store: Store; keepMs?: number }) {
    this.store = options.store;
    this.keepMs = options.keepMs ?? 86_400_000;
  }

  /**
   * Runs `effect` in the transaction that keeps its answer, or gives the answer that is kept. Throws a 409 while the same
   * request is being worked on, a 422 when its key was used for another one. What fails is not kept: it may be tried again.
   */
  async once<T>(request: KeyedRequest | undefined, effect: (tx: Transaction) => Promise<T>): Promise<T> {
    if (request === undefined) return this.store.transaction(effect);
    const answer = await this.store.transaction(async (tx) => {
      await claim(tx, request);
      const known = await this.find<T>(request, tx);
      if (known) return known.answer;
      const fresh = await effect(tx);
      const { caller, operation, key, fingerprint } = request;
      await tx.query(
        'INSERT INTO idempotency_keys (caller, operation, key, fingerprint, answer) VALUES ($1, $2, $3, $4, $5::json)',
        [caller, operation, key, fingerprint, JSON.stringify(fresh ?? null)],
      );
      return fresh;
    });
    await this.prune();
    return answer;
  }

  /** The answer that is kept, if there is one. To be asked before work that the transaction of `once` does not hold. */
  async find<T>(request: KeyedRequest | undefined, store = this.store): Promise<{ readonly answer: T } | undefined> {
    if (request === undefined) return undefined;
    const [row] = await store.query<{ fingerprint: string; answer: T }>(
      'SELECT fingerprint, answer FROM idempotency_keys WHERE caller = $1 AND operation = $2 AND key = $3',
      [request.caller, request.operation, request.key],
    );
    if (row && row.fingerprint !== request.fingerprint)
      throw new HttpProblem(422, 'The Idempotency-Key was used for another request.');
    return row;
  }

  private async prune(): Promise<void> {
    if (Date.now() < this.nextPruneAt) return;
    this.nextPruneAt = Date.now() + PRUNE_EVERY_MS;
    await this.store.query(`DELETE FROM idempotency_keys WHERE answered_at < now() - $1 * interval '1 millisecond'`, [
      this.keepMs,
    ]);
  }
}

// The lock ends with the transaction, also when its process is killed; who comes meanwhile is told so instead of waiting.
async function claim(tx: Transaction, { caller, operation, key }: KeyedRequest): Promise<void> {
  const [lock] = await tx.query<{ taken: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || $1, 0)) AS taken`,
    [JSON.stringify([caller, operation, key])],
  );
  if (!lock?.taken)
    throw new HttpProblem(409, 'A request with this Idempotency-Key is being worked on.', { retryAfterSeconds: 1 });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
