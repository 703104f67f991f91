import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { CacheFolder } from '../../src/recover/cache/cache-folder.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import type { Stats } from '../../src/recover/stopwatch.ts';

const example = fileURLToPath(new URL('../../examples/legacy-shop', import.meta.url));

afterEach(() => vi.unstubAllEnvs());

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'archwright-cache-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function shop(): { root: string; cache: string } {
  const root = path.join(folder(), 'shop');
  cpSync(example, root, { recursive: true, filter: (file) => !file.includes('.archwright') });
  vi.stubEnv('XDG_CACHE_HOME', path.join(root, '..', 'home'));
  return { root, cache: path.join(root, '.archwright', 'cache') };
}

async function run(root: string, cache = true): Promise<{ text: string; files: Stats['files'] }> {
  let files: Stats['files'] | undefined;
  const recovery = await recoverSystem(root, { cache, onStats: (stats) => ({ files } = stats) });
  if (files === undefined) throw new Error('no statistics');
  return { text: JSON.stringify(recovery), files };
}

test('cold, warm, partly warm and off give the same bytes', async () => {
  const { root, cache } = shop();
  const off = await run(root, false);
  expect(existsSync(cache)).toBe(false);
  const cold = await run(root);
  const warm = await run(root);
  expect([cold.text, warm.text]).toEqual([off.text, off.text]);
  expect(cold.files).toMatchObject({ cached: 0, parsed: off.files.parsed });
  expect(warm.files).toMatchObject({ parsed: 0 });

  const file = path.join(root, 'orders', 'src', 'app.js');
  const [changed = ''] = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[jt]s$/.test(name),
  );
  expect(existsSync(file) || changed !== '').toBe(true);
  writeFileSync(path.join(root, changed), `\n${readFileSync(path.join(root, changed), 'utf8')}`);
  const partly = await run(root);
  expect(partly.files).toMatchObject({ parsed: 1, cached: off.files.parsed - 1 });
  expect(partly.text).toBe((await run(root, false)).text);
  expect(partly.text).not.toBe(off.text);
});

test('a file that was moved keeps its facts', async () => {
  const { root } = shop();
  await run(root);
  const [moved = ''] = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[jt]s$/.test(name));
  renameSync(path.join(root, moved), path.join(root, moved.replace(/(\.[jt]s)$/, '-moved$1')));
  const after = await run(root);
  expect(after.files.parsed).toBe(0);
  expect(after.text).toBe((await run(root, false)).text);
});

test('a manifest that changed is read again', async () => {
  const { root } = shop();
  await run(root);
  const compose = path.join(root, 'docker-compose.yml');
  writeFileSync(compose, readFileSync(compose, 'utf8').replaceAll('payment', 'billing'));
  expect((await run(root)).text).toBe((await run(root, false)).text);
});

test.each([
  ['cut off', (data: Buffer) => data.subarray(0, data.length - 100)],
  ['empty', () => Buffer.alloc(0)],
  ['of another program', () => Buffer.from('{"facts": {}}')],
  ['with one byte changed', (data: Buffer) => Buffer.from(data).fill(0, data.length - 1)],
])('a cache that is %s is passed over and replaced', async (_, damage) => {
  const { root, cache } = shop();
  const { text, files } = await run(root);
  for (const name of ['facts', 'model'])
    writeFileSync(path.join(cache, name), damage(readFileSync(path.join(cache, name))));
  const again = await run(root);
  expect(again.text).toBe(text);
  expect(again.files).toMatchObject({ parsed: files.parsed, cached: 0 });
  expect((await run(root)).files.parsed).toBe(0);
});

test('what somebody else put into the cache is not believed', async () => {
  const { root, cache } = shop();
  const { text } = await run(root, false);
  await run(root);
  const forge = (): void => {
    const own = CacheFolder.open(root);
    const model = own?.read('model');
    if (!own || !model) throw new Error('there is no cache to forge');
    own.write('model', [Buffer.from(model.toString('utf8').replaceAll('"POST"', '"PUT"'))]);
  };
  forge();
  // The same forgery with the user's own secret is believed, so the signature is what protects.
  expect((await run(root)).text).not.toBe(text);

  rmSync(cache, { recursive: true });
  vi.stubEnv('XDG_CACHE_HOME', path.join(root, '..', 'stranger'));
  await run(root);
  forge();
  vi.stubEnv('XDG_CACHE_HOME', path.join(root, '..', 'home'));
  expect((await run(root)).text).toBe(text);
});

test.each(['.archwright', path.join('.archwright', 'cache')])(
  'nothing is written where "%s" is a link',
  async (link) => {
    const { root } = shop();
    const outside = folder();
    mkdirSync(path.dirname(path.join(root, link)), { recursive: true });
    symlinkSync(outside, path.join(root, link));
    const { text } = await run(root);
    expect(text).toBe((await run(root, false)).text);
    expect(readdirSync(outside)).toEqual([]);
  },
);

test('a file where the folder should be costs the cache and nothing else', async () => {
  const { root } = shop();
  writeFileSync(path.join(root, '.archwright'), 'mine');
  expect((await run(root)).text).toBe((await run(root, false)).text);
  expect(readFileSync(path.join(root, '.archwright'), 'utf8')).toBe('mine');
});

test('the cache is one file of facts and one model, and git does not see it', async () => {
  const { root, cache } = shop();
  await run(root);
  expect(readdirSync(cache).sort()).toEqual(['.gitignore', 'facts', 'model']);
  expect(readFileSync(path.join(cache, '.gitignore'), 'utf8')).toBe('*\n');
});

test('what is no longer there leaves the cache', async () => {
  const { root, cache } = shop();
  await run(root);
  const before = readFileSync(path.join(cache, 'facts')).length;
  for (const name of readdirSync(root))
    if (name !== 'payment' && !name.startsWith('.')) rmSync(path.join(root, name), { recursive: true });
  await run(root);
  expect(readFileSync(path.join(cache, 'facts')).length).toBeLessThan(before / 2);
});

test('runs at the same time do not harm each other', async () => {
  const { root, cache } = shop();
  const { text } = await run(root, false);
  const runs = await Promise.all([1, 2, 3, 4].map(() => run(root)));
  expect(new Set(runs.map((one) => one.text))).toEqual(new Set([text]));
  const left = readdirSync(cache).filter((name) => name !== 'model-before');
  expect(left.sort()).toEqual(['.gitignore', 'facts', 'model']);
  expect((await run(root)).text).toBe(text);
});

test('when nothing changed, neither the parser nor a YAML reader is loaded', async () => {
  const { root } = shop();
  const script = `
    import { createRequire } from 'node:module';
    import { recoverSystem } from ${JSON.stringify(pathToFileURL(path.resolve('dist/recover/recover-system.js')).href)};
    await recoverSystem(${JSON.stringify(root)}, { cache: true });
    const loaded = Object.keys(createRequire(${JSON.stringify(pathToFileURL(path.resolve('package.json')).href)}).cache);
    console.log(['@ts-morph', 'yaml', 'ignore'].filter((name) => loaded.some((file) => file.includes('/node_modules/' + name + '/'))).join());`;
  const loaded = (): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim();
  expect(loaded()).toContain('@ts-morph');
  expect(loaded()).toBe('ignore');
});
