import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { handleEvent, parseEvent, type EventHandler } from './bus.ts';

/** Why and when an event was set aside. */
export interface DeadLetter {
  readonly type: string;
  /** Empty when the message was no event. */
  readonly id: string;
  readonly error: string;
  readonly attempts: number;
  readonly failedAt: string;
}

/** Which dead letters to bring back; all of this service when nothing is said. */
export interface RedriveOptions {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
  /** Those whose error contains this text. */
  readonly error?: string | undefined;
  readonly limit?: number | undefined;
  /** Handles no more than so many in a second; all at once when nothing is said. */
  readonly perSecond?: number | undefined;
  /** Only looks. */
  readonly dryRun?: boolean | undefined;
}

/** A dead letter that was looked at, and what became of it. */
export interface Redriven extends DeadLetter {
  readonly outcome: 'found' | 'handled' | 'failed';
}

/** A message that was set aside, as a broker keeps it. */
export interface KeptMessage {
  readonly text: string;
  readonly type: string;
  readonly header: (name: string) => string | undefined;
}

const NAMES = {
  error: 'dead-letter-error',
  stack: 'dead-letter-stack',
  attempts: 'dead-letter-attempts',
  failedAt: 'dead-letter-time',
};

/** Headers that tell later readers of a dead letter what happened. */
export function deadLetterHeaders(error: unknown, attempts: number): Record<string, string> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    // One line of printable ASCII is what every broker takes.
    [NAMES.error]: text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 500),
    [NAMES.stack]: stackHash(error),
    [NAMES.attempts]: String(attempts),
    [NAMES.failedAt]: new Date().toISOString(),
  };
}

/** The same for all failures at one place of the code, whatever their message says. */
function stackHash(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return createHash('sha256').update(frames.join('\n')).digest('hex').slice(0, 12);
}

/** What a kept message tells of itself. */
export function readDeadLetter({ text, type, header }: KeptMessage): DeadLetter {
  const about = {
    error: header(NAMES.error) ?? 'its handler ended the process',
    attempts: Number(header(NAMES.attempts) ?? 0),
    failedAt: header(NAMES.failedAt) ?? '',
  };
  try {
    const event = parseEvent(text);
    return { type: event.type, id: event.id, ...about };
  } catch {
    return { type, id: '', ...about };
  }
}

export function isWanted({ type, id, error }: DeadLetter, options: RedriveOptions): boolean {
  return (options.type ?? type) === type && (options.id ?? id) === id && error.includes(options.error ?? '');
}

/** Handles a dead letter again, unless it is only looked at. */
export async function redriveOne(
  letter: DeadLetter,
  text: string,
  handlers: ReadonlyMap<string, EventHandler>,
  options: RedriveOptions = {},
): Promise<Redriven> {
  if (options.dryRun) return { ...letter, outcome: 'found' };
  if (options.perSecond !== undefined) await sleep(1_000 / options.perSecond);
  try {
    const handler = handlers.get(letter.type);
    if (!handler) throw new Error(`nothing here handles "${letter.type}"`);
    await handleEvent(parseEvent(text), handler);
    return { ...letter, outcome: 'handled' };
  } catch (error) {
    return { ...letter, outcome: 'failed', error: String(error) };
  }
}
