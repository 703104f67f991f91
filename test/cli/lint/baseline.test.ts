import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { shop, unguarded } from '../../support/adoption-shop.ts';
import { writeFiles, type Files } from '../../support/recover-files.ts';
import { runMain } from '../../support/run-main.ts';

const schema = JSON.parse(readFileSync('schema/baseline.schema.json', 'utf8')) as object;
const isBaseline = new Ajv2020().compile(schema);

const legacy: Files = {
  ...shop,
  'orders/src/http.js': unguarded,
  'payment/src/app.js': "require('express')().listen(3000);\n",
};

/** A repository with findings, and ways to lint it, change it and look at it. */
function repository(files: Files = legacy) {
  const root = writeFiles(files);
  const at = (file: string) => path.join(root, file);
  const read = (file: string) => readFileSync(at(file), 'utf8');
  const lint = async (...flags: readonly string[]) => {
    const { status, stdout, stderr } = await runMain('lint', root, '--no-cache', '--format', 'compact', ...flags);
    const found = stdout.split('\n').filter(Boolean);
    return { status, stderr, stdout, found: found.map((line) => line.replace(/^(.+?:\d+):\d+: .*\[(.+)\]$/, '$1 $2')) };
  };
  const edit = (file: string, change: (text: string) => string) => writeFileSync(at(file), change(read(file)));
  return { root, at, read, lint, edit };
}

const BASELINE = '.archwright/baseline.json';

describe('lint --init', () => {
  test('writes settings and a baseline, after which only what is new counts', async () => {
    const { lint, read, edit } = repository();
    const before = await lint();
    expect(before.status).toBe(1);
    const { status, stdout } = await lint('--init');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^created {4}\S*archwright\.yaml\ncreated {4}\S*baseline\.json: \d findings\n(?: +\d [a-z-]+\n)* +1 missing-timeout\n\nNext:\n {2}git add /,
    );
    expect(read('archwright.yaml')).toBe(
      '# yaml-language-server: $schema=./node_modules/archwright/schema/archwright.schema.json\nlint:\n  extends: recommended\n  baseline: .archwright/baseline.json\n',
    );
    expect(isBaseline(JSON.parse(read(BASELINE))), JSON.stringify(isBaseline.errors)).toBe(true);
    expect(await lint()).toMatchObject({ status: 0, found: [] });
    expect((await lint('--no-baseline')).found).toEqual(before.found);
    edit('payment/src/app.js', (text) => `${text}require('axios').get('http://orders:3000/orders');\n`);
    expect((await lint()).found).toContain('payment/src/app.js:2 missing-timeout');
    expect((await lint()).status).toBe(1);
  });

  test('is idempotent, and keeps settings and comments that are there', async () => {
    const own = '# ours\nlint:\n  extends: strict # all of it\n  rules:\n    chatty-calls: off\n';
    const { lint, read } = repository({ ...legacy, 'archwright.yaml': own });
    expect((await lint('--init')).stdout).toMatch(/^changed {4}/);
    expect(read('archwright.yaml')).toBe(`${own}  baseline: .archwright/baseline.json\n`);
    const texts = [read('archwright.yaml'), read(BASELINE)];
    const again = await lint('--init');
    expect(again.status).toBe(0);
    expect(again.stdout).toMatch(
      /^unchanged {2}\S+\nunchanged {2}\S+: it knows \d findings; "archwright lint --update-baseline" writes it anew\n/,
    );
    expect([read('archwright.yaml'), read(BASELINE)]).toEqual(texts);
  });

  test('a sound system needs no baseline', async () => {
    const { lint, read } = repository({
      ...shop,
      'archwright.yaml':
        'lint: { rules: { hard-coded-endpoint: off, missing-circuit-breaker: off, missing-correlation: off, missing-health-check: off } }\n',
    });
    const { stdout } = await lint('--init');
    expect(stdout).toContain('no findings: there is no need for a baseline');
    expect(read('archwright.yaml')).not.toContain('baseline');
  });
});

describe('a known finding stays known', () => {
  test.each<[string, string, (text: string) => string]>([
    ['when lines move', 'orders/src/http.js', (text) => `// our client\n\n${text}`],
    ['when it is indented', 'orders/src/http.js', (text) => `{\n    ${text}}\n`],
    ['when names around it change', 'orders/src/pay.js', (text) => text.replaceAll('order', 'basket')],
    [
      'when its own line is edited',
      'orders/src/http.js',
      (text) => text.replace('({})', "({ baseURL: 'http://payment:3000' })"),
    ],
  ])('%s', async (_, file, change) => {
    const { lint, edit } = repository();
    await lint('--init');
    edit(file, change);
    expect((await lint('--rule', 'missing-timeout')).found).toEqual([]);
  });

  test('when its file moves', async () => {
    const { lint, edit, read, at } = repository();
    await lint('--init');
    writeFileSync(at('orders/src/client.js'), read('orders/src/http.js'));
    edit('orders/src/http.js', () => '');
    expect((await lint('--rule', 'missing-timeout')).found).toEqual([]);
    for (const file of ['orders/src/pay.js', 'orders/src/app.js'])
      edit(file, (text) => text.replace('./http', './client'));
    rmSync(at('orders/src/http.js'));
    expect((await lint('--rule', 'missing-timeout')).found).toEqual([]);
  });

  test('but a second one of the same kind is new', async () => {
    const call = "require('axios').get('http://orders:3000/orders');\n";
    const { lint, edit } = repository({
      ...legacy,
      'payment/src/app.js': `${String(legacy['payment/src/app.js'])}${call}`,
    });
    await lint('--init');
    edit('payment/src/app.js', (text) => text + call);
    expect((await lint('--rule', 'missing-timeout')).found).toEqual(['payment/src/app.js:3 missing-timeout']);
  });
});

