import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');
const platform = path.join(root, 'templates/platform');

/** The platform of generated services and what its tests are made of, as JavaScript in a folder of its own. */
export function buildPlatform() {
  const folder = mkdtempSync(path.join(tmpdir(), 'archwright-bench-'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const part of ['src', 'test/children', 'test/support']) transpile(part, folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a program; `ended` resolves with its exit code, or the signal that ended it. */
export function startProgram(file, env) {
  const child = spawn(process.execPath, [file], { env: { PATH: process.env.PATH, ...env } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  return { process: child, output: () => output, ended };
}

function transpile(part, folder) {
  mkdirSync(path.join(folder, part), { recursive: true });
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  for (const file of readdirSync(path.join(platform, part))) {
    const { outputText } = ts.transpileModule(readFileSync(path.join(platform, part, file), 'utf8'), {
      compilerOptions,
    });
    writeFileSync(path.join(folder, part, file.replace(/\.ts$/, '.js')), outputText);
  }
}
