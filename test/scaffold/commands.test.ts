import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTree } from '../../src/io/read-tree.ts';
import { runMain } from '../support/run-main.ts';
import { orders } from './blueprints.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shop-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (path: string): string => join(root, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');

function edit(path: string, from: string, to: string): void {
  expect(read(path)).toContain(from);
  writeFileSync(at(path), read(path).replace(from, to));
}

describe('archwright generate', () => {
  beforeEach(() => writeFileSync(at('archwright.yaml'), orders));

  test('writes everything, and a second run writes nothing', async () => {
    expect(await runMain('generate', root)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+ created\n/),
      stderr: '',
    });
    const before = readTree(root);
    const again = await runMain('generate', root);
    expect(again).toMatchObject({ status: 0, stdout: expect.stringMatching(/^nothing to write: \d+ unchanged\n$/) });
    expect(readTree(root)).toEqual(before);
  });

  test('a dry run shows the diff, writes nothing, and says what the real run does', async () => {
    const dry = await runMain('generate', root, '--dry-run');
    expect(dry.stdout).toContain('--- /dev/null\n+++ b/services/orders/src/main.ts\n');
    expect([...readTree(root).keys()]).toEqual(['archwright.yaml']);
    const planned = dry.stdout.split('\n').filter((line) => line.startsWith('create ')).length;
    expect((await runMain('generate', root)).stdout).toContain(`${planned} created`);
  });

  test('follows the blueprint, merges into edited files, and deletes what nobody edited', async () => {
    await runMain('generate', root);
    edit('services/orders/src/service.ts', 'export interface Service {', '// mine\nexport interface Service {');
    writeFileSync(at('archwright.yaml'), orders.replace('    subscribes: [payment.settled@3]\n', ''));
    const { status, stdout } = await runMain('generate', root);
    expect(status).toBe(0);
    expect(stdout).toContain('merge     services/orders/src/service.ts');
    expect(stdout).toContain('delete    services/orders/src/subscriptions/payment-settled.ts');
    expect(read('services/orders/src/service.ts')).toContain('// mine');
    expect(read('services/orders/src/service.ts')).not.toContain('subscribeToEvents');
    expect(await runMain('generate', root)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^leave .*\nnothing to write/),
    });
  });

  test('with --conflicts refuse writes nothing at all in a conflict, ends in 1, and is settled with --keep', async () => {
    await runMain('generate', root);
    edit('services/orders/src/config.ts', '.default(4001)', '.default(9999)');
    writeFileSync(at('archwright.yaml'), orders.replace('port: 4001', 'port: 4444'));
    const before = readTree(root);
    const conflict = await runMain('generate', root, '--conflicts', 'refuse');
    expect(conflict).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/conflict {2}services\/orders\/src\/config.ts:\d+: you and/),
    });
    expect(readTree(root)).toEqual(before);
    expect((await runMain('generate', root, '--dry-run')).stdout).toContain('<<<<<<< yours');
    expect(await runMain('generate', root, '--keep', 'services/orders/src/config.ts')).toMatchObject({ status: 0 });
    expect(read('services/orders/src/config.ts')).toContain('.default(9999)');
    expect(read('compose.yaml')).toContain('127.0.0.1:4444:3000');
  });

  test('a service that is renamed or removed, and a call that goes, converge in one run', async () => {
    await runMain('generate', root);
    edit('services/audit/src/main.ts', '\n', '\n// mine\n');
    const renamed = orders.replace('  audit:', '  ledger:').replace('calls: [payment.getChargesById]', 'publishes: []');
    writeFileSync(
      at('archwright.yaml'),
      renamed.replace('        - GET /charges/{id}: { timeout: 500ms, retries: 1 }\n', ''),
    );
    expect(await runMain('generate', root)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('git mv -f services/audit/src/main.ts services/ledger/src/main.ts\n'),
    });
    const paths = [...readTree(root).keys()];
    expect(paths).toContain('services/ledger/src/main.ts');
    // What was edited stays, and is listed.
    expect(paths.filter((path) => path.startsWith('services/audit/'))).toEqual(['services/audit/src/main.ts']);
    expect((await runMain('status', root, '--check')).stdout).toContain('orphan    services/audit/src/main.ts');
    const again = await runMain('generate', root);
    expect(again.stdout).toContain('nothing to write');
    writeFileSync(at('archwright.yaml'), orders);
    expect(await runMain('generate', root)).toMatchObject({ status: 0 });
    expect(read('services/audit/src/main.ts')).toContain('// mine');
    expect([...readTree(root).keys()].some((path) => path.startsWith('services/ledger/'))).toBe(false);
  });

  test('gives the plan as JSON', async () => {
    const { stdout } = await runMain('generate', root, '--json');
    const plan = JSON.parse(stdout) as {
      written: boolean;
      summary: object;
      operations: { kind: string; path: string }[];
    };
    expect(plan).toMatchObject({ schemaVersion: 1, written: true, summary: { conflicts: 0 } });
    expect(plan.operations).toContainEqual({ kind: 'create', path: 'services/orders/src/main.ts' });
  });

  test('tells a user’s mistakes from its own', async () => {
    const monolith = orders.replace('shape: microservices', 'shape: modular-monolith');
    writeFileSync(at('archwright.yaml'), monolith.replace('http: fastify', 'http: fastify, discovery: consul'));
    expect(await runMain('generate', root)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/archwright.yaml:\d+:\d+: error: modules of one process/),
    });
    expect(await runMain('generate', at('nowhere'))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/it does not exist/),
    });
    rmSync(at('archwright.yaml'));
    expect(await runMain('generate', root)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/there is no archwright.yaml in/),
    });
    writeFileSync(at('archwright.yaml'), orders);
    expect(await runMain('generate', root, '--keep', 'nowhere.ts')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/names no generated/),
    });
  });

  test('a damaged record is said, not guessed around', async () => {
    await runMain('generate', root);
    edit('.archwright/base.json', '": "', '": "x');
    expect(await runMain('generate', root)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/\.archwright\/base\.json: error: the record/),
    });
  });
});

