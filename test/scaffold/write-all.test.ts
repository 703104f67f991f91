import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTree } from '../../src/io/read-tree.ts';
import { writeAll } from '../../src/io/write-all.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'archwright-write-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const create = (path: string, text: string) => ({ path, before: null, text });

describe('writeAll', () => {
  test('writes, replaces and removes in one stroke, and leaves no trace of how', () => {
    writeAll(root, '.archwright', [create('orders/a.ts', 'a'), create('orders/b.ts', 'b'), create('old/c.ts', 'c')]);
    chmodSync(join(root, 'orders/a.ts'), 0o755);
    writeAll(root, '.archwright', [
      { path: 'orders/a.ts', before: 'a', text: 'A' },
      { path: 'old/c.ts', before: 'c', text: null },
    ]);
    expect([...readTree(root)]).toEqual([
      ['orders/a.ts', 'A'],
      ['orders/b.ts', 'b'],
    ]);
    expect(statSync(join(root, 'orders/a.ts')).mode & 0o777).toBe(0o755);
    expect(existsSync(join(root, 'old'))).toBe(false);
  });

  test('puts everything back when one file cannot be written', () => {
    writeAll(root, '.archwright', [create('orders/a.ts', 'a'), create('orders/c.ts', 'c')]);
    const before = [...readTree(root)];
    const changes = [
      { path: 'orders/a.ts', before: 'a', text: 'A' },
      { path: 'orders/c.ts', before: 'c', text: null },
      create('payment/new.ts', 'new'),
      create('orders/a.ts/impossible.ts', 'a file cannot hold a file'),
    ];
    expect(() => writeAll(root, '.archwright', changes)).toThrow();
    expect([...readTree(root)]).toEqual(before);
    expect(existsSync(join(root, 'payment'))).toBe(false);
  });

  test('leaves nothing of a first run that fails', () => {
    const changes = [create('orders/a.ts', 'a'), create('orders/a.ts/b.ts', 'b')];
    expect(() => writeAll(root, '.archwright', changes)).toThrow();
    expect([...readTree(root)]).toEqual([]);
    expect(existsSync(join(root, 'orders'))).toBe(false);
    expect(existsSync(join(root, '.archwright'))).toBe(false);
  });

  test('refuses when a file is not what the plan saw', () => {
    writeFileSync(join(root, 'a.ts'), 'edited meanwhile');
    const changes = [create('b.ts', 'b'), { path: 'a.ts', before: 'a', text: 'A' }];
    expect(() => writeAll(root, '.archwright', changes)).toThrow(/"a.ts" changed while it was being written/);
    expect([...readTree(root)]).toEqual([['a.ts', 'edited meanwhile']]);
  });

  test.each(['../out.ts', '/tmp/out.ts', 'a/../../out.ts', '..', '.'])('refuses the path %j', (path) => {
    expect(() => writeAll(root, '.archwright', [create('a.ts', 'a'), create(path, 'x')])).toThrow(/lies outside/);
    expect([...readTree(root)]).toEqual([]);
  });

  test('refuses a path that a symbolic link leads out', () => {
    const outside = mkdtempSync(join(tmpdir(), 'archwright-outside-'));
    symlinkSync(outside, join(root, 'services'));
    expect(() => writeAll(root, '.archwright', [create('services/orders/a.ts', 'a')])).toThrow(/lies outside/);
    expect([...readTree(outside)]).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  test('rolls back what an interrupted run left half done', () => {
    const stage = join(root, '.archwright/stage-999999999-killed');
    for (const folder of ['new', 'old']) mkdirSync(join(stage, folder), { recursive: true });
    // It had replaced a.ts and created b.ts, and was killed before c.ts.
    writeFileSync(
      join(stage, 'journal.json'),
      JSON.stringify([
        { path: 'a.ts', before: true },
        { path: 'b/b.ts', before: false },
        { path: 'c.ts', before: false },
      ]),
    );
    writeFileSync(join(stage, 'old/0'), 'a');
    writeFileSync(join(stage, 'new/2'), 'C');
    writeFileSync(join(root, 'a.ts'), 'A');
    mkdirSync(join(root, 'b'));
    writeFileSync(join(root, 'b/b.ts'), 'B');
    writeAll(root, '.archwright', [create('d.ts', 'd')]);
    expect([...readTree(root)]).toEqual([
      ['a.ts', 'a'],
      ['d.ts', 'd'],
    ]);
    expect(readFileSync(join(root, 'a.ts'), 'utf8')).toBe('a');
  });
});
