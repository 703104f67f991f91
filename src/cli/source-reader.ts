import { join } from 'node:path';
import { readText } from '../io/read-text.ts';
import type { Sources } from '../lint/span.ts';
import { UserError } from '../util/user-error.ts';

/** Reads the source files of a repository for code frames, each at most once; undefined for what cannot be read. */
export function sourceReader(root: string): Sources {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) texts.set(file, readOrNothing(join(root, file)));
    return texts.get(file);
  };
}

function readOrNothing(path: string): string | undefined {
  try {
    return readText(path, 'a source file');
  } catch (error) {
    // A finding is worth more than its code frame.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
