// @vitest-environment jsdom
import mermaid from 'mermaid';
import { expect, test } from 'vitest';
import { markdown } from '../../../src/lint/reporters/markdown.ts';
import { plainPalette } from '../../../src/lint/reporters/reporter.ts';
import type { LintResult } from '../../../src/lint/engine.ts';
import { hostileResult } from '../../support/hostile-result.ts';
import { shopResult } from '../../support/shop-result.ts';

const context = {
  palette: plainPalette,
  width: 100,
  sources: () => undefined,
  version: '1.2.3',
  prefix: '',
  sourceUrl: null,
};

function diagrams(result: LintResult): string[] {
  const blocks = markdown(result, context).matchAll(/^ {2}```mermaid\n([\s\S]*?)\n {2}```$/gm);
  return [...blocks].map(([, text = '']) => text.replaceAll(/^ {2}/gm, ''));
}

test('a chain is drawn with its services and endpoints', () => {
  const [chain = ''] = diagrams(shopResult());
  expect(chain.split('\n').filter((line) => line.includes('-->'))).toEqual([
    '  s_orders -->|"POST /charges"| s_payment',
    '  s_payment -->|"GET /scores/#58;customer"| s_fraud',
    '  s_fraud -->|"GET /customers/#58;id"| s_customers',
  ]);
});

test.each([
  ['the shop', shopResult],
  ['hostile names', hostileResult],
])('GitHub draws the diagrams of %s', async (_, make) => {
  const found = diagrams(make());
  expect(found.length).toBeGreaterThan(0);
  for (const diagram of found) expect((await mermaid.parse(diagram)).diagramType).toBe('flowchart-v2');
});
