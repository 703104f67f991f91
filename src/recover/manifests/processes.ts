import { positionAt } from '../../io/json.ts';
import type { Parsed } from './facts.ts';
import { folderOf, resolvePath } from './paths.ts';
import { processOf, type StartedProcess } from './started-process.ts';

/** Reads a Procfile: one `name: command` a line. */
export function parseProcfile(file: string, text: string): readonly StartedProcess[] {
  return [...text.matchAll(/^([\w-]+):[ \t]*(\S.*)$/gm)]
    .filter((match) => match[1] !== 'release')
    .map((match) => ({
      ...processOf(file, match[1] ?? '', 'procfile', {
        file,
        ...positionAt(text, match.index),
        note: `Procfile process "${match[1] ?? ''}"`,
      }),
      command: (match[2] ?? '').trim(),
    }));
}

/** Reads the artifacts of a skaffold.yaml: which folder an image is built from. */
export function parseSkaffold(file: string, text: string): Parsed<readonly StartedProcess[]> {
  const facts: StartedProcess[] = [];
  // Several documents, and profiles that patch artifacts: only what stands under `artifacts` matters.
  const pattern =
    /^[ \t]*- image:[ \t]*["']?([\w./:@-]+)["']?[^\n]*\n(?:[ \t]*#[^\n]*\n)*[ \t]+context:[ \t]*["']?([\w./-]+)["']?(?:[^\n]*\n[ \t]+docker:[^\n]*\n[ \t]+dockerfile:[ \t]*["']?([\w./-]+))?/gm;
  for (const match of text.matchAll(pattern)) {
    const folder = resolvePath(folderOf(file), match[2] ?? '.');
    if (folder === null) continue;
    const name = imageName(match[1] ?? '');
    const evidence = { file, ...positionAt(text, match.index), note: `skaffold builds "${name}"` };
    facts.push({
      ...processOf(file, name, 'image', evidence),
      folder,
      dockerfile: match[3] === undefined ? null : resolvePath(folder, match[3]),
    });
  }
  return { facts, gaps: [] };
}

/** Last part of an image reference, without registry, tag and digest: `registry.shop.io/team/orders:1.2` → `orders`. */
export function imageName(image: string): string {
  const path = image.replace(/@sha256:.*$/, '');
  return path.slice(path.lastIndexOf('/') + 1).replace(/:.*$/, '');
}
