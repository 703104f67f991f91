import { posix } from 'node:path';
import type { Evaluator } from './evaluate.ts';
import { moduleValueOf } from './module-value.ts';
import type { Part, Value } from './values.ts';

/** What the working folder of the process is shown as in a text. */
export const WORKING_FOLDER = 'process.cwd()';

// What runs in production, then what runs everywhere, then what every developer runs.
const PREFERRED = ['production', 'prod', 'default', 'development', 'dev', 'local'];

/**
 * What `require(path)` and `import(path)` of a computed path give. A path from the process's working folder means one file for
 * each package, as each is started in its own; one with a hole for the environment's name means the file for production.
 */
export function computedModule(evaluator: Evaluator, paths: readonly Value[], from: string): Value[] {
  const files = new Set<string>();
  for (const path of paths) {
    if (path.t !== 'text') continue;
    const [first, ...rest] = path.parts;
    if (first?.p === 'hole' && first.name === WORKING_FOLDER) {
      for (const dir of evaluator.program.packageDirs())
        for (const file of filesAt(evaluator, dir, rest)) {
          evaluator.perProcess.add(file);
          files.add(file);
        }
    } else if (first?.p === 'hole' && first.name === '__dirname')
      for (const file of filesAt(evaluator, posix.dirname(from), rest)) files.add(file);
    else if (first?.p === 'text' && /^\.\.?\//.test(first.s))
      for (const file of filesAt(evaluator, posix.dirname(from), path.parts)) files.add(file);
  }
  const found = [...files].filter((file) => file !== from).flatMap((file) => moduleValueOf(evaluator, file));
  return found.length > 0 ? found : [{ t: 'unknown', why: 'require of a computed path' }];
}

// The file of a path; one hole in the last segment is filled with the environment that matters most.
function filesAt(evaluator: Evaluator, dir: string, parts: readonly Part[]): string[] {
  const texts = parts.map((part) => (part.p === 'text' ? part.s : '\u0000'));
  const path = posix.join(dir, texts.join(''));
  const holes = path.split('\u0000').length - 1;
  const options = holes === 0 ? [path] : PREFERRED.map((name) => path.replace('\u0000', name));
  if (holes > 1 || !posix.basename(path).includes('\u0000') !== (holes === 0)) return [];
  const [file] = options.flatMap((option) => evaluator.program.fileAt(option) ?? []);
  return file === undefined ? [] : [file];
}
