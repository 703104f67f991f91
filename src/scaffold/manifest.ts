import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { UserError } from '../util/user-error.ts';

/** Where the record of what was generated lies, relative to the blueprint. */
export const MANIFEST_PATH = '.archwright/manifest.json';
/** The text of every generated file as it was generated, for three-way merges without a network or the old templates. */
export const BASE_PATH = '.archwright/base.json';

/** What was generated: per path, the template's output as it was when last written or merged. */
export interface Manifest {
  /** Version of the templates that wrote it. */
  readonly template: string;
  /** Release of Node.js that it was written for; 0 when that was not recorded. */
  readonly node: number;
  readonly files: ReadonlyMap<string, RecordedFile>;
}

export interface RecordedFile {
  readonly sha256: string;
  readonly base: string;
}

/** SHA-256 of a text, in hexadecimal, line ends as LF: a checkout that turns them into CRLF is not an edit. */
export function sha256(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

/** A record of one file. */
export function recordFile(base: string): RecordedFile {
  return { sha256: sha256(base), base };
}

/** The two files that hold a manifest. Byte-identical for equal manifests; one line per file, so that branches merge. */
export function formatManifest(manifest: Manifest): { path: string; text: string }[] {
  const { template, node } = manifest;
  const entries = [...manifest.files].sort(([a], [b]) => (a < b ? -1 : 1));
  const files = Object.fromEntries(entries.map(([path, { sha256: hash }]) => [path, hash]));
  const bases = new Map(entries.map(([, file]) => [file.sha256, file.base]));
  const packed = [...bases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([hash, text]) => [hash, pack(text)]);
  return [
    { path: MANIFEST_PATH, text: json({ schemaVersion: 1, template, node, files }) },
    { path: BASE_PATH, text: json(Object.fromEntries(packed)) },
  ];
}

/** Reads what `formatManifest` wrote. Throws UserError when a file was damaged; without a manifest nothing was generated. */
export function parseManifest(manifestText: string | undefined, baseText: string | undefined): Manifest | undefined {
  if (manifestText === undefined) return undefined;
  const manifest = parseObject(MANIFEST_PATH, manifestText);
  const bases = parseObject(BASE_PATH, baseText ?? '{}');
  const recorded = manifest['files'];
  if (manifest['schemaVersion'] !== 1 || !isObject(recorded))
    throw damaged(MANIFEST_PATH, 'it is not of schemaVersion 1');
  const files = new Map<string, RecordedFile>();
  for (const [path, hash] of Object.entries(recorded)) {
    const packed = typeof hash === 'string' ? bases[hash] : undefined;
    if (typeof hash !== 'string' || typeof packed !== 'string')
      throw damaged(BASE_PATH, `the base of "${path}" is missing`);
    const base = unpack(packed);
    if (base === undefined || sha256(base) !== hash)
      throw damaged(BASE_PATH, `the base of "${path}" does not match its hash`);
    files.set(path, { sha256: hash, base });
  }
  return { template: String(manifest['template']), node: Number(manifest['node'] ?? 0), files };
}

function pack(text: string): string {
  return deflateRawSync(Buffer.from(text), { level: 9 }).toString('base64');
}

function unpack(packed: string): string | undefined {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: 10_000_000 }).toString('utf8');
  } catch {
    return undefined;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parseObject(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
  if (!isObject(value)) throw damaged(file, 'it is not an object');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(file: string, reason: string): UserError {
  return new UserError(`the record of what was generated is damaged: ${reason}`, {
    where: { file },
    help: 'restore the file from version control; without it, edits could not be told from generated text',
  });
}
