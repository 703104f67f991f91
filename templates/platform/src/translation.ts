import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { UnusableResponse } from './errors.ts';
import { HttpProblem } from './problem.ts';

/** Between the JSON of the old system and ours. */
export interface Translation {
  fromLegacy(value: unknown): unknown;
  toLegacy(value: unknown): unknown;
}

const MOST_BYTES = 1024 * 1024;

/** What has to be changed of a request so that the old system understands it. Compressed answers could not be read. */
export async function toLegacyRequest(
  translation: Translation,
  request: FastifyRequest,
): Promise<{ headers: Record<string, string>; body?: Buffer }> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (request.body === undefined || !isJson(request.headers['content-type'])) return { headers };
  const text = await readAll(request.raw, () => new HttpProblem(413));
  const body = Buffer.from(JSON.stringify(translation.toLegacy(parse(text, () => new HttpProblem(400, 'No JSON.')))));
  return { headers: { ...headers, 'content-length': String(body.length) }, body };
}

/** The old system's answer as ours; one that is no JSON stays as it is. */
export async function toOwnAnswer(
  translation: Translation,
  answer: Dispatcher.ResponseData,
  name: string,
): Promise<{ statusCode: number; headers: Dispatcher.ResponseData['headers']; body: Readable }> {
  if (!isJson(answer.headers['content-type'])) return answer;
  const unusable = (): Error => new UnusableResponse(name, new Error('no JSON, or more than 1 MB of it'));
  const text = await readAll(answer.body, unusable);
  const value = text === '' ? '' : JSON.stringify(translation.fromLegacy(parse(text, unusable)));
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(value)) };
  return { statusCode: answer.statusCode, headers, body: Readable.from([Buffer.from(value)]) };
}

/** Renames the fields of objects, in lists and objects as deep as they go; other fields keep their names. */
export function renameFields(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => renameFields(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      Object.hasOwn(names, name) ? names[name] : name,
      renameFields(item, names),
    ]),
  );
}

async function readAll(stream: Readable, tooLong: () => Error): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string, wrong: () => Error): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong();
  }
}

function isJson(contentType: unknown): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(String(contentType ?? ''));
}
