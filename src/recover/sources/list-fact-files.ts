import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { UserError } from '../../util/user-error.ts';

const ENDING = /\.json(?:\.gz)?$/;

/** The fact files that paths mean: a file, every .json and .json.gz under a folder, or what fits a pattern. Sorted, each once. */
export function listFactFiles(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap(filesOf))].sort();
}

function filesOf(path: string): readonly string[] {
  const there = statSync(path, { throwIfNoEntry: false });
  const isPattern = there === undefined && picomatch.scan(path).isGlob;
  // What is neither is opened later, and the error says what is wrong with it.
  if (!isPattern && there?.isDirectory() !== true) return [path];
  const { base, glob } = isPattern ? picomatch.scan(path) : { base: path, glob: '' };
  const fits = isPattern ? picomatch(glob) : (name: string): boolean => ENDING.test(name);
  const found = namesIn(base === '' ? '.' : base).filter((name) => fits(name));
  if (found.length > 0) return found.map((name) => join(base, name));
  throw new UserError(`there is no fact file ${isPattern ? 'that fits' : 'in'} "${path}"`, {
    help: 'make them with "archwright facts -o facts.json" in each repository',
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  } catch {
    return [];
  }
}
