import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../../util/user-error.ts';
import { FACTS_FORMAT, isRepositoryName, type FactFile } from './fact-file.ts';
import { FactTree } from './fact-tree.ts';
import type { Repository } from './repositories.ts';

// What a fact file may unpack to: more is a mistake or malice.
const LARGEST = 1_000_000_000;

/** Reads fact files. Throws UserError when one is missing, broken, of another format, or of the same repository as another. */
export function readFactFiles(paths: readonly string[]): readonly Repository[] {
  const from = new Map<string, string>();
  return paths.map((path) => {
    const content = readFactFile(path);
    const known = from.get(content.repository);
    if (known !== undefined) {
      throw new UserError(`"${known}" and "${path}" are both facts of the repository "${content.repository}"`, {
        help: 'leave one out, or make one again with another --name',
      });
    }
    from.set(content.repository, path);
    return { name: content.repository, tree: new FactTree(content) };
  });
}

function readFactFile(path: string): FactFile {
  const content = parse(path, bytesOf(path));
  const { kind, schemaVersion, tool, repository } = content;
  if (kind !== 'archwright-facts') throw broken(path, 'it is no fact file');
  if (schemaVersion !== FACTS_FORMAT) {
    const made = typeof tool?.version === 'string' ? ` by archwright ${tool.version}` : '';
    throw new UserError(
      `facts of format ${String(schemaVersion)} cannot be linked: this version reads format ${FACTS_FORMAT}`,
      {
        where: { file: path },
        help: `the file was made${made}; make it again with the same version as here`,
      },
    );
  }
  if (typeof repository !== 'string' || !isRepositoryName(repository)) throw broken(path, 'its repository has no name');
  if (!isWhole(content)) throw broken(path, 'parts of it are missing');
  return content;
}

function isWhole(content: Partial<FactFile>): content is FactFile {
  const { files, gaps, manifests, sources, unreadable } = content;
  const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  return (
    Array.isArray(files) &&
    files.every((file) => typeof file === 'string' && !file.startsWith('/') && !file.split('/').includes('..')) &&
    Array.isArray(gaps) &&
    [manifests, sources, unreadable].every(isRecord)
  );
}

function bytesOf(path: string): Buffer {
  try {
    const bytes = readFileSync(path);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: LARGEST }) : bytes;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE') throw broken(path, 'it cannot be unpacked');
    const known: Record<string, string> = { ENOENT: 'it does not exist', EACCES: 'permission denied' };
    throw new UserError(`the fact file "${path}" cannot be read (${known[code] ?? code})`, {
      help: 'make it with "archwright facts" in its repository',
    });
  }
}

function parse(path: string, bytes: Buffer): Partial<FactFile> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw broken(path, 'it is no JSON, or it was cut off');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken(path, 'it is no fact file');
  return value;
}

function broken(path: string, why: string): UserError {
  return new UserError(`the fact file "${path}" cannot be used: ${why}`, {
    help: 'make it again with "archwright facts" in its repository',
  });
}
