import { expect, test } from 'vitest';
import { ModuleResolver, type PackageEntry } from '../../../src/recover/link/resolve-module.ts';

interface Repository {
  readonly files: readonly string[];
  readonly packages?: readonly PackageEntry[];
  readonly configs?: Readonly<Record<string, object>>;
}

function resolve({ files, packages = [], configs = {} }: Repository, from: string, specifier: string): string {
  const texts = new Map(Object.entries(configs).map(([file, value]) => [file, JSON.stringify(value)]));
  const target = new ModuleResolver(new Set(files), packages, texts).resolve(from, specifier);
  return 'file' in target ? target.file : `${target.pkg}${target.sub && `:${target.sub}`}`;
}

test.each([
  ['./payment', ['src/payment.js']],
  ['./payment.js', ['src/payment.js']],
  ['./payment.js', ['src/payment.ts']],
  ['./payment.mjs', ['src/payment.mts']],
  ['./payment.cjs', ['src/payment.cts']],
  ['./payment.jsx', ['src/payment.tsx']],
  ['./payment', ['src/payment.ts']],
  ['./payment', ['src/payment/index.ts']],
  ['./payment/', ['src/payment/index.js']],
  ['./payment', ['src/payment.ts', 'src/payment/index.ts']],
  ['./payment.client', ['src/payment.client.ts']],
  ['./config.json', ['src/config.json']],
  ['./config', ['src/config.json']],
  ['.', ['src/index.ts']],
  ['..', ['index.js']],
  ['../payment', ['payment.js']],
])('%s means %s', (specifier, files) => {
  expect(resolve({ files }, 'src/app.ts', specifier)).toBe(files[0]);
});

test.each([
  ['express', 'express'],
  ['node:http', 'http'],
  ['@nestjs/common', '@nestjs/common'],
  ['mysql2/promise', 'mysql2:promise'],
  ['@nestjs/common/decorators', '@nestjs/common:decorators'],
  ['./gone', './gone'],
])('%s is the package %s', (specifier, expected) => {
  expect(resolve({ files: ['src/app.ts'] }, 'src/app.ts', specifier)).toBe(expected);
});

const shared = (entries: readonly string[]): readonly PackageEntry[] => [
  { dir: 'packages/shared', name: '@shop/shared', entries },
];

test.each<[string, readonly string[], readonly string[], string]>([
  ['@shop/shared', ['src/index.ts'], ['packages/shared/src/index.ts'], 'packages/shared/src/index.ts'],
  ['@shop/shared', ['dist/index.js'], ['packages/shared/src/index.ts'], 'packages/shared/src/index.ts'],
  ['@shop/shared', ['./lib/main.d.ts'], ['packages/shared/src/main.ts'], 'packages/shared/src/main.ts'],
  ['@shop/shared', ['dist/src/index.js'], ['packages/shared/src/index.ts'], 'packages/shared/src/index.ts'],
  [
    '@shop/shared',
    ['./build/index.js'],
    ['packages/shared/build/index.js', 'packages/shared/src/index.ts'],
    'packages/shared/src/index.ts',
  ],
  [
    '@shop/shared',
    ['./lib/index.js'],
    ['packages/shared/lib/index.js', 'packages/shared/src/index.js'],
    'packages/shared/lib/index.js',
  ],
  ['@shop/shared', [], ['packages/shared/index.js'], 'packages/shared/index.js'],
  ['@shop/shared/http', ['dist/index.js'], ['packages/shared/src/http.ts'], 'packages/shared/src/http.ts'],
  ['@shop/shared/dist/http', ['dist/index.js'], ['packages/shared/src/http.ts'], 'packages/shared/src/http.ts'],
  ['@shop/other', ['dist/index.js'], ['packages/shared/src/index.ts'], '@shop/other'],
])('the workspace package %s with the entries %s', (specifier, entries, files, expected) => {
  expect(resolve({ files, packages: shared(entries) }, 'orders/src/app.ts', specifier)).toBe(expected);
});

const paths = (value: Readonly<Record<string, readonly string[]>>, baseUrl?: string): object => ({
  compilerOptions: { paths: value, ...(baseUrl !== undefined && { baseUrl }) },
});

