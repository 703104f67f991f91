import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const platform = fileURLToPath(new URL('../../', import.meta.url));
const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

/** The platform as JavaScript in a folder of its own, with the programs of `test/children` beside it. */
export interface Build {
  readonly folder: string;
  start(program: string, env?: Record<string, string>): Child;
  remove(): Promise<void>;
}

export interface Child {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** How the process ended: its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/** Node 20 does not run TypeScript, and a process that is to be killed needs a program of its own. */
export async function buildPlatform(): Promise<Build> {
  const folder = await mkdtemp(join(tmpdir(), 'platform-'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await symlink(modules, join(folder, 'node_modules'));
  await transpile(join(platform, 'src'), join(folder, 'src'));
  for (const part of ['test/children', 'test/support']) await transpile(join(platform, part), join(folder, part));
  return {
    folder,
    start: (program, env = {}) => startChild(join(folder, 'test/children', `${program}.js`), env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function transpile(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of await readdir(from)) {
    const { outputText } = ts.transpileModule(await readFile(join(from, file), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        rewriteRelativeImportExtensions: true,
        verbatimModuleSyntax: true,
      },
    });
    await writeFile(join(to, file.replace(/\.ts$/, '.js')), outputText);
  }
}

function startChild(file: string, env: Record<string, string>): Child {
  const child = spawn(process.execPath, [file], { env: { PATH: process.env['PATH'], ...env } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    process: child,
    output: () => output,
    ended: new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))),
  };
}
