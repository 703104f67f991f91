import { isDataFile, moduleOfData } from './data-files.ts';
import type { FileFacts } from './file-facts.ts';
import { lowerFile } from './lower-file.ts';

/** Why a file's facts are missing or not whole, and where. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** What reading one source file gave: a pure function of its bytes and the ending of its name. */
export interface SourceFacts {
  readonly facts: FileFacts | undefined;
  readonly problem: Problem | undefined;
}

// A source file this large was made by a machine.
const LARGEST = 1_500_000;
const LONGEST_LINE = 20_000;

/** Facts of a source file; of a data file (JSON, YAML) those of a module whose only export is its value. */
export function sourceFacts(file: string, text: string): SourceFacts {
  if (isDataFile(file)) return text.length > LARGEST ? { facts: undefined, problem: undefined } : ofData(file, text);
  if (text.length > LARGEST || (text.length > LONGEST_LINE && longestLine(text) > LONGEST_LINE)) {
    const reason = 'left out: its size or line length says that a machine wrote it';
    return { facts: undefined, problem: { line: 0, column: 0, reason } };
  }
  return lower(file, text);
}

function ofData(file: string, text: string): SourceFacts {
  let module: string;
  try {
    module = moduleOfData(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { facts: undefined, problem: { line: 0, column: 0, reason } };
  }
  const { facts, problem } = lower(`${file}.js`, module);
  return { facts: facts && { ...facts, file, errors: [] }, problem: facts ? undefined : problem };
}

function lower(file: string, text: string): SourceFacts {
  try {
    const facts = lowerFile(file, text);
    const [error] = facts.errors;
    const { line = 0, column = 0, message = '' } = error ?? {};
    return { facts, problem: error && { line, column, reason: `syntax error: ${message}` } };
  } catch (error) {
    // Very deep nesting exhausts the stack: that file is lost, not the run.
    const reason = `not understood: ${error instanceof Error ? error.message : String(error)}`;
    return { facts: undefined, problem: { line: 0, column: 0, reason } };
  }
}

function longestLine(text: string): number {
  let longest = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    longest = Math.max(longest, stop - start);
    start = stop + 1;
  }
  return longest;
}
