import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeAdr, writeAdr } from '../../src/advise/write-adr.ts';
import { createFile } from '../../src/io/create-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archwright-adr-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const decisions = (): string => join(folder, 'docs', 'decisions');

test('the first record makes the folder; the next ones take the next number', () => {
  expect(writeAdr(decisions(), 'cache-', 'cache-none.md', 'one').name).toBe('0001-cache-none.md');
  expect(writeAdr(decisions(), 'cache-', 'cache-none.md', 'two')).toMatchObject({
    name: '0002-cache-none.md',
    earlier: ['0001-cache-none.md'],
  });
  writeFileSync(join(decisions(), '0041-by-hand.md'), '# By hand');
  writeFileSync(join(decisions(), '9-not-a-record.md'), '');
  writeFileSync(join(decisions(), 'README.md'), '');
  expect(writeAdr(decisions(), 'bus-', 'bus-nats.md', 'three')).toEqual({
    name: '0042-bus-nats.md',
    recorded: false,
    earlier: [],
  });
  expect(readFileSync(join(decisions(), '0042-bus-nats.md'), 'utf8')).toBe('three');
});

test('the same text is not recorded twice', () => {
  writeAdr(decisions(), 'cache-', 'cache-none.md', 'one');
  expect(writeAdr(decisions(), 'cache-', 'cache-none.md', 'one')).toEqual({
    name: '0001-cache-none.md',
    recorded: true,
    earlier: [],
  });
  expect(readdirSync(decisions())).toEqual(['0001-cache-none.md']);
});

test('to look for a place writes nothing', () => {
  expect(placeAdr(decisions(), 'cache-', 'cache-none.md', 'one').name).toBe('0001-cache-none.md');
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that is there is never written over, and nothing is left beside it', () => {
  const path = join(folder, 'record.md');
  expect(createFile(path, 'first')).toBe(true);
  expect(createFile(path, 'second')).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('first');
  expect(readdirSync(folder)).toEqual(['record.md']);
});
