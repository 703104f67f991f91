// Breaks real repositories in one place after the other, and says which rules notice:
//   npm run bench:mutation -- REPOSITORY …
// ARCHWRIGHT_MUTANTS=N breaks at most N places for each operator in each repository (5 unless told).
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const repositories = process.argv.slice(2).map((folder) => path.resolve(folder));
if (repositories.length === 0) {
  console.error('name the folders of one or more repositories');
  process.exit(2);
}
const vitest = path.resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'vitest.mutation.config.ts', 'test/mutation/repositories.test.ts'],
  {
    cwd: path.resolve(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: { ...process.env, ARCHWRIGHT_REPOSITORIES: JSON.stringify(repositories) },
  },
);
process.exitCode = status ?? 1;
