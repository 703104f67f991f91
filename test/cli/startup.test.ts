import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every module that `file` loads by static imports, directly or through others: packages and Node's by name, files of ours by path. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  for (const specifier of staticImports(file)) {
    if (!specifier.startsWith('.')) {
      seen.add(specifier);
      continue;
    }
    const target = path.posix.join(path.posix.dirname(file), specifier);
    if (seen.has(target)) continue;
    seen.add(target);
    loadedBy(target, seen);
  }
  return seen;
}

// What there is to choose from, in a file of ours that loads nothing.
function isList(module: string): boolean {
  return module.startsWith('src/') && loadedBy(module).size === 0;
}

function staticImports(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
      return [];
    if (ts.isExportDeclaration(statement) && statement.isTypeOnly) return [];
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    return specifier && ts.isStringLiteral(specifier) ? [specifier.text] : [];
  });
}

/** The packages that a run of the program loads: V8 lists every script that it has seen. */
function packagesLoaded(...argv: string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'archwright-loaded-'));
  const env = { ...process.env, NODE_V8_COVERAGE: folder };
  const run = spawnSync(process.execPath, [path.join(root, 'bin/archwright.js'), ...argv], { env });
  const scripts = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
  rmSync(folder, { recursive: true });
  expect([run.status, scripts.length]).toEqual([0, 1]);
  const names = [...scripts.join().matchAll(/"url":"file:[^"]*\/node_modules\/((?:@[^/"]+\/)?[^/"]+)/g)];
  return [...new Set(names.map(([, name = '']) => name))].sort();
}

describe('start-up', () => {
  test('the executable loads nothing but parts of Node before the compile cache is on', () => {
    expect(staticImports('bin/archwright.js')).toEqual(['node:module', 'node:v8']);
  });

  test('the command line statically imports only modules of Node', () => {
    const foreign = [...loadedBy('src/cli/main.ts')].filter((module) => !isBuiltin(module));
    expect(foreign).toEqual([]);
  });

  test('what a run without arguments or an unknown command loads is light', () => {
    for (const file of [
      'src/cli/welcome.ts',
      'src/cli/color.ts',
      'src/cli/commands/index.ts',
      'src/cli/report-error.ts',
    ]) {
      const foreign = [...loadedBy(file)].filter((module) => !isBuiltin(module) && !module.startsWith('src/util/'));
      expect(foreign, file).toEqual([]);
    }
  });

  test('a command file is light until it runs: its own options, no package but commander', () => {
    const commands = readFileSync(path.join(root, 'src/cli/commands/index.ts'), 'utf8').matchAll(
      /import\('\.\/(.+?)'\)/g,
    );
    for (const [, name] of commands) {
      const file = `src/cli/commands/${name}`;
      expect(existsSync(path.join(root, file)), file).toBe(true);
      const foreign = [...loadedBy(file)].filter(
        (module) => !isBuiltin(module) && !/^src\/(cli|util|model)\//.test(module) && !isList(module),
      );
      expect(
        foreign.filter((module) => module !== 'commander'),
        file,
      ).toEqual([]);
    }
  });

  test('--help loads commander and no other package; --version none', () => {
    expect(packagesLoaded('--version')).toEqual([]);
    expect(packagesLoaded()).toEqual([]);
    expect(packagesLoaded('--help')).toEqual(['commander']);
  });
});
