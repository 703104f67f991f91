import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

function run(script: string, ...args: readonly string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [`bench/scaffold/${script}.mjs`, ...args], { encoding: 'utf8' });
}

// Processes one after the other: on a busy machine they take their time.
describe('short forms of what bench/scaffold proves', { timeout: 240_000 }, () => {
  test('edits and jumps between versions lose no line, and what is undone is as it was', () => {
    const { status, stdout } = run('trials', '8', '40');
    expect(stdout).toContain('lost lines 0, deleted lines that came back 0');
    expect(status, stdout).toBe(0);
  });

  test('the judge of the trials sees a merge that loses lines', () => {
    const { status, stdout } = run('trials', '5', '508', '--control');
    expect(stdout).toMatch(/lost lines [1-9]/);
    expect(status).toBe(1);
  });

  test('an update that is killed is undone or done', () => {
    const { status, stdout } = run('kills', '2', '3');
    expect(stdout).toMatch(/neither 0; next update incomplete 0/);
    expect(status, stdout).toBe(0);
  });
});
