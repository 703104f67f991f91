import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const platform = fileURLToPath(new URL('../../templates/platform/', import.meta.url));
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Node 20 runs no TypeScript: the platform and the programs of its tests as JavaScript, in a folder that others may enter. */
export function buildPlatform() {
  // In memory where that is possible: what a killed process has written is safe there, and nothing waits for a disk.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'platform-bench-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(modules, join(folder, 'node_modules'));
  for (const part of ['src', 'test/children']) {
    mkdirSync(join(folder, part), { recursive: true });
    for (const file of readdirSync(join(platform, part))) {
      const text = readFileSync(join(platform, part, file), 'utf8');
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: {
          target: ts.ScriptTarget.ES2023,
          module: ts.ModuleKind.ESNext,
          rewriteRelativeImportExtensions: true,
          verbatimModuleSyntax: true,
        },
      });
      writeFileSync(join(folder, part, file.replace(/\.ts$/, '.js')), outputText);
    }
  }
  return folder;
}

/** Starts a program of `test/children`: `{ kill(), ended, output() }`. */
export function startChild(folder, program, env) {
  const child = spawn(process.execPath, [join(folder, 'test/children', `${program}.js`)], {
    env: { PATH: process.env.PATH, ...env },
  });
  let output = '';
  const keep = (chunk) => (output = (output + chunk).slice(-2_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return {
    kill: () => child.kill('SIGKILL'),
    ended: new Promise((resolve) => child.once('close', resolve)),
    output: () => output,
  };
}
