import { dirname, join, resolve } from 'node:path';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { isDirectory, isFile, readText } from '../../io/read-text.ts';
import { readTree } from '../../io/read-tree.ts';
import { UserError } from '../../util/user-error.ts';
import { PACK_FILE, type Pack } from './pack.ts';
import { readPackFile } from './read-pack-file.ts';

/** The packs that a blueprint names, in its order. Throws UserError for one that is not there or has mistakes. Nothing of them is run. */
export function readPacks(root: string, blueprint: Blueprint): Pack[] {
  return blueprint.templates.from.map((source, index) => {
    const folder = source.startsWith('.') ? join(root, source) : packageFolder(root, source);
    if (folder === undefined || !isDirectory(folder))
      throw new UserError(`the templates "${source}" are not there`, {
        where: blueprint.where(['templates', 'from', index]),
        help: source.startsWith('.')
          ? 'name a folder, relative to archwright.yaml'
          : `install the package first: npm install --save-dev ${source}`,
      });
    return readPack(source, folder);
  });
}

/** Reads one pack. */
export function readPack(source: string, folder: string): Pack {
  const file = join(folder, PACK_FILE);
  const files = readTree(folder);
  for (const path of files.keys()) if (/(?:^|\/)node_modules\//.test(path)) files.delete(path);
  files.delete(PACK_FILE);
  return { source, folder, files, ...readPackFile(file, isFile(file) ? readText(file, 'the templates') : '') };
}

/** The folder of a package, found as Node.js finds it; its package.json may name a folder in it (`archwright.templates`). */
function packageFolder(root: string, name: string): string | undefined {
  for (let dir = resolve(root); ; dir = dirname(dir)) {
    const folder = join(dir, 'node_modules', name);
    const manifest = join(folder, 'package.json');
    if (isFile(manifest)) return join(folder, templatesIn(manifest));
    if (dir === dirname(dir)) return undefined;
  }
}

function templatesIn(manifest: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readText(manifest, 'package.json'));
  } catch {
    return '.';
  }
  const settings = parsed as { archwright?: { templates?: unknown } } | null;
  const folder = settings?.archwright?.templates;
  return typeof folder === 'string' && !folder.split(/[/\\]/).includes('..') ? folder : '.';
}
