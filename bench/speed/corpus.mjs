// The files that every tool is given: one copy of a repository, without what would make tools see different files.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
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

/** Makes the copy a git repository with one commit, for what compares with a commit. No configuration of the user takes part. */
export function commitAll(copy) {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_SYSTEM: os.devNull };
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'core.autocrlf=false'];
  for (const args of [
    ['init', '-q'],
    ['add', '-A', '-f'],
    [...author, 'commit', '-q', '--no-verify', '-m', 'copy'],
  ]) {
    const { status, stderr } = spawnSync('git', args, { cwd: copy, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  }
  writeFileSync(path.join(copy, '.git/info/exclude'), '.archwright/\n');
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
