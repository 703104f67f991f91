import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTree } from '../../src/io/read-tree.ts';
import { readExisting, readPending } from '../../src/scaffold/existing.ts';
import { applyPlan } from '../../src/scaffold/generate.ts';
import { planFiles, type Plan } from '../../src/scaffold/plan.ts';
import { abortUpdate } from '../../src/scaffold/settle-update.ts';

const STEPS = ['mkdirSync', 'mkdtempSync', 'writeFileSync', 'renameSync', 'chmodSync', 'rmdirSync', 'rmSync'] as const;
const real = Object.fromEntries(STEPS.map((name) => [name, fs[name]])) as Record<
  string,
  (...args: unknown[]) => unknown
>;
const files = fs as unknown as Record<string, (...args: unknown[]) => unknown>;

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'archwright-faults-'));
});

afterEach(() => {
  restore();
  fs.rmSync(root, { recursive: true, force: true });
});

/** Lets the step of this number (from 0) fail, once; gives how many steps were taken. */
function failAt(number: number): () => number {
  let steps = 0;
  for (const name of STEPS)
    files[name] = (...args: unknown[]) => {
      if (steps++ === number) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return real[name]?.(...args);
    };
  syncBuiltinESMExports();
  return () => steps;
}

function restore(): void {
  for (const name of STEPS) if (real[name]) files[name] = real[name];
  syncBuiltinESMExports();
}

const plan = (output: Record<string, string>, template: string): Plan =>
  planFiles(new Map(Object.entries(output)), readExisting(root, Object.keys(output)), { template, node: 20 });

const first = { 'a/one.ts': 'one\n', 'a/two.ts': 'two\n', 'b/c/three.ts': 'three\n', 'package.json': '{ "a": 1 }\n' };
const second = {
  'a/one.ts': 'ONE\n',
  'd/e/four.ts': 'four\n',
  'b/c/three.ts': 'THREE\n',
  'package.json': '{ "a": 2 }\n',
};

test('a failure at any step of an update changes no file, and the update then succeeds', () => {
  applyPlan(root, plan(first, '1'));
  fs.writeFileSync(join(root, 'a/one.ts'), 'mine\n');
  const before = readTree(root);
  let failures = 0;
  for (let step = 0; ; step++) {
    const update = plan(second, '2');
    const steps = failAt(step);
    let failed = false;
    try {
      applyPlan(root, update);
    } catch {
      failed = true;
    }
    const taken = steps();
    restore();
    if (!failed && taken <= step) break;
    // What fails after the last file is in place is only the removal of what is not needed any more.
    if (!failed) {
      expect(readTree(root).get('d/e/four.ts')).toBe('four\n');
      const pending = readPending(root);
      if (pending) abortUpdate(root, pending);
    } else failures++;
    expect(readTree(root), `step ${step}`).toEqual(before);
  }
  expect(failures).toBeGreaterThan(20);
  expect(readTree(root).get('a/one.ts')).toContain('<<<<<<< yours\nmine\n');
});

test('a failure at any step of an abort changes no file', () => {
  applyPlan(root, plan(first, '1'));
  fs.writeFileSync(join(root, 'a/one.ts'), 'mine\n');
  const before = readTree(root);
  applyPlan(root, plan(second, '2'));
  const updated = readTree(root);
  let failures = 0;
  for (let step = 0; ; step++) {
    const pending = readPending(root);
    if (pending === undefined) break;
    failAt(step);
    let failed = false;
    try {
      abortUpdate(root, pending);
    } catch {
      failed = true;
      failures++;
    }
    restore();
    if (failed) expect(readTree(root), `step ${step}`).toEqual(updated);
  }
  expect(failures).toBeGreaterThan(20);
  expect(readTree(root)).toEqual(before);
});
