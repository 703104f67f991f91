import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FORMATS } from '../../src/cli/lint/report-targets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action: Action = parse(readFileSync(path.join(root, 'action.yml'), 'utf8'));
const script = readFileSync(path.join(root, 'scripts/lint-action.sh'), 'utf8');
const { steps } = action.runs;

describe('action.yml', () => {
  test('no expression stands in a script, where an input would be read as shell', () => {
    const scripts = steps.flatMap(({ run, shell }) => (run === undefined ? [] : [{ run, shell }]));
    expect(scripts.length).toBeGreaterThan(0);
    for (const { run, shell } of scripts) {
      expect(run).not.toContain('${{');
      expect(shell).toBe('bash');
    }
    expect(script).not.toMatch(/\$\{\{|\beval\b/);
  });

  test('every input has a text and a use, and every use an input', () => {
    const used = [...JSON.stringify(steps).matchAll(/inputs\.([a-z-]+)/g)].map(([, name = '']) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort());
    for (const input of Object.values(action.inputs)) {
      expect(input.description).toMatch(/\w/);
      expect(typeof input.default).toBe('string');
    }
  });

  test('every output comes from the step', () => {
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.lint.outputs.${name} }}`);
    }
    expect(steps.map(({ id }) => id)).toContain('lint');
  });

  test('the script is given what it reads', () => {
    const given = Object.keys(steps.find(({ id }) => id === 'lint')?.env ?? {});
    const read = [...script.matchAll(/\$\{?(LINT_[A-Z_]+)/g)].map(([, name = '']) => name);
    expect([...new Set(read)].sort()).toEqual(given.sort());
  });

  test('other actions are named with a version', () => {
    for (const { uses } of steps.filter((step) => step.uses !== undefined))
      expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
  });
});

describe.skipIf(process.platform === 'win32')('the step of the action', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'archwright-action-'));
    mkdirSync(path.join(folder, 'bin'));
    // Stands for npx: notes what it was called with, and runs the program of this repository.
    const stub = `#!/bin/sh\nprintf '%s\\n' "$@" >"${folder}/npx"\nshift 2\nexec "${process.execPath}" "${root}/bin/archwright.js" "$@"\n`;
    writeFileSync(path.join(folder, 'bin/npx'), stub);
    chmodSync(path.join(folder, 'bin/npx'), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(inputs: Readonly<Record<string, string>>): {
    status: number | null;
    log: string;
    outputs: Map<string, string>;
  } {
    const defaults = Object.entries(action.inputs).map(([name, input]) => [variable(name), input.default]);
    const given = Object.entries(inputs).map(([name, value]) => [variable(name), value]);
    const { status, stdout, stderr } = spawnSync('bash', [path.join(root, 'scripts/lint-action.sh')], {
      cwd: root,
      encoding: 'utf8',
      env: {
        PATH: `${folder}/bin:${path.dirname(process.execPath)}:${process.env['PATH']}`,
        GITHUB_OUTPUT: path.join(folder, 'output'),
        GITHUB_STEP_SUMMARY: path.join(folder, 'summary'),
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'acme/shop',
        RUNNER_TEMP: folder,
        LINT_COMMIT: 'abc123',
        LINT_ACTION: root,
        ...Object.fromEntries([...defaults, ...given]),
      },
    });
    const output = existsSync(path.join(folder, 'output')) ? readFileSync(path.join(folder, 'output'), 'utf8') : '';
    const pairs = output.split('\n').map((line): [string, string] => {
      const [name = '', ...value] = line.split('=');
      return [name, value.join('=')];
    });
    return { status, log: `${stdout}${stderr}`, outputs: new Map(pairs) };
  }

  const variable = (input: string): string => `LINT_${input.toUpperCase().replaceAll('-', '_')}`;

  test('annotates, counts, writes every format, sums up, and fails for errors', () => {
    const inFiles = FORMATS.filter((format) => !['github', 'pretty', 'compact'].includes(format));
    const { status, log, outputs } = run({ path: 'examples/legacy-shop', formats: `github, ${inFiles.join('\n')}` });
    expect(status, log).toBe(1);
    expect(log).toContain('::error file=examples/legacy-shop/services/');
    expect([...outputs.keys()].filter(Boolean).sort()).toEqual(Object.keys(action.outputs).sort());
    const { status: code, errors, warnings, hints, ...files } = Object.fromEntries(outputs);
    expect([code, errors, warnings]).toEqual(['1', '4', '13']);
    expect(hints).toMatch(/^\d+$/);
    for (const file of Object.values(files).filter(Boolean)) expect(existsSync(file)).toBe(true);
    const summary = readFileSync(path.join(folder, 'summary'), 'utf8');
    expect(summary).toContain('](https://github.com/acme/shop/blob/abc123/examples/legacy-shop/services/');
    expect(readFileSync(path.join(folder, 'npx'), 'utf8')).toMatch(/^--yes\narchwright\nlint\n/);
  });

  test('"never" lets findings pass, and says the status all the same', () => {
    const { status, outputs } = run({ path: 'examples/legacy-shop', 'fail-on': 'never', version: '1.2.3' });
    expect([status, outputs.get('status')]).toEqual([0, '1']);
    expect(readFileSync(path.join(folder, 'npx'), 'utf8')).toMatch(/^--yes\narchwright@1\.2\.3\nlint\n/);
  });

  test('a silenced finding is no result of the SARIF to upload', () => {
    const shop = path.join(folder, 'my shop');
    execFileSync('cp', ['-r', path.join(root, 'examples/legacy-shop'), shop]);
    const file = path.join(shop, 'services/orders/src/lib/http.js');
    const text = readFileSync(file, 'utf8').replace(
      '  const response',
      '  // archwright-ignore missing-timeout -- nobody waits\n  const response',
    );
    writeFileSync(file, text);
    const { log, outputs } = run({ path: shop, formats: 'sarif', summary: 'false' });
    const { runs } = JSON.parse(readFileSync(outputs.get('sarif') ?? '', 'utf8'));
    const report = JSON.parse(readFileSync(outputs.get('json') ?? '', 'utf8'));
    expect(report.suppressed, log).toHaveLength(1);
    expect(runs[0].results).toHaveLength(report.findings.length);
    expect(existsSync(path.join(folder, 'summary'))).toBe(false);
  });

  test.each([
    [{ path: '$(touch pwned) `touch pwned`; touch pwned' }, 'cannot be read'],
    [{ path: '--fix' }, '"--fix" cannot be read'],
    [{ config: '"; touch pwned; "' }, 'cannot be read'],
    [{ 'fail-on': 'x; touch pwned' }, 'Allowed choices are error'],
    [{ formats: 'github $(touch${IFS}pwned)' }, 'The input "formats" takes'],
    [{ version: '1; touch pwned' }, 'The input "version" is no version.'],
  ])('hostile inputs %j are values, and end in status 2', (inputs, message) => {
    const { status, log, outputs } = run(inputs);
    expect(log).toContain(message);
    expect([status, outputs.get('status')]).toEqual([2, '2']);
    expect(existsSync(path.join(root, 'pwned'))).toBe(false);
  });
});

test('the hook for pre-commit runs a command that there is, over the whole system', () => {
  const [hook] = parse(readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8'));
  expect(hook).toMatchObject({ id: 'archwright', language: 'node', pass_filenames: false });
  expect(hook.entry).toBe('archwright lint');
  const files = new RegExp(hook.files);
  expect(
    ['src/app.ts', 'docker-compose.yml', 'Dockerfile', 'api/.env', 'a.mjs'].every((file) => files.test(file)),
  ).toBe(true);
  expect(files.test('README.md')).toBe(false);
});
