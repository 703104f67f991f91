import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoverageGap } from '../../model/system.ts';
import type { FactCache } from '../cache/fact-cache.ts';
import type { sourceFacts, SourceFacts } from '../facts/source-facts.ts';
import { isFilled, walkRepository } from '../inventory/walk.ts';
import { ParserMissing, type SourceTree } from './source-tree.ts';

/** Texts or bytes that stand for those of files, by path; null for a file that is not there. */
export type EditedFiles = ReadonlyMap<string, string | Buffer | null>;

/** A repository on the disk, or with other files in place of some. Every file is read as it is asked for; facts come from a cache where it has them. */
export class DiskTree implements SourceTree {
  readonly files: readonly string[];
  readonly gaps: readonly CoverageGap[];
  /** How many files were parsed, and how many had their facts in the cache. */
  readonly counts = { parsed: 0, cached: 0 };
  private readonly root: string;
  private readonly edited: EditedFiles;
  private readonly made = new Map<string, SourceFacts>();
  private readonly hashes = new Map<string, string | null>();
  private cache: FactCache | undefined;
  private parser: typeof sourceFacts | undefined;
  private tell: ((text: string) => void) | undefined;

  /** Lists the files under `root`, which must be a readable folder. */
  constructor(root: string, edited: EditedFiles = new Map()) {
    this.root = root;
    this.edited = edited;
    const { files, gaps } = walkRepository(root);
    const added = [...edited].filter(([file, bytes]) => bytes !== null && !isFilled(file)).map(([file]) => file);
    const kept = files.filter((file) => !edited.has(file));
    this.files = edited.size === 0 ? files : [...new Set([...kept, ...added])].sort();
    this.gaps = gaps;
  }

  /** Tells from time to time which file is being read. */
  onProgress(tell: (text: string) => void): void {
    this.tell = tell;
  }

  useCache(cache: FactCache): void {
    this.cache = cache;
  }

  /** Loads the parser, which takes longer than anything else that is loaded. */
  async loadParser(): Promise<void> {
    ({ sourceFacts: this.parser } = await import('../facts/source-facts.ts'));
  }

  digest(text: string): string {
    return sha(Buffer.from(text));
  }

  /** Hash of every file that was read, in the order of reading. */
  reads(): readonly (readonly [file: string, hash: string | null])[] {
    return [...this.hashes];
  }

  /** Hash of a file's bytes, null when it cannot be read. */
  hashOf(file: string): string | null {
    try {
      return sha(this.load(file));
    } catch {
      return null;
    }
  }

  read(file: string): string {
    return this.bytes(file)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  }

  facts(file: string): SourceFacts {
    const made = this.made.get(file);
    if (made !== undefined) return made;
    if (this.made.size % 100 === 99) this.tell?.(`reading ${file}`);
    const bytes = this.bytes(file);
    const key = `${file.slice(file.lastIndexOf('.') + 1)}:${this.hashes.get(file) ?? ''}`;
    let found = this.cache?.get(key, file);
    if (found !== undefined) this.counts.cached++;
    else {
      if (this.parser === undefined) throw new ParserMissing();
      found = this.parser(file, bytes.toString('utf8').replace(/^\uFEFF/, ''));
      this.counts.parsed++;
      // That the stack was exhausted depends on more than the bytes.
      if (found.facts !== undefined || found.problem?.reason.startsWith('not understood') !== true)
        this.cache?.set(key, found);
    }
    this.made.set(file, found);
    return found;
  }

  private load(file: string): Buffer {
    const bytes = this.edited.get(file);
    if (bytes === null) throw new Error(`there is no ${file}`);
    return bytes === undefined ? readFileSync(join(this.root, file)) : Buffer.from(bytes);
  }

  private bytes(file: string): Buffer {
    let bytes: Buffer;
    try {
      bytes = this.load(file);
    } catch (error) {
      this.hashes.set(file, null);
      throw error;
    }
    if (this.cache !== undefined) this.hashes.set(file, sha(bytes));
    return bytes;
  }
}

function sha(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
