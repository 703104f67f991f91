import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePackageJson } from '../../../src/recover/manifests/package-json.ts';
import { rootFolder, systemName } from '../../../src/recover/inventory/system-name.ts';

describe('the name of a system', () => {
  test.each([
    ['{ "name": "@acme/shop" }', 'shop'],
    ['{ "name": "root" }', 'store'],
    ['{ "private": true }', 'store'],
  ])('%s in its root: %s', (text, name) => {
    const { facts } = parsePackageJson('package.json', text);
    expect(systemName('/home/ada/store', facts ? [facts] : [])).toBe(name);
  });

  test('is no dot where the folder is the one that a person stands in', () => {
    const folder = path.basename(process.cwd());
    expect([rootFolder('.'), rootFolder('./'), rootFolder('test/..')]).toEqual([folder, folder, folder]);
    expect(systemName('.', [])).toBe(folder);
  });

  test('is there for the root of a disk', () => {
    expect(systemName('/', [])).toBe('system');
  });
});
