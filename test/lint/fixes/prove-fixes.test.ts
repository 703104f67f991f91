import { expect, test } from 'vitest';
import type { PlannedFix } from '../../../src/lint/fixes/plan-fixes.ts';
import { isWellFormed } from '../../../src/lint/fixes/plan-fixes.ts';
import { proveFixes } from '../../../src/lint/fixes/prove-fixes.ts';
import type { Finding } from '../../../src/model/finding.ts';

const text = 'a(1);\nb(2);\n';
const sources = (): string => text;

function finding(line: number, column = 1): Finding {
  const place = { file: 'orders.js', line, column };
  const words = { rule: 'missing-timeout', severity: 'error', message: '', help: '', service: 'orders' } as const;
  return { ...words, ...place, endLine: line, endColumn: column + 1, evidence: [place], fingerprint: '' };
}

const fix = (line: number, start: number, inserted: string): PlannedFix => ({
  finding: finding(line),
  title: 'limit set',
  edits: [{ start, end: start, text: inserted }],
});

test('a fix that leaves its finding is dropped, and the others are tried without it', async () => {
  const tried: string[] = [];
  const plan = { fixes: [fix(1, 3, ', { x })\n('), fix(2, 9, ', { y }')], left: [] };
  const proven = await proveFixes(plan, [finding(1), finding(2)], sources, (texts) => {
    tried.push(texts.get('orders.js') ?? '');
    return Promise.resolve([finding(1)]);
  });
  expect(tried).toEqual(['a(1, { x })\n();\nb(2, { y });\n', 'a(1);\nb(2, { y });\n']);
  expect(proven.left).toEqual([{ finding: finding(1), reason: 'the finding would still be there' }]);
  expect(proven.texts.get('orders.js')).toBe('a(1);\nb(2, { y });\n');
});

test('a finding that moved with the edits is no new one; one that came up is', async () => {
  const plan = { fixes: [fix(1, 0, 'c();\n')], left: [] };
  const moved = await proveFixes(plan, [finding(1), finding(2)], sources, () => Promise.resolve([finding(3)]));
  expect(moved.fixes).toHaveLength(1);
  const brought = await proveFixes(plan, [finding(1)], sources, (texts) =>
    Promise.resolve(texts.size === 0 ? [finding(1)] : [finding(3)]),
  );
  expect(brought.left.map(({ reason }) => reason)).toEqual(['the edit would bring another finding']);
});

test('an edit after which the file cannot be parsed is dropped', async () => {
  const plan = { fixes: [fix(1, 3, ', {')], left: [] };
  const proven = await proveFixes(plan, [finding(1)], sources, () => Promise.resolve([]));
  expect(proven.left.map(({ reason }) => reason)).toEqual(['the edited file could not be parsed']);
  expect(isWellFormed('a.tsx', 'const a = <b>{c as D}</b>;')).toBe(true);
  expect(isWellFormed('a.js', 'const a = ;')).toBe(false);
});
