import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { UserError } from '../util/user-error.ts';

/** Where the record of what was generated lies, relative to the blueprint. */
export const MANIFEST_PATH = '.archwright/manifest.json';
/** The text of every generated file as it was generated, for three-way merges without a network or the old templates. */
export const BASE_PATH = '.archwright/base.json';

/** What was generated: per path, the template's output as it was when last written or merged, and whose the file is. */
export interface Manifest extends Recorded {
  readonly files: ReadonlyMap<string, RecordedFile>;
}

/** The record without the texts. */
export interface Recorded {
  /** Version of the templates that wrote it. */
  readonly template: string;
  /** SHA-256 of those templates, so that two builds of one version can be told apart; '' when it was not recorded. */
  readonly templates: string;
  /** Release of Node.js that it was written for; 0 when that was not recorded. */
  readonly node: number;
  /** SHA-256 of archwright.yaml as it was; '' when it was not recorded. */
  readonly blueprint: string;
  /** Folder of each service, relative to the blueprint. */
  readonly services: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Omit<RecordedFile, 'base'>>;
}

/**
 * Whose a file is: `generated` follows the templates, `merged` holds edits beside them, `user` was ejected and is never
 * written, `orphan` is generated no longer but holds edits.
 */
export type Owner = 'generated' | 'merged' | 'user' | 'orphan';

export interface RecordedFile {
  readonly owner: Owner;
  /** Of `base`. */
  readonly sha256: string;
  /** Of the text that the last merge wrote; undefined for a file that was never merged. */
  readonly written?: string;
  readonly base: string;
}

/** SHA-256 of a text, in hexadecimal, line ends as LF: a checkout that turns them into CRLF is not an edit. */
export function sha256(text: string): string {
  return createHash('sha256')
    .update(text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, ''))
    .digest('hex');
}

/** A record of one file. */
export function recordFile(base: string, owner: Owner = 'generated', written?: string): RecordedFile {
  return { owner, sha256: sha256(base), base, ...(written !== undefined && { written: sha256(written) }) };
}

/** The two files that hold a manifest. Byte-identical for equal manifests; one line per file, so that branches merge. */
export function formatManifest(manifest: Manifest): { path: string; text: string }[] {
  const entries = [...manifest.files].sort(([a], [b]) => (a < b ? -1 : 1));
  const bases = new Map(entries.map(([, file]) => [file.sha256, file.base]));
  const packed = [...bases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([hash, text]) => [hash, pack(text)]);
  return [
    { path: MANIFEST_PATH, text: manifestText(manifest, entries) },
    { path: BASE_PATH, text: json(Object.fromEntries(packed)) },
  ];
}

function manifestText(manifest: Manifest, entries: readonly [string, RecordedFile][]): string {
  const { template, templates, node, blueprint, services } = manifest;
  const head = json({ schemaVersion: 2, template, templates, node, blueprint, services });
  const files = entries.map(([path, { owner, sha256: hash, written }]) => {
    const entry = JSON.stringify({ owner, sha256: hash, ...(written !== undefined && { written }) });
    return `    ${JSON.stringify(path)}: ${entry}`;
  });
  const body = files.length === 0 ? '{}' : `{\n${files.join(',\n')}\n  }`;
  return `${head.replace(/\n}\n$/, '')},\n  "files": ${body}\n}\n`;
}

/** Reads what `formatManifest` wrote. Throws UserError when a file was damaged; without a manifest nothing was generated. */
export function parseManifest(manifestText: string | undefined, baseText: string | undefined): Manifest | undefined {
  const record = parseRecord(manifestText);
  if (record === undefined) return undefined;
  const bases = parseObject(BASE_PATH, baseText ?? '{}');
  const files = new Map<string, RecordedFile>();
  for (const [path, entry] of record.files) {
    const packed = bases[entry.sha256];
    if (typeof packed !== 'string') throw damaged(BASE_PATH, `the base of "${path}" is missing`);
    const base = unpack(packed);
    if (base === undefined || sha256(base) !== entry.sha256)
      throw damaged(BASE_PATH, `the base of "${path}" does not match its hash`);
    files.set(path, { ...entry, base });
  }
  return { ...record, files };
}

/** Reads the manifest without the texts, which is enough to tell what was edited. Throws UserError when it was damaged. */
export function parseRecord(text: string | undefined): Recorded | undefined {
  if (text === undefined) return undefined;
  const manifest = parseObject(MANIFEST_PATH, text);
  const recorded = manifest['files'];
  const version = manifest['schemaVersion'];
  if ((version !== 1 && version !== 2) || !isObject(recorded))
    throw damaged(MANIFEST_PATH, 'it is not of schemaVersion 1 or 2');
  const files = new Map<string, Omit<RecordedFile, 'base'>>();
  for (const [path, entry] of Object.entries(recorded)) files.set(path, parseEntry(path, entry));
  const { services } = manifest;
  return {
    template: String(manifest['template']),
    templates: String(manifest['templates'] ?? ''),
    node: Number(manifest['node'] ?? 0),
    blueprint: String(manifest['blueprint'] ?? ''),
    services: isObject(services)
      ? Object.fromEntries(Object.entries(services).map(([name, path]) => [name, String(path)]))
      : {},
    files,
  };
}

const OWNERS: readonly string[] = ['generated', 'merged', 'user', 'orphan'] satisfies Owner[];

function isOwner(value: unknown): value is Owner {
  return typeof value === 'string' && OWNERS.includes(value);
}

// schemaVersion 1 had nothing but the hash.
function parseEntry(path: string, entry: unknown): Omit<RecordedFile, 'base'> {
  if (typeof entry === 'string') return { owner: 'generated', sha256: entry };
  const { owner, sha256: hash, written } = isObject(entry) ? entry : {};
  if (!isOwner(owner) || typeof hash !== 'string' || (written !== undefined && typeof written !== 'string'))
    throw damaged(MANIFEST_PATH, `the entry of "${path}" is not one of archwright's`);
  return { owner, sha256: hash, ...(written !== undefined && { written }) };
}

/** A text, compressed, as letters. */
export function pack(text: string): string {
  return deflateRawSync(Buffer.from(text), { level: 9 }).toString('base64');
}

/** What `pack` packed; undefined when it was damaged. */
export function unpack(packed: string): string | undefined {
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
    help: `restore the file from version control: without it, edits cannot be told from generated text. If it is lost, remove ${MANIFEST_PATH} and ${BASE_PATH}, run "archwright generate", and take edited files back with "archwright adopt"`,
  });
}
