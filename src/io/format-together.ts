import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { runPrettier } from './prettier.ts';

/** A text, and which of prettier's parsers reads it. */
export interface FormatJob {
  readonly parser: string;
  readonly text: string;
}

/** What a thread that helps is given. */
export interface FormatterData {
  readonly jobs: readonly FormatJob[];
  /** How many jobs were taken, and how many of those taken by helpers were answered. */
  readonly counts: Int32Array;
  readonly port: MessagePort;
}

/** The places of `counts`. */
export const TAKEN = 0;
export const ANSWERED = 1;

/** What a helper says about a job; no text when it cannot be parsed. */
export interface FormatAnswer {
  readonly index: number;
  readonly text: string | undefined;
}

/** A helper has to load prettier first, so one pays from about this many characters on. */
const CHARACTERS_PER_HELPER = 60_000;
const MOST_HELPERS = 3;
/** How long one text is waited for; then a helper counts as dead, and what it took is done here. */
const PATIENCE_MS = 10_000;

/**
 * The texts as prettier leaves them, undefined where one cannot be parsed. Threads help where there is much to do and a core
 * to spare. The caller waits without yielding, so that this remains a plain function; who formats what changes nothing.
 */
export function formatTogether(jobs: readonly FormatJob[], helpers = helpersFor(jobs)): (string | undefined)[] {
  const results = new Map<number, string | undefined>();
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const ports = Array.from({ length: helpers }, () => startHelper(jobs, counts));
  let own = 0;
  for (let index = Atomics.add(counts, TAKEN, 1); index < jobs.length; index = Atomics.add(counts, TAKEN, 1)) {
    results.set(index, formatOne(jobs[index]));
    own += 1;
  }
  for (let answered = 0; ports.length > 0 && answered < jobs.length - own;) {
    const state = Atomics.wait(counts, ANSWERED, answered, PATIENCE_MS);
    if (state === 'timed-out') break;
    answered = Atomics.load(counts, ANSWERED);
  }
  for (const port of ports) collect(port, results);
  return jobs.map((job, index) => (results.has(index) ? results.get(index) : formatOne(job)));
}

/** One text; undefined when it cannot be parsed. */
export function formatOne(job: FormatJob | undefined): string | undefined {
  if (job === undefined) return undefined;
  try {
    return runPrettier(job.text, job.parser);
  } catch {
    return undefined;
  }
}

// Uncompiled, as tests load this module, there is nothing that a thread could run.
const HELPER = new URL('./format-helper.js', import.meta.url);

function helpersFor(jobs: readonly FormatJob[]): number {
  const characters = jobs.reduce((sum, { text }) => sum + text.length, 0);
  const wanted = Math.min(Math.floor(characters / CHARACTERS_PER_HELPER), availableParallelism() - 1, MOST_HELPERS);
  return wanted > 0 && existsSync(fileURLToPath(HELPER)) ? wanted : 0;
}

function startHelper(jobs: readonly FormatJob[], counts: Int32Array): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const workerData: FormatterData = { jobs, counts, port: port2 };
  new Worker(HELPER, { workerData, transferList: [port2] }).unref();
  return port1;
}

function collect(port: MessagePort, results: Map<number, string | undefined>): void {
  for (let said = receiveMessageOnPort(port); said !== undefined; said = receiveMessageOnPort(port)) {
    const { index, text } = said.message as FormatAnswer;
    results.set(index, text);
  }
  port.close();
}
