import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

const BLUEPRINT = `system: { name: shop }
services:
  inventory:
    owns: [stock]
    endpoints: [POST /reservations as reserve]
  orders:
    endpoints:
      - POST /orders: { calls: [inventory.reserve] }
    calls: { inventory: [POST /reservations] }
    publishes: [order.created]
`;

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'archwright-docs-'));
  writeFileSync(join(root, 'archwright.yaml'), BLUEPRINT);
});

afterEach(() => {
  rmSync(root, { recursive: true });
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs `archwright docs --from blueprint` in the shop; what it printed is without the folder's own path. */
async function docs(...flags: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  process.exitCode = undefined;
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  await main(['docs', root, '--from', 'blueprint', ...flags]);
  const status = Number(process.exitCode ?? 0);
  return { status, out: out.replaceAll(root, 'shop'), err: err.replaceAll(root, 'shop') };
}

function pages(folder = join(root, 'docs/architecture')): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('writes every page, says which, and writes nothing the second time', async () => {
  const first = await docs();
  expect(first).toMatchObject({ status: 0, err: '' });
  expect(first.out).toBe(`"shop", as the blueprint declares it: 2 services, 2 endpoints, 1 call, 1 channel, 1 datastore.

  new        shop/docs/architecture/index.md
  new        shop/docs/architecture/communication.md
  new        shop/docs/architecture/events.md
  new        shop/docs/architecture/data.md
  new        shop/docs/architecture/chains.md
  new        shop/docs/architecture/endpoints.md
  new        shop/docs/architecture/sagas.md
  new        shop/docs/architecture/deployment.md
  new        shop/docs/architecture/decisions.md
  new        shop/docs/architecture/findings.md
  new        shop/docs/architecture/glossary.md
  new        shop/docs/architecture/services/inventory.md
  new        shop/docs/architecture/services/orders.md

Start with shop/docs/architecture/index.md
`);
  const before = pages();
  expect((await docs()).out).toContain('  unchanged  13 pages\n');
  expect(pages()).toEqual(before);
});

test('links facts to the lines of the blueprint', async () => {
  await docs();
  expect(pages().get(join('services', 'orders.md'))).toContain('[archwright.yaml:9](../../../archwright.yaml#L9)');
});

test('--check is content with fresh documents, and names what is stale, missing or left over', async () => {
  await docs();
  expect(await docs('--check')).toMatchObject({ status: 0 });
  writeFileSync(join(root, 'archwright.yaml'), BLUEPRINT.replaceAll('inventory', 'stockroom'));
  rmSync(join(root, 'docs/architecture/events.md'));
  const before = pages();
  const { status, out } = await docs('--check');
  expect(status).toBe(1);
  const lines = out.split('\n').slice(2, -1);
  const data = lines.indexOf('  stale      shop/docs/architecture/data.md');
  expect(lines.slice(data + 1, data + 3)).toEqual([
    '             - ## postgres: database `inventory`',
    '             + ## postgres: database `stockroom`',
  ]);
  expect(lines[data + 5]).toMatch(/^ {13}… and \d+ more$/);
  expect(lines.filter((line) => !line.startsWith(' '.repeat(13)))).toEqual([
    '  stale      shop/docs/architecture/index.md',
    '  stale      shop/docs/architecture/communication.md',
    '  missing    shop/docs/architecture/events.md',
    '  stale      shop/docs/architecture/data.md',
    '  stale      shop/docs/architecture/chains.md',
    '  stale      shop/docs/architecture/endpoints.md',
    '  stale      shop/docs/architecture/deployment.md',
    '  stale      shop/docs/architecture/glossary.md',
    '  stale      shop/docs/architecture/services/orders.md',
    '  missing    shop/docs/architecture/services/stockroom.md',
    '  unchanged  3 pages',
    '  orphan     shop/docs/architecture/services/inventory.md describes nothing that is left; delete it when its notes are not needed',
    '',
    'The documents are stale: run "archwright docs" with the same options, without --check.',
  ]);
  expect(pages()).toEqual(before);
});

test('never deletes a page, and leaves those alone that it did not write', async () => {
  await docs();
  writeFileSync(join(root, 'docs/architecture/runbook.md'), '# By hand\n');
  writeFileSync(join(root, 'archwright.yaml'), BLUEPRINT.replaceAll('inventory', 'stockroom'));
  const { out, status } = await docs();
  expect(status).toBe(0);
  expect(out).toContain('orphan     shop/docs/architecture/services/inventory.md');
  expect(out).not.toContain('runbook');
  expect(pages().get('runbook.md')).toBe('# By hand\n');
  expect([...pages().keys()]).toContain(join('services', 'inventory.md'));
});

test('keeps hand-written sections', async () => {
  await docs();
  const index = join(root, 'docs/architecture/index.md');
  const notes = '<!-- archwright:keep notes -->\nAsk Ada.\n<!-- /archwright:keep -->';
  writeFileSync(
    index,
    readFileSync(index, 'utf8').replace('<!-- archwright:keep notes -->\n<!-- /archwright:keep -->', notes),
  );
  writeFileSync(join(root, 'archwright.yaml'), BLUEPRINT.replace('name: shop', 'name: bazaar'));
  await docs();
  const text = readFileSync(index, 'utf8');
  expect(text).toContain('# bazaar: architecture');
  expect(text).toContain(notes);
  expect(await docs('--check')).toMatchObject({ status: 0 });
});

test('refuses to replace a page that somebody wrote, and writes nothing at all', async () => {
  mkdirSync(join(root, 'docs/architecture'), { recursive: true });
  writeFileSync(join(root, 'docs/architecture/data.md'), '# Our data\n');
  const { status, err } = await docs();
  expect(status).toBe(2);
  expect(err)
    .toBe(`shop/docs/architecture/data.md: error: this file was not written by "archwright docs" and would be replaced
 = help: move it, or choose another folder with --out; nothing was written
`);
  expect([...pages().keys()]).toEqual(['data.md']);
});

test('--dry-run writes nothing; --json is data', async () => {
  const { status, out } = await docs('--dry-run', '--json');
  expect(status).toBe(0);
  expect(existsSync(join(root, 'docs'))).toBe(false);
  const data: unknown = JSON.parse(out);
  expect(data).toMatchObject({ schemaVersion: 1, mode: 'dry-run', stale: true, orphans: [] });
  expect(data).toHaveProperty('pages.0', { path: 'index.md', state: 'new' });
});

test('--out, --source-url and --availability show in the pages', async () => {
  const out = join(root, 'wiki');
  const url = 'https://github.com/acme/shop/blob/main/';
  await docs('--out', out, '--source-url', url, '--availability', '99');
  const chains = pages(out).get('chains.md') ?? '';
  expect(chains).toContain(
    '"archwright docs --out wiki --from blueprint --source-url https://github.com/acme/shop/blob/main --availability 99"',
  );
  expect(chains).toContain('(https://github.com/acme/shop/blob/main/archwright.yaml#L9)');
  expect(chains).toContain('98.01 %, from 2 services at 99 % each');
});

test.each([
  [['--availability', '0'], 'A percentage is expected'],
  [['--availability', 'high'], 'A percentage is expected'],
  [['--source-url', 'javascript:alert(1)'], 'A URL of a folder is expected'],
  [['--source-url', 'https://ada:secret@example.org/'], 'A URL of a folder is expected'],
  [['--from', 'memory'], 'Allowed choices are code, blueprint'],
])('%j is wrong use', async (flags, message) => {
  const { status, err } = await docs(...flags);
  expect(status).toBe(2);
  expect(err).toContain(message);
});

test('does not follow a link out of the repository', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'archwright-elsewhere-'));
  try {
    symlinkSync(elsewhere, join(root, 'docs'));
    const { status, err } = await docs();
    expect(status).toBe(2);
    expect(err).toContain('"shop/docs/architecture" leads out of "shop" through a link');
    rmSync(join(root, 'docs'));
    mkdirSync(join(root, 'docs/architecture'), { recursive: true });
    symlinkSync(elsewhere, join(root, 'docs/architecture/services'));
    expect(await docs()).toMatchObject({ status: 2 });
    expect(readdirSync(elsewhere)).toEqual([]);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('a folder that is not there, and one without a blueprint', async () => {
  rmSync(join(root, 'archwright.yaml'));
  expect((await docs()).err).toContain('there is no archwright.yaml in "shop"');
  const missing = root;
  root = join(root, 'nowhere');
  expect(await docs()).toMatchObject({ status: 2, err: expect.stringContaining('it does not exist') as unknown });
  root = missing;
});

test("--html writes one page, is content with it the second time, and replaces nobody else's", async () => {
  expect((await docs('--html')).out).toContain(
    '  new        shop/docs/architecture/index.html\n\nStart with shop/docs/architecture/index.html\n',
  );
  const file = join(root, 'docs/architecture/index.html');
  const first = readFileSync(file, 'utf8');
  expect(first).toContain('<article class="view" id="service-orders"');
  expect(await docs('--html', '--check')).toMatchObject({ status: 0 });
  writeFileSync(join(root, 'archwright.yaml'), BLUEPRINT.replaceAll('inventory', 'stockroom'));
  const stale = await docs('--html', '--check');
  expect(stale).toMatchObject({ status: 1 });
  expect(stale.out).toContain('stale      shop/docs/architecture/index.html');
  writeFileSync(file, '<title>ours</title>');
  const refused = await docs('--html');
  expect(refused).toMatchObject({ status: 2 });
  expect(refused.err).toContain('index.html: error: this file was not written by "archwright docs"');
  expect(readFileSync(file, 'utf8')).toBe('<title>ours</title>');
  await docs('--html', '-o', join(root, 'shop.html'));
  expect(existsSync(join(root, 'shop.html'))).toBe(true);
});

test.each(['svg', 'png'] as const)(
  'draws the containers as %s, tells when it is stale, and replaces nothing else',
  async (format) => {
    const picture = join(root, 'docs/architecture', `containers.${format}`);
    expect(await docs('--format', format, '--check')).toMatchObject({ status: 1 });
    expect(existsSync(picture)).toBe(false);
    expect((await docs('--format', format)).out).toContain(`Look at shop/docs/architecture/containers.${format}`);
    const drawn = readFileSync(picture);
    expect(drawn.toString('latin1')).toContain(format === 'svg' ? '<svg' : 'PNG');
    expect(await docs('--format', format, '--check')).toMatchObject({ status: 0 });
    writeFileSync(join(root, 'archwright.yaml'), BLUEPRINT.replace('name: shop', 'name: market'));
    expect(await docs('--format', format, '--check')).toMatchObject({ status: 1 });
    writeFileSync(picture, 'notes of somebody');
    const refused = await docs('--format', format);
    expect(refused).toMatchObject({
      status: 2,
      err: expect.stringContaining(`this file is no ${format.toUpperCase()}`),
    });
    expect(readFileSync(picture, 'utf8')).toBe('notes of somebody');
  },
);

test('--format html is --html', async () => {
  await docs('--html');
  const page = readFileSync(join(root, 'docs/architecture/index.html'), 'utf8');
  rmSync(join(root, 'docs/architecture/index.html'));
  await docs('--format', 'html');
  expect(readFileSync(join(root, 'docs/architecture/index.html'), 'utf8')).toBe(page);
});
