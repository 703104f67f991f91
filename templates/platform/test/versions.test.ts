import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

async function readJson(path: string): Promise<Record<string, Record<string, string>>> {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
}

it('generated services get the versions that the platform is tested with here', async () => {
  const { node20, node20Overrides } = await readJson('../versions.json');
  const { dependencies, devDependencies, overrides } = await readJson('../../../package.json');
  // The compiler is newer there: what this repository works with needs the programming interface of the one before it.
  const { typescript, ...packages } = node20 ?? {};
  expect(Number.parseInt(typescript ?? '', 10)).toBeGreaterThan(
    Number.parseInt(devDependencies?.['typescript'] ?? '', 10),
  );
  expect({ ...dependencies, ...devDependencies }).toMatchObject(packages);
  expect(overrides).toEqual(node20Overrides);
});

it('a column for a newer Node.js replaces versions of the one before it, and has the types of its own release', async () => {
  const columns = await readJson('../versions.json');
  for (const [name, column] of Object.entries(columns)) {
    if (name.endsWith('Overrides')) continue;
    expect(Object.keys(columns['node20'] ?? {}), name).toEqual(expect.arrayContaining(Object.keys(column)));
    expect(column['@types/node'], name).toMatch(new RegExp(`^${name.slice('node'.length)}[.]`));
    for (const version of Object.values(column)) expect(version, name).toMatch(/^\d+[.]\d+[.]\d+$/);
  }
});
