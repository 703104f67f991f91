import { join } from 'node:path';
import { writeFileAtomic } from '../io/write-file.ts';
import { UserError } from '../util/user-error.ts';

/** The folder that a format of several files is written to. Throws UserError when none was given. */
export function requireOutput(format: string, output: string | undefined): string {
  if (output !== undefined) return output;
  throw new UserError(`the format "${format}" is a folder of files`, {
    help: `say where to write it: archwright export ${format} --output docs/${format}`,
  });
}

/** Writes the files, each whole or not at all, and tells what was done. Files that are there already and have no successor stay. */
export function exportTo(folder: string, files: ReadonlyMap<string, string>): string {
  if (files.size === 0) return 'there is nothing in the system that this format could show; nothing was written\n';
  for (const [path, text] of files) writeFileAtomic(join(folder, path), text);
  return `${String(files.size)} ${files.size === 1 ? 'file' : 'files'} written to "${folder}"\n`;
}
