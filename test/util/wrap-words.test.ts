import { expect, test } from 'vitest';
import { wordsOf, wrapWords } from '../../src/util/wrap-words.ts';

test('lines are filled up to the width, with an indent of their own', () => {
  expect(wrapWords(wordsOf('orders calls payment without a deadline'), 20, '= ', '  ')).toEqual([
    '= orders calls',
    '  payment without a',
    '  deadline',
  ]);
  expect(wrapWords([], 20, '= ')).toEqual(['= ']);
});

test('a word that is too long stands alone and whole', () => {
  expect(wrapWords(wordsOf('at services/orders/src/routes/orders.js:13:11 here'), 20)).toEqual([
    'at',
    'services/orders/src/routes/orders.js:13:11',
    'here',
  ]);
});

test('a number is not parted from its unit', () => {
  expect(wrapWords(wordsOf('it waits for 30 s'), 15)).toEqual(['it waits for', '30 s']);
});

test('paint costs no columns, and neighbors are painted together', () => {
  const loud = (text: string): string => `<${text}>`;
  expect(wrapWords([...wordsOf('two errors', loud), ...wordsOf('in orders')], 10)).toEqual([
    '<two errors>',
    'in orders',
  ]);
});

test('a name cannot play with the terminal', () => {
  const words = [{ text: 'red\u001B[31m' }, { text: 'two\nlines' }, { text: 'turned\u202Eback' }];
  expect(wrapWords(words, 80)).toEqual(['red [31m two lines turnedback']);
});
