import { describe, expect, test } from 'vitest';
import { Lines } from '../../../src/recover/facts/lines.ts';
import { wordsBeforeEquals } from '../../../src/recover/facts/words-before-equals.ts';
import { resultOf } from '../../support/evaluate-files.ts';

describe('words before equals', () => {
  test.each<[string, string, readonly string[]]>([
    ['an assignment', `host = 'payment';`, ['host']],
    ['an assignment without blanks', `host='payment'`, ['host']],
    ['each of a chain', `first = second = 'payment';`, ['first', 'second']],
    ['names that are not ASCII', `größe = 1;`, ['größe']],
    ['no declarations', `const host = 'a'; let port = 1; var\tpath = '/';`, []],
    ['what a comment in front seems to declare', `// a const\nhost = 'payment';`, ['host']],
    ['names that end like a keyword', `myconst = 1; $let = 2; `, ['myconst', '$let']],
    ['no comparisons, arrows or compound assignments', `a == b; a === b; a != b; a <= b; (a) => b; a += b;`, []],
    ['an assignment behind a comparison', `a === b; c = d;`, ['c']],
  ])('%s', (_, text, words) => {
    expect([...(wordsBeforeEquals(text) ?? ['?'])]).toEqual(words);
  });

  test.each([
    ['a comment stands between', `host /* of payment */ = 'payment';`],
    ['a line ends between', `host\n  = 'payment';`],
    ['names may be spelled with escapes', String.raw`h\u006fst = 'payment';`],
  ])('cannot be said where %s', (_, text) => {
    expect(wordsBeforeEquals(text)).toBeUndefined();
  });

  // The last value can be told only when the assignment was seen.
  test.each([
    ['as it is usually written', `host = 'b';`],
    ['behind a comment', `host /* of payment */ = 'b';`],
    ['on a line of its own', `host\n  = 'b';`],
    ['with an escape', String.raw`h\u006fst = 'b';`],
  ])('an assignment %s gives a name another value', (_, assignment) => {
    expect(resultOf({ 'orders.ts': `let host = 'a'; ${assignment} export const result = host;` })).toEqual(['b']);
  });
});

describe('positions', () => {
  const starts = [0, 10, 20, 30, 40];

  test.each([
    ['forwards', [0, 5, 12, 29, 30, 99]],
    ['backwards', [99, 45, 30, 29, 11, 10, 9, 0]],
    ['to and fro', [0, 99, 10, 39, 9, 40]],
  ])('%s', (_, offsets) => {
    const lines = new Lines(starts);
    for (const offset of offsets) {
      const line = Math.min(4, Math.floor(offset / 10));
      expect(lines.position(offset)).toEqual({ line: line + 1, column: offset - line * 10 + 1 });
    }
  });
});
