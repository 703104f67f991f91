import { dirname, join, relative, resolve } from 'node:path';
import { isFile } from '../../io/read-text.ts';
import { presets } from '../../lint/presets.ts';
import type { Locate } from '../../lint/settings.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { UserError } from '../../util/user-error.ts';

const FILES = ['archwright.yaml', 'archwright.yml', 'archwright.json'];

/**
 * Absolute path of the file that `extends` names: `./…` and `../…` from the folder of the file that says so, otherwise a
 * package that is installed there or in a folder above it (its archwright.yaml, or a file in it: `@acme/rules/strict.yaml`).
 * It is read as data; nothing of a package is executed. Throws UserError at `place` when there is no such file.
 */
export function resolveSettingsFile(name: string, folder: string, place: ReturnType<Locate>): string {
  if (/^\.\.?\//.test(name)) {
    const file = resolve(folder, name);
    if (isFile(file)) return file;
    throw new UserError(`"${name}" is no file`, { ...place, help: `looked for "${relative('.', file)}"` });
  }
  const match = /^((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/(.+))?$/.exec(name);
  const [, packageName = '', inner] = match ?? [];
  if (packageName === '' || inner?.split('/').includes('..'))
    throw new UserError(`"${name}" is neither a preset nor a path nor the name of a package`, {
      ...place,
      help: `presets: ${presetNames()}; a path begins with "./" or "../"`,
    });
  const home = packageFolder(folder, packageName);
  if (home === undefined) throw notInstalled(name, packageName, place);
  const found = (inner === undefined ? FILES : [inner]).map((file) => join(home, file)).find(isFile);
  if (found !== undefined) return found;
  throw new UserError(`the package "${packageName}" has no file "${inner ?? FILES[0]}"`, {
    ...place,
    help: inner === undefined ? `looked for ${FILES.join(', ')} in "${relative('.', home)}"` : `looked in "${home}"`,
  });
}

function packageFolder(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (isFile(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

function notInstalled(name: string, packageName: string, place: ReturnType<Locate>): UserError {
  const near = didYouMean(name, Object.keys(presets));
  const question = near === undefined ? '' : `, did you mean "${near}"?`;
  return new UserError(`there is no preset "${name}", and no package "${packageName}" is installed${question}`, {
    ...place,
    help: `presets: ${presetNames()}; a path begins with "./"; a package is looked for in node_modules here and above`,
  });
}

function presetNames(): string {
  return Object.keys(presets).join(', ');
}
