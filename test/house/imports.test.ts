import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type IForbiddenRuleType } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const config = await extractDepcruiseConfig(path.join(root, '.dependency-cruiser.js'));
const forbidden: IForbiddenRuleType[] = config.forbidden ?? [];

/** Rule → an import that breaks it: the file it stands in, and what it imports. */
const planted: Record<string, [file: string, specifier: string]> = {
  'cli-imports-only-what-is-below': ['src/cli/main.ts', '../index.ts'],
  'advise-imports-only-what-is-below': ['src/advise/walk-tree.ts', '../lint/run-rules.ts'],
  'scaffold-imports-only-what-is-below': ['src/scaffold/plan.ts', '../docs/pages.ts'],
  'lint-imports-only-what-is-below': ['src/lint/engine.ts', '../scaffold/render.ts'],
  'docs-imports-only-what-is-below': ['src/docs/matrix.ts', '../lint/run-rules.ts'],
  'recover-imports-only-what-is-below': ['src/recover/link/calls.ts', '../../blueprint/read-blueprint.ts'],
  'blueprint-imports-only-what-is-below': ['src/blueprint/declared-model.ts', '../recover/recover-system.ts'],
  'io-imports-only-what-is-below': ['src/io/git.ts', '../recover/recover-system.ts'],
  'util-imports-only-what-is-below': ['src/util/text.ts', '../io/read-file.ts'],
  'model-imports-only-what-is-below': ['src/model/chains.ts', '../util/sort.ts'],
  'nobody-imports-the-command-line': ['src/index.ts', './cli/terminal.ts'],
  'nobody-imports-the-front-door': ['src/lint/summary.ts', '../index.ts'],
  'source-does-not-import-tests': ['src/recover/shop.ts', '../../test/shop.ts'],
  'templates-stand-alone': ['templates/platform/src/logger.ts', '../../../src/util/sort.ts'],
  'no-cycles-between-folders': ['src/lint/rule.ts', './rules/index.ts'],
  'no-cycles-at-run-time': ['src/util/compare.ts', './names.ts'],
  'imports-resolve': ['src/util/frame.ts', './gone.ts'],
  'only-declared-dependencies': ['src/util/frames.ts', 'vitest'],
  'ts-morph-has-one-owner': ['src/lint/rules/missing-timeout.ts', 'ts-morph'],
  'resvg-resvg-wasm-has-one-owner': ['src/docs/formats/dot.ts', '@resvg/resvg-wasm'],
  'handlebars-has-one-owner': ['src/docs/page.ts', 'handlebars'],
  'yaml-has-one-owner': ['src/advise/load-tree.ts', 'yaml'],
  'commander-has-one-owner': ['src/docs/options.ts', 'commander'],
  'inquirer-prompts-has-one-owner': ['src/advise/ask.ts', '@inquirer/prompts'],
  'chalk-has-one-owner': ['src/lint/reporters/pretty.ts', 'chalk'],
  'execa-has-one-owner': ['src/scaffold/install.ts', 'execa'],
  'disk-has-few-owners': ['src/docs/write.ts', 'node:fs/promises'],
  'no-network': ['src/recover/download.ts', 'node:https'],
  'few-start-processes': ['src/recover/run.ts', 'node:child_process'],
  'only-the-command-line-knows-a-terminal': ['src/advise/question.ts', 'node:readline/promises'],
};

