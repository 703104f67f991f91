import { applyFixes, planFixes } from '../../../src/lint/fixes/plan-fixes.ts';
import type { Finding, FixHint } from '../../../src/model/finding.ts';

const manifest = JSON.stringify({
  engines: { node: '>=20' },
  dependencies: { rxjs: '^7.8.0', 'node-fetch': '^2.7.0' },
});

interface Given {
  readonly fix: FixHint;
  /** The text with `▸` before the place of each finding. */
  readonly marked: string;
  readonly file?: string;
  readonly packageJson?: string;
}

/** Fixes the findings that stand at the marks; gives the new text, or the reasons why it was left. */
export function fixText({ fix, marked, file = 'orders/src/charge.ts', packageJson = manifest }: Given): string {
  const text = marked.replaceAll('▸', '');
  const sources = (path: string): string | undefined => {
    if (path === file) return text;
    return path === 'package.json' ? packageJson : undefined;
  };
  const plan = planFixes(findingsAt(marked, file, fix), sources);
  if (plan.left.length > 0) return plan.left.map(({ reason }) => `left: ${reason}`).join('\n');
  return applyFixes(plan.fixes, sources).get(file) ?? text;
}

function findingsAt(marked: string, file: string, fix: FixHint): Finding[] {
  const parts = marked.split('▸');
  return parts.slice(1).map((_, index) => {
    const before = parts
      .slice(0, index + 1)
      .join('')
      .split(/\r?\n/);
    const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const end = { endLine: place.line, endColumn: place.column + 1 };
    const words = { rule: 'missing-timeout', severity: 'error', message: '', help: '', service: 'orders' } as const;
    return { ...words, ...place, ...end, evidence: [place], fingerprint: '', fix };
  });
}
