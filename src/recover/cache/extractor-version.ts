import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What facts and models depend on besides their input: the version of this program. Where it is being developed, its code:
 * a version number would not change with it.
 */
export function extractorVersion(): string {
  const top = fileURLToPath(new URL('../../../', import.meta.url));
  const manifest = readFileSync(join(top, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  if (!existsSync(join(top, 'tsconfig.build.json'))) return version;
  const hash = createHash('sha256').update(manifest);
  for (const folder of ['recover', 'io', 'model', 'util'])
    addFolder(hash, fileURLToPath(new URL(`../../${folder}`, import.meta.url)));
  return `${version}+${hash.digest('hex').slice(0, 16)}`;
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addFolder(hash, path);
    else if (/\.[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
      hash.update(`${entry.name}\n`).update(readFileSync(path));
  }
}
