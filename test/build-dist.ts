import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Brings dist up to date before the first test, since the tests of the command line run the built program.
 * Type errors are not its business (`npm run check` reports them): tsc writes the files all the same.
 */
export function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const built = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (!existsSync(`${root}/dist/cli/main.js`)) throw new Error(`the build wrote nothing:\n${built.stdout}`);
}
