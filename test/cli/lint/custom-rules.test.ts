import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { shop } from '../../support/adoption-shop.ts';
import { writeFiles, type Files } from '../../support/recover-files.ts';
import { runCli, stackLines } from '../run-cli.ts';

const page = readFileSync('docs/custom-rules.md', 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
const example = block('ts');

/** The shop, in which reviews calls payment as well. */
const strangers: Files = {
  ...shop,
  'compose.yaml': `${String(shop['compose.yaml'])}  reviews: { build: ./reviews }\n`,
  'reviews/package.json': { name: 'reviews', scripts: { start: 'node src/app.js' }, dependencies: { axios: '*' } },
  'reviews/src/app.js': "require('axios').post('http://payment:3000/charges', {}, { timeout: 500 });\n",
  'architecture/payment-rules.ts': example,
};

async function lint(root: string, ...flags: readonly string[]) {
  const { status, stdout, stderr } = await runCli(['lint', '.', '--no-cache', '--format', 'compact', ...flags], {
    cwd: root,
  });
  expect(stackLines(stderr)).toEqual([]);
  return { status, stdout, stderr };
}

const only = ['--rule', 'stranger-calls-payment'];
const finding = 'reviews/src/app.js:1:18: error: "reviews" calls payment [stranger-calls-payment]\n';

describe('the worked example', () => {
  test('type-checks against the package', () => {
    const root = writeFiles({ 'rules.ts': example });
    mkdirSync(path.join(root, 'node_modules'));
    symlinkSync(process.cwd(), path.join(root, 'node_modules/archwright'), 'dir');
    const program = ts.createProgram([path.join(root, 'rules.ts')], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      types: [],
    });
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    expect(messages).toEqual([]);
    const wrong = example.replace('callers.includes(from)', 'callers.includes(7)');
    const bad = path.join(writeFiles({ 'rules.ts': wrong }), 'rules.ts');
    mkdirSync(path.join(path.dirname(bad), 'node_modules'));
    symlinkSync(process.cwd(), path.join(path.dirname(bad), 'node_modules/archwright'), 'dir');
    const refused = ts.getPreEmitDiagnostics(ts.createProgram([bad], program.getCompilerOptions()));
    expect(refused.map(({ code }) => code)).toEqual([2345]);
  });

  test('finds what it is about, explains itself, and obeys settings and suppressions', async () => {
    const root = writeFiles(strangers);
    const from = ['--rules-from', './architecture/payment-rules.ts'];
    expect(await lint(root, ...only, ...from)).toEqual({ status: 1, stdout: finding, stderr: '' });
    const explained = await runCli(['explain', 'stranger-calls-payment', ...from], { cwd: root });
    expect(explained.stdout).toContain('Publish an event, and let orders charge.');
    const settled = writeFiles({ ...strangers, 'archwright.yaml': block('yaml').replace('billing', 'reviews') });
    expect((await lint(settled, ...only, '--custom-rules')).stdout).toBe('');
    const mild = writeFiles({ ...strangers, 'archwright.yaml': block('yaml') });
    expect(await lint(mild, ...only, '--custom-rules')).toMatchObject({
      status: 0,
      stdout: finding.replace('error', 'warning'),
    });
    const silenced = '// archwright-ignore stranger-calls-payment -- until May\n';
    const quiet = writeFiles({
      ...strangers,
      'reviews/src/app.js': silenced + String(strangers['reviews/src/app.js']),
    });
    expect((await lint(quiet, ...only, ...from)).stdout).toBe('');
  });
});

describe('code of the repository is not executed unless the command line says so', () => {
  const trap = "require('node:fs').writeFileSync('executed', ''); exports.rules = [];\n";
  const settings = 'lint:\n  customRules: [./rules.cjs]\n  rules: { our-own: off }\n';

  test('settings that name rules are an error with both remedies', async () => {
    const root = writeFiles({ ...shop, 'archwright.yaml': settings, 'rules.cjs': trap });
    const { status, stderr } = await lint(root);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^archwright\.yaml:2:17: error: the settings name rules of your own \("\.\/rules\.cjs"\), and nothing says that they may run\n/,
    );
    expect(stderr).toMatch(/give --custom-rules where you trust it, as in your own CI, or --no-custom-rules/);
    expect(() => readFileSync(path.join(root, 'executed'))).toThrow('ENOENT');
  });

  test('--no-custom-rules passes over what is said about them', async () => {
    const comment = '// archwright-ignore our-own -- we know\n';
    const root = writeFiles({
      ...shop,
      'archwright.yaml': settings,
      'rules.cjs': trap,
      'orders/src/http.js': comment + String(shop['orders/src/http.js']),
    });
    const { stdout, stderr } = await lint(root, '--no-custom-rules');
    expect([stdout.includes('suppression'), stderr]).toEqual([false, '']);
    expect(() => readFileSync(path.join(root, 'executed'))).toThrow('ENOENT');
  });
});

