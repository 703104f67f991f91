import { isDeepStrictEqual } from 'node:util';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { currentContext, newContext, runWithContext } from './context.ts';
import type { Logger } from './logger.ts';

interface Answer {
  readonly statusCode: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Readable;
}

interface Given {
  readonly statusCode: number;
  readonly text: Buffer | undefined;
  readonly encoding: string | string[] | undefined;
}

const MOST_AT_ONCE = 10;
const MOST_BYTES = 256 * 1024;

/** Compares what a caller was answered with what the other side would have answered; the caller never waits for it. */
export class Shadow {
  readonly counts = { same: 0, different: 0, skipped: 0 };
  private readonly route: string;
  private readonly log: Logger;
  private running = 0;

  constructor(route: string, log: Logger) {
    this.route = route;
    this.log = log;
  }

  /** Takes a place for one comparison; false when there are enough under way. */
  begin(): boolean {
    if (this.running < MOST_AT_ONCE) return this.running++ < MOST_AT_ONCE;
    this.counts.skipped++;
    return false;
  }

  /** Asks the other side and counts the outcome; ends what `begin` began. */
  compare(given: Given, request: FastifyRequest, ask: () => Promise<Answer>): void {
    const { identity, traceparent } = currentContext() ?? newContext();
    const context = {
      correlationId: request.id,
      ...(traceparent !== undefined && { traceparent }),
      ...(identity && { identity }),
    };
    const { text } = given;
    const done = (): void => void this.running--;
    if (text === undefined) {
      this.counts.skipped++;
      return done();
    }
    runWithContext(context, () => this.outcome({ ...given, text }, request, ask))
      .catch((error: unknown) => {
        this.counts.skipped++;
        this.log.warn({ err: error, route: this.route, url: request.url }, 'the other side could not be compared');
      })
      .finally(done);
  }

  private async outcome(
    given: Given & { text: Buffer },
    request: FastifyRequest,
    ask: () => Promise<Answer>,
  ): Promise<void> {
    const answer = await ask();
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new Error(`an answer of more than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
    const own = meaningOf(given.text, given.encoding);
    const other = meaningOf(Buffer.concat(chunks), answer.headers['content-encoding']);
    const same = given.statusCode === answer.statusCode && isDeepStrictEqual(own, other);
    this.counts[same ? 'same' : 'different']++;
    if (same) return;
    const { method, url, id } = request;
    const statuses = { status: given.statusCode, otherStatus: answer.statusCode };
    this.log.warn(
      { route: this.route, method, url, correlationId: id, ...statuses },
      'the other side answers differently',
    );
  }
}

/** JSON as its value, so that spaces and the order of fields make no difference; else the text. */
function meaningOf(body: Buffer, encoding: unknown): unknown {
  const text = decode(body, encoding).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function decode(body: Buffer, encoding: unknown): Buffer {
  if (body.length === 0) return body;
  if (encoding === 'gzip') return gunzipSync(body);
  if (encoding === 'br') return brotliDecompressSync(body);
  return encoding === 'deflate' ? inflateSync(body) : body;
}
