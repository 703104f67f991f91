import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMain } from '../support/run-main.ts';

test('the summary names every service with what it answers, calls and stores', async () => {
  const { status, stdout } = await runMain('model', 'examples/legacy-shop');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\S+: 5 services, /);
  for (const part of [
    'POST /orders',
    'payment: POST /charges; axios, no timeout',
    'publishes',
    'postgres "shop" at db:5432',
    'Looked at ',
  ]) {
    expect(stdout).toContain(part);
  }
});

test('the whole model as JSON, to a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'archwright-model-'));
  const output = join(folder, 'model.json');
  const { status, stdout } = await runMain('model', 'examples/legacy-shop', '--format', 'json', '-o', output);
  expect([status, stdout]).toEqual([0, '']);
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ schemaVersion: 1, origin: 'observed' });
  rmSync(folder, { recursive: true });
});