describe('packages', () => {
  const plain = example
    .replace(/import .*\n/, '')
    .replace('defineRule({', 'own({')
    .replace('export const rules =', 'const rules =');
  const own =
    "const own = ({ check, ...doc }) => ({ ...doc, run: (model) => [...check(model, { callers: ['orders'] })] });\n";

  test.each<[string, Files]>([
    [
      'an ES module',
      {
        'package.json': { name: '@acme/rules', type: 'module', exports: { '.': { import: './rules.js' } } },
        'rules.js': example,
      },
    ],
    [
      'CommonJS',
      {
        'package.json': { name: '@acme/rules', main: 'rules.js' },
        'rules.js': `${own}${plain}exports.rules = rules;\n`,
      },
    ],
  ])('%s, found beside the settings that name it', async (_, files) => {
    const inside = Object.fromEntries(
      Object.entries(files).map(([file, text]) => [`node_modules/@acme/rules/${file}`, text]),
    );
    const root = writeFiles({ ...strangers, 'archwright.yaml': 'lint: { customRules: ["@acme/rules"] }\n', ...inside });
    expect((await lint(root, ...only, '--custom-rules')).stdout).toContain('reviews/src/app.js:1:18');
  });
});

describe('what is wrong with rules is told as such, without a stack', () => {
  const rule = (change: (text: string) => string) => ({ 'rules.ts': change(example) });
  const from = ['--rules-from', './rules.ts'];

  test.each<[string, Files, readonly string[], RegExp]>([
    [
      'a rule that throws',
      rule((text) => text.replace('const [at,', 'throw new Error("no luck");\n        const [at,')),
      from,
      /^rules\.ts: error: the rule "stranger-calls-payment" failed: no luck\n = help: mend it, or switch it off/,
    ],
    [
      'a report without a place',
      rule((text) => text.replace('yield { at,', "yield { at: { file: 'x.ts', line: 0, column: 1 },")),
      from,
      /^rules\.ts: error: the rule "stranger-calls-payment" reported something that cannot be shown: "at" needs file, line and column/,
    ],
    [
      'a report without a message',
      rule((text) => text.replace('message:', 'massage:')),
      from,
      /"message" is a text that is not empty/,
    ],
    [
      'a name that is taken',
      rule((text) => text.replace("'stranger-calls-payment'", "'missing-timeout'")),
      from,
      /the name of its rule "missing-timeout" is taken/,
    ],
    [
      'no name',
      rule((text) => text.replace("'stranger-calls-payment'", "'Stranger calls'")),
      from,
      /its rule "Stranger calls" cannot be used: "name" is words in lower case/,
    ],
    [
      'no reason',
      rule((text) => text.replace(/why: .*/, "why: '',")),
      from,
      /its rule "stranger-calls-payment" cannot be used: "why" is a text that is not empty/,
    ],
    [
      'an option without a default',
      rule((text) => text.replace("default: ['orders'],", '')),
      from,
      /option "callers" needs "type"/,
    ],
    [
      'no rules',
      { 'rules.ts': 'export const rule = 1;\n' },
      from,
      /rules from "\.\/rules\.ts": it exports no rules\n = help: write: export const rules/,
    ],
    [
      'a file that fails',
      { 'rules.ts': 'throw new Error("at once");\n' },
      from,
      /rules from "\.\/rules\.ts": it cannot be loaded: at once/,
    ],
    [
      'a file that does not parse',
      { 'rules.ts': 'export const rules = [;\n' },
      from,
      /rules from "\.\/rules\.ts": it cannot be loaded: /,
    ],
    ['no file', {}, from, /rules from "\.\/rules\.ts": it is no file/],
    [
      'no package',
      {},
      ['--rules-from', '@acme/rules'],
      /rules from "@acme\/rules": it cannot be loaded: .*\n = help: npm install --save-dev @acme\/rules/,
    ],
  ])('%s', async (_, files, flags, message) => {
    const { status, stderr } = await lint(writeFiles({ ...strangers, ...files }), ...flags);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
