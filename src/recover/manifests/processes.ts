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
  // Several documents, and profiles that patch artifacts: only what stands at an artifact matters.
  const lines = [...text.matchAll(/^([ \t]*)- image:[ \t]*["']?([\w./:@-]+)["']?/gm)];
  for (const match of lines) {
    const [, indent = '', image = ''] = match;
    const below = text.slice(match.index + match[0].length);
    // The artifact ends where a line stands as far left as its dash.
    const end = below.search(new RegExp(`\\n[ \\t]{0,${indent.length}}[^\\s#]`));
    const block = end < 0 ? below : below.slice(0, end);
    const value = (key: string): string | undefined =>
      new RegExp(`^[ \\t]+${key}:[ \\t]*["']?([\\w./-]+)`, 'm').exec(block)?.[1];
    const dockerfile = value('dockerfile');
    if (value('context') === undefined && dockerfile === undefined && !/^[ \t]+docker:/m.test(block)) continue;
    const folder = resolvePath(folderOf(file), value('context') ?? '.');
    if (folder === null) continue;
    const name = imageName(image);
    const evidence = { file, ...positionAt(text, match.index), note: `skaffold builds "${name}"` };
    facts.push({
      ...processOf(file, name, 'image', evidence),
      folder,
      dockerfile: dockerfile === undefined ? null : resolvePath(folder, dockerfile),
    });
  }
  return { facts, gaps: [] };
}

/** Last part of an image reference, without registry, tag and digest: `registry.shop.io/team/orders:1.2` → `orders`. */
export function imageName(image: string): string {
  const path = image.replace(/@sha256:.*$/, '');
  return path.slice(path.lastIndexOf('/') + 1).replace(/:.*$/, '');
}