/** Imports that the direction allows, so that a rule that forbids everything fails too. */
const allowed: [file: string, specifier: string][] = [
  ['src/cli/commands/lint.ts', '../../lint/run-rules.ts'],
  ['src/cli/commands/new.ts', '@inquirer/prompts'],
  ['src/cli/color.ts', 'chalk'],
  ['src/lint/load.ts', '../recover/recover-system.ts'],
  ['src/lint/settings.ts', '../blueprint/read-blueprint.ts'],
  ['src/lint/fixes/add-timeout.ts', 'ts-morph'],
  ['src/recover/facts/parse.ts', 'ts-morph'],
  ['src/recover/scan.ts', 'node:fs'],
  ['src/recover/pool.ts', 'node:worker_threads'],
  ['src/blueprint/schema.ts', '../io/read-file.ts'],
  ['src/io/yaml.ts', 'yaml'],
  ['src/io/text.ts', '../util/sort.ts'],
  ['src/scaffold/handlebars.ts', 'handlebars'],
  ['src/util/order.ts', '../model/system.ts'],
  ['src/docs/paths.ts', 'node:path'],
  // A cycle of types within one folder.
  ['templates/platform/src/bus.ts', './bus-nats.ts'],
  ['test/lint.ts', '../src/lint/run-rules.ts'],
  ['test/terminal.ts', '../src/cli/terminal.ts'],
];

/** What the imports above point at. */
const targets = [
  'src/index.ts',
  'src/util/sort.ts',
  'src/util/compare.ts',
  'src/lint/rule.ts',
  'src/lint/run-rules.ts',
  'src/docs/pages.ts',
  'src/scaffold/render.ts',
  'src/blueprint/read-blueprint.ts',
  'src/recover/recover-system.ts',
  'src/io/read-file.ts',
  'src/cli/terminal.ts',
  'src/model/system.ts',
  'test/shop.ts',
];

/** The one rule that does not count types. */
const typesMayCross = 'no-cycles-at-run-time';

mkdirSync(path.join(root, 'build'), { recursive: true });
// Inside the repository, so that packages resolve as they do in src.
const house = mkdtempSync(path.join(root, 'build/house-'));
afterAll(() => rmSync(house, { recursive: true, force: true }));

async function violations(imports: readonly (readonly [string, string])[], keyword: string): Promise<string[]> {
  rmSync(house, { recursive: true, force: true });
  for (const file of targets) plant(file, 'export const here = true;\n');
  plant('src/util/names.ts', "import './compare.ts';\n");
  plant('templates/platform/src/bus-nats.ts', "import type {} from './bus.ts';\n");
  plant('src/lint/rules/index.ts', "import '../rule.ts';\n");
  plant(
    'package.json',
    JSON.stringify({ name: 'house', dependencies: everyDependency(), devDependencies: { vitest: '4' } }),
  );
  plant('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true } }));
  for (const [file, specifier] of imports) plant(file, `${keyword} '${specifier}';\n`);
  const options: ICruiseOptions = {
    ...config.options,
    baseDir: house,
    validate: true,
    ruleSet: { forbidden },
  };
  const tsConfig = extractTSConfig(path.join(house, 'tsconfig.json'));
  const result = await cruise(['src', 'test', 'templates'], options, {}, { tsConfig });
  if (typeof result.output === 'string') throw new Error(result.output);
  return result.output.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
}

function plant(file: string, text: string): void {
  const target = path.join(house, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function everyDependency(): Record<string, string> {
  const names = ['ts-morph', 'handlebars', 'yaml', 'commander', '@inquirer/prompts', 'chalk', 'execa'];
  return Object.fromEntries(names.map((name) => [name, '*']));
}

describe('the direction of imports', () => {
  test('every rule says why, and has a planted violation here', () => {
    expect(Object.keys(planted).sort()).toEqual(forbidden.map((rule) => rule.name).sort());
    for (const rule of forbidden) expect(rule.comment?.length, rule.name).toBeGreaterThan(30);
  });

  // What travels as a type is a dependency all the same.
  test.each(['import', 'import type {} from'])('each planted violation is caught by its rule: %s', async (keyword) => {
    const found = await violations(Object.values(planted), keyword);
    const expected = Object.entries(planted).filter(([rule]) => keyword === 'import' || rule !== typesMayCross);
    const missed = expected.filter(([rule, [file]]) => !found.includes(`${rule} ${file}`));
    expect(missed, `found:\n${found.join('\n')}`).toEqual([]);
  });

  test('what the design allows is not reported', async () => {
    const found = await violations(allowed, 'import');
    expect(found).toEqual([]);
  });
});
