import { describe, expect, test } from 'vitest';
import type { LockedPackage } from '../../../src/scaffold/lock/lock-table.ts';
import { lockTree } from '../../../src/scaffold/lock/lock-table.ts';
import { packageLock } from '../../../src/scaffold/lock/package-lock.ts';

interface Entry {
  readonly [key: string]: unknown;
}

const tree = new Map<string, LockedPackage>([
  ['node_modules/server', one('2.0.0', { dependencies: { log: '^1.0.0', both: '1' }, engines: { node: '>=20' } })],
  ['node_modules/server/node_modules/log', one('1.5.0')],
  ['node_modules/log', one('3.0.0')],
  ['node_modules/both', one('1.0.0')],
  [
    'node_modules/tester',
    one('4.0.0', {
      dependencies: { both: '1' },
      optionalDependencies: { 'fast-linux': '4.0.0' },
      peerDependencies: { runner: '*', screen: '*' },
      peerDependenciesMeta: { screen: { optional: true } },
    }),
  ],
  ['node_modules/fast-linux', one('4.0.0', { os: ['linux'], cpu: ['x64'] })],
  ['node_modules/runner', one('1.0.0')],
  ['node_modules/screen', one('1.0.0')],
  ['node_modules/unused', one('1.0.0')],
]);

function one(version: string, more: object = {}): LockedPackage {
  return { version, integrity: `sha512-${version}`, license: 'MIT', ...more };
}

function lock(
  root: object,
  services: Readonly<Record<string, object>> = {},
): { text: string; packages: Record<string, Entry> } {
  const manifests = new Map([['', manifest('shop', { workspaces: Object.keys(services), ...root })]]);
  for (const [folder, more] of Object.entries(services)) manifests.set(folder, manifest(`@shop/${folder}`, more));
  const text = packageLock(manifests, tree);
  return { text, packages: (JSON.parse(text) as { packages: Record<string, Entry> }).packages };
}

function manifest(name: string, more: object): string {
  return JSON.stringify({ name, version: '0.1.0', private: true, scripts: { build: 'tsc' }, ...more });
}

describe('packageLock', () => {
  test('keeps what is reached, from where Node.js would find it, and nothing else', () => {
    const { packages } = lock({}, { orders: { dependencies: { server: '2.0.0' } } });
    expect(Object.keys(packages)).toEqual([
      '',
      'node_modules/@shop/orders',
      'node_modules/both',
      'node_modules/server',
      'node_modules/server/node_modules/log',
      'orders',
    ]);
    expect(packages['node_modules/@shop/orders']).toEqual({ resolved: 'orders', link: true });
    expect(packages['orders']).toEqual({ name: '@shop/orders', version: '0.1.0', dependencies: { server: '2.0.0' } });
    expect(packages['node_modules/server']).toMatchObject({
      resolved: 'https://registry.npmjs.org/server/-/server-2.0.0.tgz',
      integrity: 'sha512-2.0.0',
    });
  });

  test('takes optional packages and peers along, but no peer that may be missing', () => {
    const { packages } = lock({ devDependencies: { tester: '4.0.0' } });
    expect(packages['node_modules/fast-linux']).toMatchObject({ dev: true, optional: true, os: ['linux'] });
    expect(packages['node_modules/runner']).toMatchObject({ dev: true, peer: true });
    expect(packages).not.toHaveProperty(['node_modules/screen']);
  });

  test('what production needs is not marked as needed by development', () => {
    const { packages } = lock(
      { devDependencies: { tester: '4.0.0' } },
      { orders: { dependencies: { server: '2.0.0' } } },
    );
    expect(packages['node_modules/both']).not.toHaveProperty('dev');
    expect(packages['node_modules/tester']).toMatchObject({ dev: true });
  });

  test('a package of the system that another one depends on is that of the workspace, and what it needs is needed', () => {
    const money = { name: '@shop/money', dependencies: { server: '2.0.0' } };
    const { packages } = lock({}, { money, orders: { dependencies: { '@shop/money': '0.1.0' } } });
    expect(packages['orders']).toMatchObject({ dependencies: { '@shop/money': '0.1.0' } });
    expect(packages['node_modules/@shop/money']).toEqual({ resolved: 'money', link: true });
    expect(packages['node_modules/server']).not.toHaveProperty('dev');
    expect(() => lock({}, { money, orders: { dependencies: { '@shop/money': '0.2.0' } } })).toThrow(
      /lacks "@shop\/money" 0\.2\.0/,
    );
  });

  test('writes as npm does: what is no object first, each sorted', () => {
    const { text, packages } = lock({}, { orders: { dependencies: { server: '2.0.0' } } });
    expect(Object.keys(packages['node_modules/server'] ?? {})).toEqual([
      'version',
      'resolved',
      'integrity',
      'license',
      'dependencies',
      'engines',
    ]);
    expect(
      text.startsWith('{\n  "name": "shop",\n  "version": "0.1.0",\n  "lockfileVersion": 3,\n  "requires": true,'),
    ).toBe(true);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('refuses what the table does not know, by name', () => {
    expect(() => lock({ dependencies: { server: '9.0.0' } })).toThrow(/lacks "server" 9\.0\.0/);
    expect(() => lock({ dependencies: { nowhere: '1.0.0' } })).toThrow(/lacks "nowhere" 1\.0\.0/);
  });
});

describe('lockTree', () => {
  const table = {
    packages: {
      'a@1.0.0': { integrity: 'x', libc: ['musl'] },
      'a@2.0.0': { integrity: 'y', libc: ['musl'] },
      'b@1.0.0': { integrity: 'z' },
    },
    trees: {
      node20: { 'node_modules/a': '1.0.0', 'node_modules/b': '1.0.0' },
      node22: {},
      node24: { 'node_modules/a': '2.0.0', 'node_modules/b': null },
    },
  };

  test('a column changes and removes what the one before it has', () => {
    expect([...lockTree(table, [20, 22])].map(([at, { version }]) => [at, version])).toEqual([
      ['node_modules/a', '1.0.0'],
      ['node_modules/b', '1.0.0'],
    ]);
    expect([...lockTree(table, [20, 22, 24])].map(([at, { version }]) => [at, version])).toEqual([
      ['node_modules/a', '2.0.0'],
    ]);
  });

  test('has nothing that the npm of that release would take out again', () => {
    expect(lockTree(table, [20]).get('node_modules/a')).not.toHaveProperty('libc');
    expect(lockTree(table, [20, 22, 24]).get('node_modules/a')).toHaveProperty('libc');
  });
});
