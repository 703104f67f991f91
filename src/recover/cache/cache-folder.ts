import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createFile } from '../../io/create-file.ts';

const MAGIC = Buffer.from('archwright-cache\n', 'latin1');
const SIGNATURE = 32;

/**
 * A folder of a repository's cache. What lies in it counts only when it bears the signature of this user: a repository
 * that ships a cache of its own must not be able to say what is in its code.
 */
export class CacheFolder {
  private readonly path: string;
  private readonly secret: Buffer;

  private constructor(path: string, secret: Buffer) {
    this.path = path;
    this.secret = secret;
  }

  /** The folder under an analysed root; undefined when it cannot be used, which is no mistake of anybody. */
  static open(root: string): CacheFolder | undefined {
    try {
      const path = join(root, '.archwright', 'cache');
      mkdirReal(join(root, '.archwright'));
      mkdirReal(path);
      createFile(join(path, '.gitignore'), '*\n');
      return new CacheFolder(path, userSecret());
    } catch {
      return undefined;
    }
  }

  read(name: string): Buffer | undefined {
    try {
      const file = join(this.path, name);
      if (!lstatSync(file).isFile()) return undefined;
      const data = readFileSync(file);
      const from = MAGIC.length + SIGNATURE;
      if (data.length < from || !data.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
      const payload = data.subarray(from);
      return timingSafeEqual(data.subarray(MAGIC.length, from), this.sign(name, [payload])) ? payload : undefined;
    } catch {
      return undefined;
    }
  }

  /** Replaces a file whole: who reads at the same time sees the old one or the new one. Failure is silent. */
  write(name: string, parts: readonly Buffer[]): void {
    const file = join(this.path, name);
    const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      // The flag refuses whatever stands there, links included.
      writeFileSync(temporary, Buffer.concat([MAGIC, this.sign(name, parts), ...parts]), { flag: 'wx' });
      renameSync(temporary, file);
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  private sign(name: string, parts: readonly Buffer[]): Buffer {
    const hmac = createHmac('sha256', this.secret).update(`${name}\n`);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }
}

// A link could lead the writing out of the repository.
function mkdirReal(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) mkdirSync(path, { recursive: true });
  else if (!there.isDirectory()) throw new Error('not a folder');
}

/** A secret of the user's own, made at the first use and kept outside of every repository. */
function userSecret(): Buffer {
  const home = process.env['XDG_CACHE_HOME'] ?? process.env['LOCALAPPDATA'] ?? join(homedir(), '.cache');
  const file = join(home, 'archwright', 'cache-key');
  const read = (): Buffer => {
    const secret = Buffer.from(readFileSync(file, 'latin1').trim(), 'hex');
    if (secret.length !== 32) throw new Error('no key');
    return secret;
  };
  try {
    return read();
  } catch {
    mkdirSync(join(home, 'archwright'), { recursive: true, mode: 0o700 });
    createFile(file, `${randomBytes(32).toString('hex')}\n`, 0o600);
    return read();
  }
}
