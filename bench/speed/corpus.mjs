// The files that every tool is given: one copy of a repository, without what would make tools see different files.
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LEFT_OUT = /^(node_modules|\.git|dist|build|coverage|\.archwright|\.next|\.nx|\.yarn)$/;
// Configuration that tools would execute or obey: each tool gets its own instead.
const CONFIGURATION =
  /^(\.eslintrc(\..+)?|\.eslintignore|eslint\.config\..+|\.dependency-cruiser\..+|\.?knip\..+|biome\.jsonc?|\.oxlintrc\.json|\.gitignore|.+\.config\.[cm]?[jt]s)$/;
export const SOURCE = /\.[cm]?[jt]sx?$/;

/** Copies `repository` into a fresh temporary folder and gives its path. */
export function copyRepository(repository) {
  const copy = mkdtempSync(path.join(tmpdir(), 'archwright-speed-'));
  copyInto(repository, copy);
  // knip refuses a folder without one.
  const manifest = path.join(copy, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "copy", "private": true }\n');
  return copy;
}

/** Copies into a folder that exists, without installed packages, results of builds and configuration of tools. */
export function copyInto(repository, folder) {
  cpSync(repository, folder, {
    recursive: true,
    filter: (from) => {
      const name = path.basename(from);
      return !LEFT_OUT.test(name) && (from === repository || !CONFIGURATION.test(name));
    },
  });
}

/** Paths of all source files under a folder, sorted, with their total size in bytes. */
export function sourcesOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return { files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

export function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
}