describe('archwright new service', () => {
  const neworders = ['new', 'service', 'orders', '--dir'] as const;

  test('makes a system of one service in an empty folder', async () => {
    expect(await runMain(...neworders, root, '--yes')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/created/),
      stderr: '',
    });
    expect(read('archwright.yaml')).toContain('owns: [orders]');
    expect(read('services/orders/src/store/orders.ts')).toContain('INSERT INTO orders');
    expect(await runMain('generate', root)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^nothing to write/),
    });
  });

  test('adds a service to a blueprint, comments and all', async () => {
    writeFileSync(at('archwright.yaml'), `# The shop, as we agreed on Tuesday.\n${orders}`);
    const flags = [
      '--endpoint',
      'POST /shipments',
      '--calls',
      'orders GET /orders/{id}',
      '--publishes',
      'shipment.sent',
    ];
    const { status } = await runMain('new', 'service', 'shipping', '--dir', root, ...flags, '--owns', 'shipments');
    expect(status).toBe(0);
    expect(read('archwright.yaml')).toContain('# The shop, as we agreed on Tuesday.\n');
    const handler = read('services/shipping/src/handlers/post-shipments.ts');
    expect(handler).toMatch(/deps\.ordersClient\.getOrdersById\(.*insertShipment\(.*publishShipmentSent\(/s);
  });

  test('a dry run shows the blueprint too, and writes nothing', async () => {
    const { stdout } = await runMain(...neworders, root, '--yes', '--dry-run');
    expect(stdout).toContain('+++ b/archwright.yaml');
    expect([...readTree(root)]).toEqual([]);
  });

  test('without a terminal it asks nothing: missing answers are listed, with status 2', async () => {
    const nothing = await runMain('new', 'service', '--dir', root);
    expect(nothing).toMatchObject({ status: 2, stdout: '' });
    expect(nothing.stderr).toMatch(/missing: <name>.*\n missing: --endpoint <endpoint>/);
    expect(await runMain(...neworders, root)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/missing: --endpoint/),
    });
    expect([...readTree(root)]).toEqual([]);
  });

  test.each([
    [['Orders', '--yes'], /"Orders" is not in kebab-case/],
    [['nul', '--yes'], /device name on Windows/],
    [['../out', '--yes'], /is not in kebab-case/],
    [['class', '--yes'], /reserved word/],
    [["x';process.exit()//", '--yes'], /is not in kebab-case/],
    [['orders', '--endpoint', 'FETCH /orders'], /"FETCH" is not a method/],
    [['orders', '--endpoint', "GET /a'b"], /has the segment "a'b"/],
    [['orders', '--yes', '--owns', 'a;DROP TABLE b'], /is not in snake_case/],
    [['orders', '--yes', '--publishes', "a.b'c"], /is not the name of an event/],
    [['orders', '--yes', '--calls', 'payment POST /charges'], /there is no other service yet/],
    [['orders', '--yes', '--bus', 'zeromq'], /Allowed choices are in-process, nats, rabbitmq, redis, kafka, sqs/],
    [['orders', '--yes', '--port', '99999'], /A port is 1 to 65535/],
  ])('refuses %j', async (args, message) => {
    expect(await runMain('new', 'service', ...args, '--dir', root)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(message),
    });
    expect([...readTree(root)]).toEqual([]);
  });

  test('refuses a service that is declared, and names that differ in case alone', async () => {
    await runMain(...neworders, root, '--yes');
    expect(await runMain(...neworders, root, '--yes')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is declared already/),
    });
  });
});
