import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { generatedScripts } from '../scaffold/generated-scripts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

describe.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])('%s', (file) => {
  const text = readFileSync(path.join(root, file), 'utf8');
  const code = [...text.matchAll(/```sh\n([\s\S]*?)```|`([^`\n]+)`/g)].map(
    ([, block, inline]) => block ?? inline ?? '',
  );

  test('names only commands that there are', () => {
    const named = code.flatMap((piece) => [...piece.matchAll(/\barchwright ([a-z]+)/g)].map(([, name = '']) => name));
    expect(named.filter((name) => !Object.hasOwn(commands, name))).toEqual([]);
  });

  test('names only npm scripts that there are, here or in what is generated', () => {
    const generated = generatedScripts();
    const named = code.flatMap((piece) => [...piece.matchAll(/\bnpm run ([a-z:-]+)/g)].map(([, name = '']) => name));
    expect(named.filter((name) => !Object.hasOwn(scripts, name) && !generated.has(name))).toEqual([]);
  });

  test('names only files and folders that there are', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target);
    const paths = code.filter((piece) =>
      /^(src|test|templates|scripts|bench|examples|schema|decision-trees)\/[\w./-]*$/.test(piece),
    );
    expect([...links, ...paths].filter((target) => !existsSync(path.join(root, target)))).toEqual([]);
  });
});

test('what continuous integration runs is the test command of the README', () => {
  const command = 'npm install && npm run verify';
  expect(readFileSync(path.join(root, 'README.md'), 'utf8')).toContain(`\n${command}\n`);
  expect(readFileSync(path.join(root, '.ci/run'), 'utf8').trimEnd().split('\n').at(-1)).toBe(command);
});
