import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { writeFiles } from '../support/recover-files.ts';
import { runMain } from '../support/run-main.ts';

const scriptFor = async (shell: string): Promise<string> => (await runMain('completion', shell)).stdout;
const shells = ['/bin/bash', '/usr/bin/bash'].filter(existsSync);

describe.skipIf(shells.length === 0)('in a real bash', () => {
  /** What bash offers for the last word of a line. */
  const offered = async (line: string): Promise<string[]> => {
    const root = writeFiles({ 'completion.bash': await scriptFor('bash') });
    const words = line.split(' ');
    const driver = `source ${path.join(root, 'completion.bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_archwright; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p archwright`;
    writeFileSync(path.join(root, 'driver.bash'), driver);
    const lines = execFileSync(shells[0] ?? '', [path.join(root, 'driver.bash')], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(lines.pop()).toBe('complete -o bashdefault -o default -F _archwright archwright');
    return lines.filter(Boolean);
  };

  test.each<[string, (words: string[]) => void]>([
    ['archwright ', (words) => expect(words).toEqual(Object.keys(commands))],
    ['archwright li', (words) => expect(words).toEqual(['lint'])],
    ['archwright lint --chan', (words) => expect(words).toEqual(['--changed'])],
    ['archwright lint --format s', (words) => expect(words).toEqual(['sarif'])],
    ['archwright lint --no-color -f js', (words) => expect(words).toEqual(['json'])],
    [
      'archwright lint --rule missing-',
      (words) => expect(words).toEqual(rules.map(({ name }) => name).filter((name) => name.startsWith('missing-'))),
    ],
    ['archwright explain shared-da', (words) => expect(words).toEqual(['shared-database'])],
    ['archwright lint --output ', (words) => expect(words).toEqual([])],
    ['archwright trees ch', (words) => expect(words).toEqual(['check'])],
    ['archwright trees te', (words) => expect(words).toEqual(['test'])],
    ['archwright trees test saga', (words) => expect(words).toEqual(['saga-engine', 'saga-style'])],
    [
      'archwright adr ',
      (words) =>
        expect(words).toEqual(['list', 'show', 'index', 'lint', 'graph', 'new', 'accept', 'supersede', 'deprecate']),
    ],
    ['archwright advise a', (words) => expect(words).toEqual(['audit', 'architecture-style'])],
    ['archwright advise re', (words) => expect(words).toEqual(['replay', 'resilience'])],
    ['archwright advise what-if --s', (words) => expect(words).toEqual(['--set'])],
    ['archwright evidence --n', (words) => expect(words).toEqual(['--no-cache'])],
    ['archwright seams --format m', (words) => expect(words).toEqual(['markdown'])],
    ['archwright diff --fa', (words) => expect(words).toEqual(['--fail-on'])],
    ['archwright advise comm', (words) => expect(words).toEqual(['communication'])],
    ['archwright completion ', (words) => expect(words).toEqual(['bash', 'zsh', 'fish'])],
  ])('%s', async (line, check) => check(await offered(line)));
});

test.each(['bash', 'zsh', 'fish'])('%s: every command, every option of lint, every rule', async (shell) => {
  const script = await scriptFor(shell);
  const help = (await runMain('lint', '--help')).stdout;
  const options = [...help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name = '']) => name);
  expect(options.length).toBeGreaterThan(15);
  for (const name of [...Object.keys(commands), ...options, ...rules.map((rule) => rule.name)])
    expect(script).toContain(name);
  expect(await scriptFor(shell)).toBe(script);
});

test('another shell is wrong use', async () => {
  const { status, stderr } = await runMain('completion', 'tcsh');
  expect(status).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});