describe('entries that nothing needs any more', () => {
  test('are told, and go with --prune-baseline', async () => {
    const { lint, edit, read } = repository();
    await lint('--init');
    edit('orders/src/http.js', (text) => text.replace('({})', '({ timeout: 2000 })'));
    const { found, stdout, status } = await lint();
    expect(found).toEqual([expect.stringMatching(/^\.archwright\/baseline\.json:\d+ stale-baseline$/)]);
    expect(stdout).toContain('warning: 1 entry of the baseline is no longer found');
    expect(status).toBe(0);
    const line = read(BASELINE).split('\n')[Number(/json:(\d+)/.exec(found[0] ?? '')?.[1]) - 1];
    expect(line).toContain('"missing-timeout"');
    const pruned = await lint('--prune-baseline');
    expect(pruned.stderr).toMatch(/baseline\.json: \d findings are known now \(1 gone\)\n$/);
    expect(pruned.found).toEqual([]);
    expect(read(BASELINE)).not.toContain('missing-timeout');
    edit('orders/src/http.js', () => unguarded);
    expect((await lint()).found).toEqual(['orders/src/http.js:1 missing-timeout']);
    expect((await lint('--prune-baseline')).found).toEqual(['orders/src/http.js:1 missing-timeout']);
  });

  test('of rules that did not run are left alone', async () => {
    const { lint, edit, read } = repository();
    await lint('--init');
    const entries = read(BASELINE);
    edit('orders/src/http.js', (text) => text.replace('({})', '({ timeout: 2000 })'));
    const flags = ['--rule', 'missing-graceful-shutdown,stale-baseline', '--baseline'];
    expect((await lint(...flags)).found).toEqual([]);
    await lint(...flags, '--prune-baseline');
    expect(read(BASELINE)).toBe(entries);
  });
});

describe('--update-baseline', () => {
  test('takes in what is found, of one rule when one is named, and says what changed', async () => {
    const { lint, read } = repository();
    const one = await lint('--update-baseline', '--rule', 'missing-timeout');
    expect(one.stderr).toMatch(/baseline\.json: 1 finding is known now \(1 new\)\n$/);
    expect((await lint('--baseline')).found).not.toContain('orders/src/http.js:1 missing-timeout');
    const all = await lint('--update-baseline');
    expect(all.stderr).toMatch(/baseline\.json: (\d) findings are known now \(\d new\)\n$/);
    expect(all).toMatchObject({ status: 0, found: [] });
    const text = read(BASELINE);
    await lint('--update-baseline');
    expect(read(BASELINE)).toBe(text);
  });

  test('another file, where the command line or the settings say so', async () => {
    const { lint, at, edit, read } = repository({
      ...legacy,
      'archwright.yaml': 'lint: { baseline: config/known.json }\n',
    });
    const missing = await lint();
    expect(missing.status).toBe(2);
    expect(missing.stderr).toMatch(
      /archwright\.yaml:1:19: error: there is no baseline ".*known\.json"\n.*\n.*\n = help: "archwright lint --update-baseline"/,
    );
    await lint('--update-baseline');
    expect(JSON.parse(read('config/known.json'))).toMatchObject({ schemaVersion: 1 });
    expect((await lint()).found).toEqual([]);
    await lint('--baseline', at('mine.json'), '--update-baseline');
    expect(read('mine.json')).toBe(read('config/known.json'));
    edit('config/known.json', (text) => text.replace('"rule"', '"rool"'));
    const broken = await lint();
    expect(broken.status).toBe(2);
    expect(broken.stderr).toMatch(/known\.json:4:5: error: an entry of the baseline has the texts rule, service/);
  });

  test('never writes over something that is no baseline', async () => {
    const { lint, at, read } = repository();
    const before = read('orders/package.json');
    const refused = await lint('--update-baseline', '--baseline', at('orders/package.json'));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('this is no baseline of version 1');
    expect(read('orders/package.json')).toBe(before);
    expect((await lint('--update-baseline', '--baseline', at('orders'))).stderr).toContain(
      'is a folder, not a baseline',
    );
  });

  test.each([
    [['--init', '--changed'], '"--init" and "--changed" do not go together'],
    [['--init', '--rule', 'missing-timeout'], '"--init" and "--rule" do not go together'],
    [['--update-baseline', '--service', 'orders'], '"--update-baseline" and "--service" do not go together'],
    [['--prune-baseline', '--no-baseline'], '"--prune-baseline" and "--no-baseline" do not go together'],
    [['--baseline', 'nowhere.json'], 'there is no baseline "nowhere.json"'],
  ])('%j is refused', async (flags, message) => {
    const { lint } = repository();
    const { status, stderr } = await lint(...flags);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('--service', () => {
  test('shows findings in which the services take part, and they decide the exit status', async () => {
    const { lint } = repository();
    const files = async (...names: string[]) =>
      (await lint('--service', names.join(','))).found.map((line) => line.split('/')[0]);
    expect(new Set(await files('payment'))).toEqual(new Set(['payment']));
    expect(new Set(await files('payment', 'orders'))).toEqual(new Set(['orders', 'payment']));
    expect((await lint('--service', 'payment')).status).toBe(0);
    expect((await lint('--service', 'orders')).status).toBe(1);
    expect((await lint('--service', 'paymint')).stderr).toContain(
      'there is no service "paymint", did you mean "payment"?',
    );
  });
});
