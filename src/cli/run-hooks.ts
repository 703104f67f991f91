import { execa } from 'execa';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { readTemplates } from '../scaffold/generate.ts';
import { withPacks } from '../scaffold/packs/with-packs.ts';
import { UserError } from '../util/user-error.ts';

/**
 * Lists the programs that the user's templates want to have run in `root` after files were written, and runs them when
 * `runHooks` says that they are trusted: one by one, without a shell, until one fails. All on standard error.
 */
export async function runHooks(root: string, blueprint: Blueprint, { runHooks: trusted = false }): Promise<void> {
  const { hooks } = withPacks(root, blueprint, readTemplates());
  if (hooks.length === 0) return;
  const lines = hooks.map(({ source, hook }) => `  ${hook.map(quoted).join(' ')}   (${source})`);
  process.stderr.write(`\n${trusted ? 'Running' : 'Not run'}: programs that the templates name\n${lines.join('\n')}\n`);
  if (!trusted) {
    process.stderr.write('  --run-hooks runs them, if you trust who wrote them\n');
    return;
  }
  for (const { hook, source } of hooks) await runHook(root, hook, source);
}

async function runHook(root: string, [program = '', ...words]: readonly string[], source: string): Promise<void> {
  const { exitCode, code } = await execa(program, words, {
    cwd: root,
    stdin: 'ignore',
    stdout: process.stderr,
    stderr: process.stderr,
    preferLocal: true,
    reject: false,
  });
  if (exitCode === 0) return;
  const why = exitCode === undefined ? `could not be started: ${code ?? 'unknown'}` : `ended with status ${exitCode}`;
  throw new UserError(`the program "${program}" of "${source}" ${why}`, {
    help: 'everything was generated; run what is left of the list yourself',
  });
}

function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : JSON.stringify(word);
}
