import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileAtomic, writeFilesAtomic } from '../../src/io/write-file.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'archwright-write-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

test('folders are made, and nothing is left beside the file', () => {
  writeFileAtomic(at('a/b/report.json'), '{}');
  expect(readFileSync(at('a/b/report.json'), 'utf8')).toBe('{}');
  expect(readdirSync(at('a/b'))).toEqual(['report.json']);
});

test.skipIf(process.platform === 'win32')('a file may be given its mode', () => {
  writeFileAtomic(at('start.sh'), 'exit 0', 0o755);
  expect(statSync(at('start.sh')).mode & 0o777).toBe(0o755);
});

test.skipIf(process.platform === 'win32')('a link stays a link, and what it leads to is written', () => {
  writeFileSync(at('real.json'), 'before');
  symlinkSync('real.json', at('link.json'));
  writeFileAtomic(at('link.json'), 'after');
  expect(lstatSync(at('link.json')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('real.json'), 'utf8')).toBe('after');
});

test('of several files none is touched when one cannot be written', () => {
  writeFileSync(at('first'), 'before');
  mkdirSync(at('second'));
  const files = ['first', 'second', 'third'].map((name) => ({ path: at(name), text: 'after' }));
  expect(() => writeFilesAtomic(files)).toThrow(`"${at('second')}" cannot be written (it is a folder)`);
  expect(readFileSync(at('first'), 'utf8')).toBe('before');
  expect(readdirSync(folder).sort()).toEqual(['first', 'second']);
});

test.skipIf(process.platform !== 'linux')(
  'a folder that the system refuses to make is a mistake, not the end of time',
  () => {
    expect(() => writeFileAtomic('/proc/nowhere/report.json', '{}')).toThrow(
      'cannot be written (its folder cannot be made)',
    );
  },
);
