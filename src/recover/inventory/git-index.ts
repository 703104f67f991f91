import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * The files that git tracks below `root`, relative to it; undefined when `root` is in no git repository or the index cannot be read.
 * Only tracked files escape a .gitignore, so the same commit gives the same answer in a checkout and on a developer's machine.
 */
export function trackedFiles(root: string): ReadonlySet<string> | undefined {
  const top = repositoryTop(resolve(root));
  if (top === undefined) return undefined;
  const names = readIndex(join(gitFolder(top), 'index'));
  if (names === undefined) return undefined;
  const prefix = relative(top, resolve(root)).replaceAll('\\', '/');
  if (prefix === '') return new Set(names);
  return new Set(names.filter((name) => name.startsWith(`${prefix}/`)).map((name) => name.slice(prefix.length + 1)));
}

function repositoryTop(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}

// In a worktree or a submodule, `.git` is a file that names the folder.
function gitFolder(top: string): string {
  const path = join(top, '.git');
  if (statSync(path).isDirectory()) return path;
  const target = /^gitdir:\s*(.+)$/m.exec(readFileSync(path, 'utf8'))?.[1]?.trim();
  return target === undefined ? path : resolve(top, target);
}

/** Names in an index of version 2, 3 or 4 (https://git-scm.com/docs/index-format). */
function readIndex(path: string): string[] | undefined {
  let data: Buffer;
  try {
    data = readFileSync(path);
  } catch {
    return undefined;
  }
  if (data.length < 12 || data.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = data.readUInt32BE(4);
  const count = data.readUInt32BE(8);
  if (version < 2 || version > 4) return undefined;
  const names: string[] = [];
  let at = 12;
  let previous: Buffer = Buffer.alloc(0);
  for (let i = 0; i < count && at + 62 < data.length; i++) {
    const start = at;
    at += data.readUInt16BE(at + 60) & 0x4000 ? 64 : 62;
    let name: Buffer;
    if (version === 4) {
      const [strip, next] = varint(data, at);
      const end = data.indexOf(0, next);
      name = Buffer.concat([previous.subarray(0, previous.length - strip), data.subarray(next, end)]);
      at = end + 1;
      previous = name;
    } else {
      const end = data.indexOf(0, at);
      name = data.subarray(at, end);
      at = start + ((end - start + 8) & ~7);
    }
    names.push(name.toString('utf8'));
  }
  return names;
}

function varint(data: Buffer, from: number): [value: number, next: number] {
  let at = from;
  let byte = data[at++] ?? 0;
  let value = byte & 127;
  while (byte & 128) {
    byte = data[at++] ?? 0;
    value = ((value + 1) << 7) | (byte & 127);
  }
  return [value, at];
}
