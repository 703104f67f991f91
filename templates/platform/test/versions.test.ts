import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

async function readJson(path: string): Promise<Record<string, Record<string, string>>> {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
}

it('generated services get the versions that the platform is tested with here', async () => {
  const { node20, node20Overrides } = await readJson('../versions.json');
  const { devDependencies, overrides } = await readJson('../../../package.json');
  expect(devDependencies).toMatchObject(node20 ?? {});
  expect(overrides).toEqual(node20Overrides);
});
