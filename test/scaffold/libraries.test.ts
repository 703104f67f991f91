import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { declaredModel } from '../../src/blueprint/declared-model.ts';
import { deployedModel } from '../../src/blueprint/deployed-model.ts';
import { readBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { compareModels } from '../../src/model/compare.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { runMain } from '../support/run-main.ts';
import { blueprint, withLibraries } from './blueprints.ts';

const templates = readTemplates();
const together = withLibraries.replace('shape: microservices', 'shape: modular-monolith');
const render = (text: string): ReadonlyMap<string, string> => renderSystem(blueprint(text), templates);

interface Package {
  readonly name: string;
  readonly workspaces: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: unknown;
}
const json = (files: ReadonlyMap<string, string>, file: string): unknown => JSON.parse(files.get(file) ?? 'null');
const packageOf = (files: ReadonlyMap<string, string>, folder: string): Package =>
  json(files, path.posix.join(folder, 'package.json')) as Package;
const references = (files: ReadonlyMap<string, string>, file: string): unknown =>
  (json(files, file) as { references?: unknown }).references;

describe('a library of microservices', () => {
  const files = render(withLibraries);

  test('is a package of the workspace that offers what was built of it, with a test', () => {
    expect(packageOf(files, '').workspaces.slice(0, 3)).toEqual(['libs/money', 'packages/clock', 'services/orders']);
    expect(packageOf(files, '').scripts['build']).toMatch(
      /^tsc -b libs\/money\/tsconfig\.build\.json packages\/clock\/tsconfig\.build\.json services/,
    );
    expect(packageOf(files, 'libs/money')).toMatchObject({
      name: '@shop/money',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    });
    const own = [...files.keys()].filter((file) => file.startsWith('packages/clock/'));
    expect(own.map((file) => file.slice('packages/clock/'.length))).toEqual([
      'README.md',
      'catalog-info.yaml',
      'package.json',
      'src/index.ts',
      'test/index.test.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
    expect(files.get('libs/money/test/index.test.ts')).toContain("from '../src/index.ts'");
    expect(files.get('libs/money/README.md')).toContain('Used by orders, audit, web.');
  });

  test.each(['services/orders', 'services/audit', 'services/web'])(
    '%s depends on it and is built after it',
    (folder) => {
      expect(packageOf(files, folder).dependencies['@shop/money']).toBe('0.1.0');
      expect(packageOf(files, folder).dependencies).not.toHaveProperty('@shop/clock');
      expect(packageOf(files, folder).scripts).toMatchObject({
        build: 'tsc -b tsconfig.build.json',
        typecheck: 'tsc -b',
      });
      for (const file of ['tsconfig.json', 'tsconfig.build.json'])
        expect(references(files, `${folder}/${file}`)).toEqual([{ path: '../../libs/money/tsconfig.build.json' }]);
    },
  );

  test('its images have it beside the service', () => {
    const dockerfile = files.get('services/orders/Dockerfile') ?? '';
    const places = [
      'COPY libs/money/package.json libs/money/',
      'npm ci --workspace services/orders --workspace libs/money',
      'COPY libs/money libs/money',
      'npm run build --workspace services/orders',
      'COPY --from=build /app/libs/money/dist /app/libs/money/dist',
    ].map((line) => dockerfile.indexOf(line));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(dockerfile).not.toContain('clock');
  });

  test('a service that uses none is as it was without any', () => {
    const without = render(withLibraries.replace(/libraries:[^]*?(?=services:)/, '').replace(/ +uses: .*\n/g, ''));
    const of = (system: ReadonlyMap<string, string>): object =>
      Object.fromEntries([...system].filter(([file]) => file.startsWith('services/payment/')));
    expect(of(files)).toEqual(of(without));
    expect(Object.keys(of(files)).length).toBeGreaterThan(10);
  });

  test('the lockfile links it', () => {
    const { packages } = json(files, 'package-lock.json') as { packages: Record<string, object> };
    expect(packages['node_modules/@shop/money']).toEqual({ resolved: 'libs/money', link: true });
    expect(packages['libs/money']).toMatchObject({ name: '@shop/money', version: '0.1.0' });
    expect(packages['services/orders']).toMatchObject({ dependencies: { '@shop/money': '0.1.0' } });
  });

  test('its owner, or that of the system, is asked about it', () => {
    expect(files.get('.github/CODEOWNERS')).toMatch(/^\/libs\/money\/ @shop\/core\n\/packages\/clock\/ @shop\/all$/m);
    expect(files.get('libs/money/catalog-info.yaml')).toMatch(/type: library[^]*owner: group:default\/core/);
  });
});

test('a monolith depends on what its modules use, and a service beside it on its own', () => {
  const files = render(together.replace('  audit:\n', '  audit:\n    standalone: true\n'));
  expect(packageOf(files, 'app').dependencies['@shop/money']).toBe('0.1.0');
  expect(references(files, 'app/tsconfig.build.json')).toEqual([{ path: '../libs/money/tsconfig.build.json' }]);
  expect(files.get('app/Dockerfile')).toContain('COPY libs/money libs/money');
  expect(packageOf(files, 'services/audit').dependencies['@shop/money']).toBe('0.1.0');
  expect(packageOf(files, 'app').dependencies).not.toHaveProperty('@shop/clock');
});

test('libraries beside existing code alone are refused at their place', () => {
  const text = 'libraries:\n  money:\nservices:\n  old: { existing: true }\n';
  expect(() => render(text)).toThrow(/the library "money" has no service beside it that is generated/);
});

test.each([
  ['microservices', withLibraries, ['audit', 'orders', 'web']],
  ['a modular monolith', together, ['shop']],
])('libraries of %s are recovered as declared, and sound', { timeout: 120_000 }, async (_, text, users) => {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-libraries-'));
  try {
    writeFileSync(path.join(root, 'archwright.yaml'), `${text.trim()}\nlint: { extends: strict }\n`);
    expect(await runMain('generate', root)).toMatchObject({ status: 0 });
    const read = readBlueprint(path.join(root, 'archwright.yaml'));
    const { model } = await recoverSystem(root);
    const bare = ({ libraries = [], services }: typeof model) =>
      libraries.map(({ evidence, users: ids, ...library }) => ({
        ...library,
        users: services.filter(({ id }) => ids.includes(id)).map(({ name }) => name),
        places: evidence.length,
      }));
    expect(bare(model)).toEqual(bare(deployedModel(read)));
    expect(bare(model).map((library) => [library.name, library.kind, library.path, library.users])).toEqual([
      ['clock', 'library', 'packages/clock', []],
      ['money', 'library', 'libs/money', users],
    ]);
    expect(declaredModel(read).libraries?.[1]?.evidence[0]).toMatchObject({ file: 'archwright.yaml', line: 3 });
    expect(compareModels(deployedModel(read), model).declaredOnly).toEqual([]);
    expect(model.services.map(({ name }) => name)).not.toContain('money');
    expect((await runMain('lint', root, '--no-cache', '--format', 'compact')).stdout).toBe('');
    expect((await runMain('model', root)).stdout).toMatch(
      new RegExp(`money \\(library, typescript\\) in libs/money\\n +used by +${users.join(', ')}\\n`),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
