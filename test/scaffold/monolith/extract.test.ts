import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runMain } from '../../support/run-main.ts';
import { repository } from '../generated-system.ts';

const corner = readFileSync(join(repository, 'examples/monolith/archwright.yaml'), 'utf8');
const handler = 'app/src/modules/payment/handlers/charge.ts';
let root: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'archwright-extract-'));
  writeFileSync(join(root, 'archwright.yaml'), corner);
  expect((await runMain('generate', root)).status).toBe(0);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const has = (path: string): boolean => existsSync(join(root, path));
const extract = (...flags: string[]) => runMain('extract', 'payment', root, '--bus', 'nats', ...flags);

/** Every file below the root, but for our own record, and its text. */
function tree(): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true, encoding: 'utf8' }).filter((file) =>
    file.isFile(),
  );
  return Object.fromEntries(
    files.map((file) => [join(file.parentPath, file.name), readFileSync(join(file.parentPath, file.name), 'utf8')]),
  );
}

function edit(path: string, change: (text: string) => string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), change(has(path) ? read(path) : ''));
}

test('the blueprint says what stands alone, and keeps its comments', async () => {
  expect(await extract()).toMatchObject({ status: 0, stderr: '' });
  expect(read('archwright.yaml')).toBe(
    corner
      .replace('http: fastify }', 'http: fastify, bus: nats }')
      .replace(
        '\n    publishes: [payment.settled]\n',
        '\n    publishes: [payment.settled]\n    standalone: true\n    facade: true\n',
      ),
  );
});

test('an extraction is what generating the edited blueprint would be, and generating again changes nothing', async () => {
  await extract();
  const extracted = tree();
  const fresh = mkdtempSync(join(tmpdir(), 'archwright-fresh-'));
  writeFileSync(join(fresh, 'archwright.yaml'), read('archwright.yaml'));
  await runMain('generate', fresh);
  const generated = new Set(readdirSync(fresh, { recursive: true, encoding: 'utf8' }));
  rmSync(fresh, { recursive: true });
  const here = readdirSync(root, { recursive: true, encoding: 'utf8' });
  expect(here.filter((path) => !generated.has(path) && !path.startsWith('deploy/extract-payment'))).toEqual([]);
  expect([...generated].filter((path) => !here.includes(path))).toEqual([]);
  expect((await runMain('generate', root)).stdout).toContain('nothing to write');
  expect(tree()).toEqual(extracted);
});

test('edits move with their file, and so do files of the user’s own, with what they import', async () => {
  edit(handler, (text) =>
    text
      .replace(
        'import type { Fields',
        "import { retryDelayMs } from '../../../platform/retry.ts';\nimport ms from 'ms';\nimport { fee } from '../domain/fee.ts';\nimport type { Fields",
      )
      .replace('  return deps.store', "  deps.log.info([fee(1), retryDelayMs, ms('1s')]);\n  return deps.store"),
  );
  edit('app/src/modules/payment/domain/fee.ts', () => "import { HttpProblem } from '../../../platform/problem.ts';\n");
  edit(
    'app/test/modules/payment/fee.test.ts',
    () => "import '../../../src/modules/payment/domain/fee.ts';\nimport './start.ts';\n",
  );
  edit('app/package.json', (text) => text.replace('"dependencies": {', '"dependencies": {\n    "ms": "2.1.3",'));
  const { status, stdout } = await extract();
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining(`${handler} -> services/payment/src/handlers/charge.ts, with your edits`),
  ]);
  const moved = read('services/payment/src/handlers/charge.ts');
  expect(moved).toContain("deps.log.info([fee(1), retryDelayMs, ms('1s')]);");
  expect(moved).toContain("from '../platform/retry.ts';\nimport ms from 'ms';\nimport { fee } from '../domain/fee.ts'");
  expect(read('services/payment/src/domain/fee.ts')).toBe("import { HttpProblem } from '../platform/problem.ts';\n");
  expect(read('services/payment/test/fee.test.ts')).toBe("import '../src/domain/fee.ts';\nimport './start.ts';\n");
  // The service would not have had it by itself.
  expect(has('services/payment/src/platform/retry.ts')).toBe(true);
  expect(JSON.parse(read('services/payment/package.json')).dependencies.ms).toBe('2.1.3');
  expect([has('app/src/modules/payment'), has('app/test/modules/payment')]).toEqual([false, false]);
});

test('edits of callers are merged with their new clients’ wiring', async () => {
  edit('app/src/modules/orders/module.ts', (text) =>
    text.replace('  return {\n', "  log.info('orders are made');\n  return {\n"),
  );
  expect((await extract()).status).toBe(0);
  const module = read('app/src/modules/orders/module.ts');
  expect(module).toContain("log.info('orders are made');");
  expect(module).toContain('new PaymentClient({ baseUrl: host.config.PAYMENT_URL })');
  expect(read('app/src/modules/orders/clients/payment.ts')).toContain('breaker: true');
  expect(read('app/src/facades.ts')).toContain("serve('/charges', '/charges')");
});

test('a dry run and its JSON tell the same, and write nothing', async () => {
  const before = tree();
  expect((await extract('--dry-run')).stdout).toContain('+++ b/services/payment/src/service.ts');
  const told = JSON.parse((await extract('--dry-run', '--json')).stdout);
  expect(told).toMatchObject({ written: false, module: 'payment', page: 'deploy/extract-payment/README.md' });
  expect(told.moves).toContainEqual({ from: handler, to: 'services/payment/src/handlers/charge.ts', edited: false });
  expect(tree()).toEqual(before);
});

describe('nothing is written when', () => {
  async function isRefused(message: RegExp, ...flags: string[]): Promise<void> {
    const before = tree();
    const argv = flags.length > 0 ? flags : ['extract', 'payment', root, '--bus', 'nats'];
    const { status, stderr } = await runMain(...argv);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(tree()).toEqual(before);
  }

  test('code leads out of the module', async () => {
    edit('app/src/money.ts', () => 'export const euro = 1;\n');
    edit(handler, (text) => `import { euro } from '../../../money.ts';\nvoid euro;\n${text}`);
    await isRefused(/charge\.ts:1:22: error: "\.\.\/\.\.\/\.\.\/money\.ts" leads out of the module/);
  });

  test('an edit has no place in a service', async () => {
    edit('app/src/modules/payment/module.ts', (text) => `${text}\n// mine\n`);
    await isRefused(/module\.ts: error: .* was edited, and a service has no such file/);
  });

  test('something is in the way', async () => {
    edit('services/payment/src/routes.ts', () => 'mine\n');
    await isRefused(/is in the way/);
  });

  test('there is no such module, no broker, or no monolith left', async () => {
    await isRefused(/did you mean "payment"/, 'extract', 'paymet', root);
    await isRefused(/there is no broker yet/, 'extract', 'payment', root);
    await isRefused(/"web" is a gateway/, 'extract', 'web', root);
    edit('archwright.yaml', (text) => text.replace('modular-monolith', 'microservices'));
    await isRefused(/no monolith/, 'extract', 'payment', root);
  });
});