test.each<[string, Readonly<Record<string, object>>, string, readonly string[]]>([
  ['with a star', { 'tsconfig.json': paths({ '@app/*': ['src/*'] }) }, '@app/payment', ['src/payment.ts']],
  [
    'without a star',
    { 'tsconfig.json': paths({ payment: ['src/clients/payment'] }) },
    'payment',
    ['src/clients/payment.ts'],
  ],
  ['with a base', { 'tsconfig.json': paths({ '@/*': ['*'] }, 'src') }, '@/payment', ['src/payment.ts']],
  [
    'a base alone',
    { 'tsconfig.json': { compilerOptions: { baseUrl: 'src' } } },
    'clients/payment',
    ['src/clients/payment.ts'],
  ],
  [
    'the second target',
    { 'tsconfig.json': paths({ '@app/*': ['gen/*', 'src/*'] }) },
    '@app/payment',
    ['src/payment.ts'],
  ],
  [
    'the most exact pattern',
    { 'tsconfig.json': paths({ '@app/*': ['src/*'], '@app/clients/*': ['lib/*'] }) },
    '@app/clients/payment',
    ['lib/payment.ts', 'src/clients/payment.ts'],
  ],
  [
    'from a parent',
    { 'tsconfig.base.json': paths({ '@app/*': ['src/*'] }), 'tsconfig.json': { extends: './tsconfig.base.json' } },
    '@app/payment',
    ['src/payment.ts'],
  ],
  [
    'from a parent without ending',
    { 'tsconfig.base.json': paths({ '@app/*': ['src/*'] }), 'tsconfig.json': { extends: './tsconfig.base' } },
    '@app/payment',
    ['src/payment.ts'],
  ],
  [
    'from the second of two parents',
    {
      'a.tsconfig.json': {},
      'tsconfig.a.json': {},
      'tsconfig.b.json': paths({ '@app/*': ['src/*'] }),
      'tsconfig.json': { extends: ['./tsconfig.a.json', './tsconfig.b.json'] },
    },
    '@app/payment',
    ['src/payment.ts'],
  ],
  [
    'paths of the file, base of the parent',
    {
      'tsconfig.base.json': { compilerOptions: { baseUrl: 'src' } },
      'tsconfig.json': { extends: './tsconfig.base.json', ...paths({ '@app/*': ['*'] }) },
    },
    '@app/payment',
    ['src/payment.ts'],
  ],
  ['jsconfig.json', { 'jsconfig.json': paths({ '@app/*': ['src/*'] }) }, '@app/payment', ['src/payment.js']],
])('tsconfig paths: %s', (_name, configs, specifier, files) => {
  expect(resolve({ files, configs }, 'src/app.ts', specifier)).toBe(files[0]);
});

test('the nearest tsconfig counts, and only inside its folder', () => {
  const configs = {
    'tsconfig.json': paths({ '@app/*': ['shared/*'] }),
    'orders/tsconfig.json': paths({ '@app/*': ['src/*'] }),
  };
  const files = ['shared/money.ts', 'orders/src/money.ts'];
  expect(resolve({ files, configs }, 'orders/src/app.ts', '@app/money')).toBe('orders/src/money.ts');
  expect(resolve({ files, configs }, 'payment/src/app.ts', '@app/money')).toBe('shared/money.ts');
});

test('a tsconfig that extends itself, or goes in a circle, ends', () => {
  for (const parents of [
    { 'tsconfig.json': { extends: './tsconfig.json' } },
    { 'tsconfig.json': { extends: './tsconfig.a.json' }, 'tsconfig.a.json': { extends: './tsconfig.json' } },
  ])
    expect(resolve({ files: ['src/a.ts'], configs: parents }, 'src/app.ts', '@app/a')).toBe('@app/a');
});

test('comments and trailing commas in tsconfig.json', () => {
  const text = '{\n  // where things are\n  "compilerOptions": { "paths": { "@app/*": ["./src/*",], }, },\n}\n';
  const resolver = new ModuleResolver(new Set(['src/a.ts']), [], new Map([['tsconfig.json', text]]));
  expect(resolver.resolve('src/app.ts', '@app/a')).toEqual({ file: 'src/a.ts' });
});
