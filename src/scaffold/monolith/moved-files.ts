import { join, posix } from 'node:path';
import { lookAt, readTree } from '../../io/read-tree.ts';
import { UserError } from '../../util/user-error.ts';
import type { Manifest } from '../manifest.ts';
import { MONOLITH_FOLDER } from '../../blueprint/deployed-model.ts';
import { relocate, serviceFile } from './layout.ts';

/** A file that leaves the monolith with its module; paths relative to the blueprint. */
export interface MovedFile {
  readonly from: string;
  readonly to: string;
  /** As it lies there. */
  readonly before: string;
  /** The same, with imports as they read in the new place. */
  readonly text: string;
  /** What was generated, with imports as they read in the new place; undefined for a file of the user's own. */
  readonly base: string | undefined;
}

/**
 * Every file of the module that has a place in the service: what the templates know there (`output`), and what the user
 * has added. Generated files that a service has not (the module's public face, its wiring) are not among them.
 */
export function movedFiles(
  root: string,
  { module, path: folder }: { readonly module: string; readonly path: string },
  { manifest, output }: { readonly manifest: Manifest; readonly output: ReadonlyMap<string, string> },
): MovedFile[] {
  const moved: MovedFile[] = [];
  for (const from of filesOf(root, module)) {
    const inside = serviceFile(module, from.slice(`${MONOLITH_FOLDER}/`.length));
    const record = manifest.files.get(from);
    if (inside === undefined) continue;
    const to = `${folder}/${inside}`;
    if (record !== undefined && !output.has(to)) continue;
    const found = lookAt(join(root, from));
    if (found === undefined) continue;
    if (!('text' in found))
      throw new UserError(`"${from}" is ${found.other}, which cannot be moved`, {
        help: `move it to "${to}" yourself, and try again`,
      });
    const move = (text: string): string => relocate(text, from, to, (target) => placeOf(module, folder, target));
    const base = record === undefined ? undefined : move(record.base);
    moved.push({ from, to, before: found.text, text: move(found.text), base });
  }
  return moved;
}

function filesOf(root: string, module: string): string[] {
  return ['src', 'test'].flatMap((part) => {
    const folder = `${MONOLITH_FOLDER}/${part}/modules/${module}`;
    return lookAt(join(root, folder)) !== undefined
      ? [...readTree(join(root, folder)).keys()].map((path) => `${folder}/${path}`)
      : [];
  });
}

/** Where something that the module imports lies for the service: its own files and the platform; undefined for all else. */
function placeOf(module: string, folder: string, target: string): string | undefined {
  if (!target.startsWith(`${MONOLITH_FOLDER}/`)) return undefined;
  const file = target.slice(`${MONOLITH_FOLDER}/`.length);
  if (file === 'test/upstream.ts' || file.startsWith('src/platform/')) return `${folder}/${file}`;
  const inside = serviceFile(module, file);
  return inside === undefined ? undefined : `${folder}/${inside}`;
}

/** An import by path: as it is written, and the file that it means, relative to the blueprint. */
interface RelativeImport {
  readonly specifier: string;
  readonly target: string;
}

/** What a text imports by path. */
export function relativeImports(file: string, text: string): RelativeImport[] {
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.{1,2}\/[^'\n]+)'/g);
  return [...found].map(([, specifier = '']) => ({ specifier, target: posix.join(posix.dirname(file), specifier) }));
}
