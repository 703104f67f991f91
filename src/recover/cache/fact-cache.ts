import type { SourceFacts } from '../facts/source-facts.ts';
import type { CacheFolder } from './cache-folder.ts';

const NAME = 'facts';

/**
 * Facts by the hash of the bytes that they were made of: one file with an index in front, of which only what is asked for
 * is decoded. Facts are kept without the path, so that a file that was moved or copied keeps its facts.
 */
export class FactCache {
  private readonly folder: CacheFolder;
  private readonly version: string;
  private readonly known = new Map<string, Buffer>();
  /** What this run asked for: the rest is forgotten when the cache is saved, which bounds its size. */
  private readonly used = new Map<string, Buffer>();
  private isChanged = false;

  constructor(folder: CacheFolder, version: string) {
    this.folder = folder;
    this.version = version;
    const data = folder.read(NAME);
    if (data !== undefined) this.load(data);
  }

  get(key: string, file: string): SourceFacts | undefined {
    const data = this.used.get(key) ?? this.known.get(key);
    if (data === undefined) return undefined;
    this.used.set(key, data);
    const { facts, problem } = JSON.parse(data.toString('utf8')) as SourceFacts;
    return { facts: facts && { ...facts, file }, problem };
  }

  set(key: string, found: SourceFacts): void {
    const { facts, problem } = found;
    this.used.set(key, Buffer.from(JSON.stringify({ facts: facts && { ...facts, file: '' }, problem })));
    this.isChanged = true;
  }

  /** Writes what this run asked for, if that is not what lies there, and forgets it: the rest of the run needs the memory. */
  save(): void {
    if (this.isChanged || this.used.size !== this.known.size) this.write();
    this.known.clear();
    this.used.clear();
  }

  private write(): void {
    const entries = [...this.used].sort(([a], [b]) => (a < b ? -1 : 1));
    const index = Buffer.from(JSON.stringify([this.version, ...entries.map(([key, data]) => [key, data.length])]));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(index.length);
    this.folder.write(NAME, [size, index, ...entries.map(([, data]) => data)]);
  }

  private load(data: Buffer): void {
    let at = 4 + data.readUInt32LE(0);
    const [version, ...entries] = JSON.parse(data.toString('utf8', 4, at)) as [string, ...[string, number][]];
    if (version !== this.version) return;
    for (const [key, length] of entries) this.known.set(key, data.subarray(at, (at += length)));
  }
}
