// The commands that are compared, and the configuration that each peer gets.
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const here = import.meta.dirname;
const installed = path.join(here, 'node_modules');
const require = createRequire(path.join(here, 'package.json'));
const node = (file, ...args) => [process.execPath, file, ...args];
const tool = (file, ...args) => node(path.join(installed, file), ...args);
const program = path.join(here, '../../bin/archwright.js');

// Linters end with 1 when they find something, and with 2 when they fail.
const linter = (status) => status === 0 || status === 1;

/**
 * All commands over `copy`. `warm`: its cache is filled before; `changed`: twenty files are edited before each run.
 * `clear`: a folder or file that has to go before each run.
 */
export function commandsFor(copy, settings) {
  const eslint = [
    'eslint/bin/eslint.js',
    '--no-config-lookup',
    '-c',
    settings.eslint,
    '--no-inline-config',
    '-f',
    'json',
  ];
  const eslintCache = ['--cache', '--cache-strategy', 'content', '--cache-location', settings.eslintCache];
  // Its cache holds only for a path relative to where it runs.
  const cruiser = ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', settings.cruiser, '-T', 'null'];
  const cruiserCache = ['--cache', settings.cruiserCache, '--cache-strategy', 'content'];
  const ours = node(program, 'lint', copy, '--format', 'json');
  const cache = path.join(copy, '.archwright/cache');
  return [
    { id: 'ours cold', command: ours, allowed: linter, clear: cache },
    { id: 'ours warm', command: ours, allowed: linter, warm: true },
    { id: 'ours, 20 files changed', command: ours, allowed: linter, warm: true, changed: true },
    {
      id: 'ours --changed, 20 files changed',
      command: [...ours, '--changed', 'HEAD'],
      allowed: linter,
      warm: true,
      changed: true,
    },
    { id: 'ESLint + typescript-eslint', command: tool(...eslint, copy), allowed: linter },
    { id: 'ESLint --cache, warm', command: tool(...eslint, ...eslintCache, copy), allowed: linter, warm: true },
    { id: 'dependency-cruiser', command: tool(...cruiser, '.'), allowed: (status) => status !== null },
    {
      id: 'dependency-cruiser --cache, warm',
      command: tool(...cruiser, ...cruiserCache, '.'),
      allowed: (status) => status !== null,
      warm: true,
    },
    {
      id: 'dependency-cruiser --cache, 20 files changed',
      command: tool(...cruiser, ...cruiserCache, '.'),
      allowed: (status) => status !== null,
      warm: true,
      changed: true,
    },
    {
      id: 'knip',
      command: tool(
        'knip/bin/knip.js',
        '--directory',
        copy,
        '--config',
        settings.knip,
        '--no-progress',
        '--no-gitignore',
      ),
      allowed: linter,
    },
    { id: 'Biome', command: tool('@biomejs/biome/bin/biome', 'lint', '--max-diagnostics=1', copy), allowed: linter },
    { id: 'oxlint', command: tool('oxlint/bin/oxlint', '--silent', copy), allowed: linter },
    {
      id: 'plain ts-morph',
      command: node(path.join(here, 'plain-ts-morph.mjs'), copy),
      allowed: (status) => status === 0,
    },
    { id: 'floor', command: node(path.join(here, 'floor.mjs'), copy), allowed: (status) => status === 0 },
  ];
}

/** Writes the configuration of the peers beside the copy; gives the paths. */
export function writeSettings(folder) {
  const at = (name) => path.join(folder, name);
  const eslint = at('eslint.config.mjs');
  writeFileSync(
    eslint,
    `import tseslint from ${JSON.stringify(require.resolve('typescript-eslint'))};
export default [
  { files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'] },
  ...tseslint.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
];
`,
  );
  const cruiser = at('.dependency-cruiser.json');
  const rule = { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } };
  writeFileSync(cruiser, JSON.stringify({ forbidden: [rule], options: { tsPreCompilationDeps: true } }));
  const knip = at('knip.json');
  writeFileSync(knip, JSON.stringify({ ...withoutPlugins(), ignoreUnresolved: ['.*'] }));
  return { eslint, cruiser, knip, eslintCache: at('eslint-cache'), cruiserCache: at('cruiser-cache') };
}

// Plugins of knip would load configuration of the repository, and nothing of it is to be run.
function withoutPlugins() {
  const plugins = path.join(installed, 'knip/dist/plugins');
  const names = readdirSync(plugins, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('_'),
  );
  return Object.fromEntries(names.map((entry) => [entry.name, false]));
}
