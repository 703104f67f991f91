import type { CoverageGap } from '../../model/system.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import type { FactFile } from './fact-file.ts';
import type { SourceTree } from './source-tree.ts';

/** A repository as its fact file tells it. */
export class FactTree implements SourceTree {
  readonly files: readonly string[];
  readonly gaps: readonly CoverageGap[];
  private readonly content: FactFile;

  constructor(content: FactFile) {
    this.content = content;
    this.files = content.files;
    this.gaps = content.gaps;
  }

  read(file: string): string {
    const text = own(this.content.manifests, file);
    if (text !== undefined) return text;
    throw this.missing(file);
  }

  facts(file: string): SourceFacts {
    const found = own(this.content.sources, file);
    if (found === undefined) throw this.missing(file);
    const { facts, problem } = found;
    return { facts: facts === null ? undefined : { file, ...facts }, problem: problem ?? undefined };
  }

  private missing(file: string): Error {
    const { code, message } = own(this.content.unreadable, file) ?? {
      code: 'ENOENT',
      message: 'the fact file does not hold it',
    };
    return Object.assign(new Error(message), { code });
  }
}

// Paths come from repositories: one may be called `constructor`.
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
