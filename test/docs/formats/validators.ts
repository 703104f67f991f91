import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = join(import.meta.dirname, '../../../bench/docs/validators');

/** Whether the programs that formats are for were installed; with ARCHWRIGHT_REQUIRE_VALIDATORS=1 they have to be. */
export function hasValidators(): boolean {
  if (existsSync(join(folder, 'node_modules'))) return true;
  const remedy = 'npm install --prefix bench/docs/validators --ignore-scripts';
  if (process.env['ARCHWRIGHT_REQUIRE_VALIDATORS'] === '1') throw new Error(`no validators of formats: ${remedy}`);
  console.log(`no validators of formats, tests with them are skipped: ${remedy}`);
  return false;
}

/** A package of theirs, with as much of its interface as is used; `file` where what it gives to `require` is no module. */
export async function validator<T>(name: string, file?: string): Promise<T> {
  const entry =
    file === undefined
      ? createRequire(join(folder, 'package.json')).resolve(name)
      : join(folder, 'node_modules', name, file);
  const loaded = (await import(pathToFileURL(entry).href)) as { default?: object };
  return { ...loaded.default, ...loaded } as T;
}
