import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as {
  packages: Record<string, { dev?: boolean; hasInstallScript?: boolean; engines?: { node?: string } }>;
};

test('every dependency is pinned, and CONTRIBUTING.md says why it is there', () => {
  const text = readFileSync(`${root}/CONTRIBUTING.md`, 'utf8');
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(text).toMatch(new RegExp(`^- (\`[^\`]+\`, )*\`${name}\`(, \`[^\`]+\`)*: \\S`, 'm'));
  }
});

test('nothing that users install runs a script at install', () => {
  const withScripts = Object.entries(lock.packages).filter(
    ([name, entry]) => name !== '' && !entry.dev && entry.hasInstallScript,
  );
  expect(withScripts.map(([name]) => name)).toEqual([]);
});
