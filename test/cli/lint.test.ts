import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runMain } from '../support/run-main.ts';

const folder = mkdtempSync(join(tmpdir(), 'archwright-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('wrong use ends in status 2, before anything is read', () => {
  test.each([
    [['--format', 'yaml'], 'Allowed choices are pretty, compact, json, sarif, github, gitlab, junit, markdown, html'],
    [['--fail-on', 'fatal'], 'Allowed choices are error, warning, info'],
    [['--max-warnings', 'few'], 'A whole number is expected'],
    [['--rule', 'missing-timeouts'], 'there is no rule "missing-timeouts", did you mean "missing-timeout"?'],
    [['--config', 'nowhere.yaml'], 'cannot be read (it does not exist)'],
  ])('%j', async (flags, message) => {
    const { status, stdout, stderr } = await runMain('lint', 'examples/legacy-shop', ...flags);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
});

describe('a repository with findings', () => {
  test('status 1, one compact line each; the threshold and the choice of rules decide', async () => {
    const { status, stdout } = await runMain('lint', 'examples/legacy-shop', '--format', 'compact');
    expect(status).toBe(1);
    expect(stdout).toBe(readFileSync('test/examples/legacy-shop.expected.txt', 'utf8'));
    const health = ['lint', 'examples/legacy-shop', '--format', 'compact', '--rule', 'missing-health-check'];
    expect((await runMain(...health)).status).toBe(0);
    expect((await runMain(...health, '--fail-on', 'warning')).status).toBe(1);
    const strict = await runMain(...health, '--max-warnings', '0');
    expect(strict.status).toBe(1);
    expect(strict.stderr).toContain('--max-warnings 0: there is 1 warning');
  });

  test('--severity hides what is milder', async () => {
    const { stdout } = await runMain('lint', 'examples/legacy-shop', '--format', 'compact', '--severity', 'error');
    expect(stdout).not.toContain(': warning: ');
    expect(stdout.split('\n').length).toBeGreaterThan(3);
  });

  test('--output writes the report to a file and says so', async () => {
    const output = join(folder, 'lint.json');
    const { status, stdout, stderr } = await runMain('lint', 'examples/legacy-shop', '--format', 'json', '-o', output);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`4 errors, 13 warnings, 7 hints; the report is in "${output}"\n`);
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
      schemaVersion: 1,
      summary: { error: 4, warning: 13 },
    });
  });

  test('settings come from the file named, and a mistake in it is shown at its place', async () => {
    const calm = file(
      'calm.yaml',
      'lint:\n  rules:\n    missing-health-check: off\n  ignore: ["services/inventory/**"]\n',
    );
    const { stdout } = await runMain('lint', 'examples/legacy-shop', '--format', 'compact', '--config', calm);
    expect(stdout).not.toMatch(/missing-health-check|services\/inventory\/src\/\S+: /);
    expect(stdout).toContain('missing-timeout');
    const wrong = file('wrong.yaml', 'lint:\n  rules:\n    shared-databases: off\n');
    const { status, stderr } = await runMain('lint', 'examples/legacy-shop', '--config', wrong);
    expect(status).toBe(2);
    expect(stderr).toContain(
      `${wrong}:3:5: error: there is no rule "shared-databases", did you mean "shared-database"?`,
    );
    expect(stderr).toContain('3 |     shared-databases: off');
  });
});

test('a folder without JavaScript or TypeScript is an error, not health', async () => {
  file('README.md', '# nothing here\n');
  const { status, stderr } = await runMain('lint', folder);
  expect(status).toBe(2);
  expect(stderr).toContain(`no JavaScript or TypeScript was found under "${folder}"`);
});
