import type { Call, GuardPolicy, TimeoutPolicy } from '../../model/system.ts';
import { oneLine } from '../../util/markdown.ts';
import { escapeHtml as t } from '../../util/escape-html.ts';

/** Heads of the columns that `policyCells` fills. */
export const POLICY_HEADS = ['Timeout', 'Retry', 'Breaker', 'Bulkhead'] as const;

/** What guards a call, one cell per policy; where it comes from is told on hover and to readers of screens. */
export function policyCells({ policy }: Call): readonly string[] {
  const { timeout, retry, circuitBreaker, bulkhead } = policy;
  return [timeoutCell(timeout), ...[retry, circuitBreaker, bulkhead].map(guardCell)];
}

/** `2000 ms`, `none`, `default`, `?`: each with its own look besides its color. */
export function timeoutCell({ state, ms, source }: TimeoutPolicy): string {
  const length = ms === null ? '' : `${String(ms)} ms`;
  if (state === 'absent') return mark('missing', 'none', source);
  if (state === 'unknown') return mark('unknown', 'not known', source);
  if (state === 'default') return mark('given', length === '' ? 'library default' : `${length} (default)`, source);
  return mark('given', length === '' ? 'set, length not known' : length, source);
}

function guardCell({ state, source }: GuardPolicy): string {
  if (state === 'present') return mark('given', 'yes', source);
  return state === 'absent' ? mark('absent', 'no', '') : mark('unknown', 'not known', source);
}

function mark(look: string, words: string, source: string): string {
  const from = oneLine(source).trim();
  return `<span class="${look}"${from === '' ? '' : ` title="${t(from)}"`}>${t(words)}</span>`;
}
