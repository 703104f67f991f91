import { describe, expect, test } from 'vitest';
import { findModules } from '../../../src/advise/seams/find-modules.ts';
import { rolesOf } from '../../../src/advise/seams/roles.ts';
import { parsePackageJson } from '../../../src/recover/manifests/package-json.ts';
import type { ModuleMeasures } from '../../../src/advise/seams/measure.ts';

const files = (...names: readonly string[]): { file: string; lines: number }[] =>
  names.map((file) => ({ file, lines: 10 }));
const packageIn = (folder: string, more: object = {}): NonNullable<ReturnType<typeof parsePackageJson>['facts']> => {
  const file = folder === '.' ? 'package.json' : `${folder}/package.json`;
  const { facts } = parsePackageJson(file, JSON.stringify({ name: folder, ...more }));
  if (facts === undefined) throw new Error(`${file} is no package.json`);
  return facts;
};
const found = (...args: Parameters<typeof findModules>): string[] =>
  findModules(...args).map(({ name, folder, by }) => `${name} ${folder} ${by}`);

describe('modules are', () => {
  test('packages of a workspace that run on a server', () => {
    const packages = [
      packageIn('.', { workspaces: ['packages/**'] }),
      packageIn('packages/orders', { dependencies: { express: '1' } }),
      packageIn('packages/old/orders'),
      packageIn('packages/shopfront', { dependencies: { react: '1', 'react-dom': '1' } }),
      packageIn('packages/empty'),
      packageIn('sandbox/try'),
    ];
    const sources = files(
      'packages/orders/a.ts',
      'packages/old/orders/a.ts',
      'packages/shopfront/a.tsx',
      'sandbox/try/a.ts',
    );
    expect(found({ files: sources, packages })).toEqual([
      'old/orders packages/old/orders package',
      'packages/orders packages/orders package',
    ]);
  });

  test('folders inside the package that holds most of the code, with the other packages', () => {
    const packages = [
      packageIn('.', { workspaces: ['apps/*', 'libs/*'] }),
      packageIn('apps/api'),
      packageIn('libs/money'),
    ];
    const sources = files(
      'apps/api/src/modules/orders/a.ts',
      'apps/api/src/modules/stock/a.ts',
      'apps/api/src/modules/users/a.ts',
      'libs/money/a.ts',
    );
    expect(found({ files: sources, packages })).toEqual([
      'orders apps/api/src/modules/orders folder of apps/api/src/modules',
      'stock apps/api/src/modules/stock folder of apps/api/src/modules',
      'users apps/api/src/modules/users folder of apps/api/src/modules',
      'money libs/money package',
    ]);
  });

  test('not the folders of a front end, unless it is asked for', () => {
    const packages = [
      packageIn('.', { dependencies: { express: '1' } }),
      packageIn('frontend', { devDependencies: { 'react-dom': '1' } }),
      packageIn('frontend/server', { dependencies: { express: '1' } }),
    ];
    const sources = files(
      'src/features/orders/a.ts',
      'src/features/stock/a.ts',
      'frontend/src/components/chart/a.tsx',
      'frontend/server/features/pages/a.ts',
    );
    expect(findModules({ files: sources, packages }).map(({ folder }) => folder)).toEqual([
      'frontend/server/features/pages',
      'src/features/orders',
      'src/features/stock',
    ]);
    const asked = findModules({ files: sources, packages }, ['frontend/src/components/*']);
    expect(asked.map(({ name }) => name)).toEqual(['chart']);
  });

  test('modules of Nest, the outermost ones', () => {
    const sources = files(
      'src/app.module.ts',
      'src/orders/orders.module.ts',
      'src/orders/lines/lines.module.ts',
      'src/stock/stock.module.ts',
      'src/users/users.module.ts',
      'src/common/common.module.ts',
    );
    expect(found({ files: sources, packages: [packageIn('.')] })).toEqual([
      'orders src/orders Nest module',
      'stock src/stock Nest module',
      'users src/users Nest module',
    ]);
  });

  test('folders of src that are about something', () => {
    const sources = files(
      'src/orders/a.ts',
      'src/stock/a.ts',
      'src/users/a.ts',
      'src/utils/a.ts',
      'src/middleware/a.ts',
      'src/app.ts',
    );
    expect(found({ files: sources, packages: [] })).toEqual([
      'orders src/orders folder of src',
      'stock src/stock folder of src',
      'users src/users folder of src',
    ]);
  });

  test('none where folders are layers', () => {
    expect(
      found({
        files: files('src/controllers/a.ts', 'src/services/a.ts', 'src/models/a.ts', 'src/routes/a.ts'),
        packages: [],
      }),
    ).toEqual([]);
  });

  test('what globs name, whatever it is called', () => {
    expect(found({ files: files('src/utils/a.ts', 'src/orders/lines/a.ts'), packages: [] }, ['src/*'])).toEqual([
      'orders src/orders named by --modules',
      'utils src/utils named by --modules',
    ]);
  });
});

test('roles tell what puts others together, what is shared and what developers use', () => {
  const measures = (folder: string, more: Partial<ModuleMeasures> = {}): ModuleMeasures => ({
    module: { name: folder, folder, lines: 10, by: 'package' },
    ...{ importedBy: [], imports: [], tables: [], sharedTables: [], endpoints: [], callsInto: 0, ...more },
  });
  const modules = [
    measures('orders', { importedBy: ['host'] }),
    measures('stock', { importedBy: ['host'] }),
    measures('prices', { importedBy: ['host', 'orders', 'stock'] }),
    measures('host', { imports: ['orders', 'stock', 'prices'] }),
    measures('orders-sdk'),
    measures('shop-cli'),
    measures('core', { tables: ['users'] }),
  ];
  const roles = rolesOf({ modules, links: [], accesses: 0 }, []);
  expect([...roles].map(([name, { role }]) => `${name} ${role}`)).toEqual([
    'orders candidate',
    'stock candidate',
    'prices library',
    'host host',
    'orders-sdk library',
    'shop-cli tool',
    // What owns a table is a part of the domain, whatever its name.
    'core candidate',
  ]);
});
