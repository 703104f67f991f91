import { expect, test } from 'vitest';
import { codeFrame } from '../../src/util/code-frame.ts';

const span = (line: number, column: number, endColumn: number) => ({ line, column, endLine: line, endColumn });

test('the line with a marker, and lines around it when asked for', () => {
  const source = 'const a = 1;\nawait get(url);\ndone();\n';
  expect(codeFrame(source, span(2, 7, 10))).toBe(' 2 | await get(url);\n   |       ^^^');
  expect(codeFrame(source, span(2, 7, 10), { context: 1 })).toBe(
    ' 1 | const a = 1;\n 2 | await get(url);\n   |       ^^^\n 3 | done();',
  );
});

test('a long line is cut around the marker', () => {
  const source = `${'a'.repeat(100)}call()${'b'.repeat(100)}`;
  const [code = '', marker = ''] = codeFrame(source, span(1, 101, 105), { width: 40 }).split('\n');
  expect(code.length).toBeLessThanOrEqual(46);
  expect(code.slice(marker.indexOf('^'), marker.lastIndexOf('^') + 1)).toBe('call');
});

test('what would play with a terminal is shown as a sign of one column', () => {
  const frame = codeFrame('a\u001B[31m\u0007b\u009Bc\u202Ed\te', span(1, 2, 3));
  expect(frame.split('\n')[0]).toBe(' 1 | a␛[31m␇b\u{FFFD}c\u{FFFD}d e');
});
