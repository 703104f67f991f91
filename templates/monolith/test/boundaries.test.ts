import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const modules = join(source, 'modules');

/** Path below src of every source file, and its text. */
function sources(): { file: string; text: string }[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => ({ file, text: readFileSync(join(source, file), 'utf8') }));
}

/** The module that a file belongs to; undefined for the host and the platform. */
function moduleOf(path: string): string | undefined {
  const [first, ...rest] = relative(modules, path).split(sep);
  return first === '..' || rest.length === 0 ? undefined : first;
}

function importsOf(file: string, text: string): string[] {
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.[^'\n]+)'/g);
  return [...found].map(([, specifier = '']) => resolve(dirname(join(source, file)), specifier));
}

test('a module is imported through its index.ts only, and the platform knows none', () => {
  const wrong = sources().flatMap(({ file, text }) =>
    importsOf(file, text)
      .filter((target) => {
        const other = moduleOf(target);
        if (other === undefined || other === moduleOf(join(source, file))) return false;
        return target !== join(modules, other, 'index.ts') || file.startsWith(`platform${sep}`);
      })
      .map((target) => `${file} imports ${relative(source, target)}`),
  );
  expect(wrong).toEqual([]);
});

test('a module names no other module’s schema in its SQL', () => {
  const schemas = new Map(readdirSync(modules).map((name) => [name, name.replaceAll('-', '_')]));
  const wrong = sources().flatMap(({ file, text }) => {
    const own = moduleOf(join(source, file));
    if (own === undefined) return [];
    return [...text.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES|ON)\s+"?(\w+)"?\s*\.\s*"?\w/g)]
      .filter(([, schema]) => [...schemas].some(([name, each]) => name !== own && each === schema))
      .map(([sql]) => `${file}: ${sql}`);
  });
  expect(wrong).toEqual([]);
});
