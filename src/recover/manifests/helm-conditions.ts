import { objectOf } from './facts.ts';

/** What a condition comes to by the values of a chart; undefined where that is not known. */
type Verdict = boolean | undefined;

/** Value under a dotted path; undefined when the values do not have it. */
export type ValueAt = (path: string) => unknown;

interface Block {
  /** Whether lines of the branch that is read stand in the rendered text. */
  branch: Verdict;
  /** Whether a branch before was surely taken. */
  isTaken: boolean;
}

/** A line of nothing but control: `{{- if .Values.redis.enabled }}`, `{{- end }}{{- end }}`. */
const CONTROL = /^\s*(?:\{\{[^}]*\}\}\s*)+$/;
const OPENS = /^(?:if|range|with|define|block)\b/;

/**
 * Lines of a Helm template as they are rendered with the given values: control lines become empty, and so do lines below a
 * condition that the values say is false. Where a condition is not understood, its lines stay.
 */
export function withoutDisabled(lines: readonly string[], valueAt: ValueAt): readonly string[] {
  const blocks: Block[] = [];
  return lines.map((line) => {
    if (CONTROL.test(line)) {
      for (const [, action = ''] of line.matchAll(/\{\{-?\s*([^}]*?)\s*-?\}\}/g)) follow(blocks, action, valueAt);
      return '';
    }
    return blocks.some(({ branch }) => branch === false) ? '' : line;
  });
}

function follow(blocks: Block[], action: string, valueAt: ValueAt): void {
  if (OPENS.test(action)) {
    const condition = /^if\s+(.*)$/.exec(action)?.[1];
    const branch = condition === undefined ? undefined : verdictOf(condition, valueAt);
    blocks.push({ branch, isTaken: branch === true });
  } else if (/^else\b/.test(action)) {
    const block = blocks.at(-1);
    if (!block) return;
    const condition = /^else\s+if\s+(.*)$/.exec(action)?.[1];
    const before = block.branch;
    // Of branches after one that may have been taken nothing is known, but that a taken one shuts out the rest.
    const own = condition === undefined ? (before === false ? true : undefined) : verdictOf(condition, valueAt);
    block.branch = block.isTaken ? false : own;
    block.isTaken ||= block.branch === true;
  } else if (/^end\b/.test(action)) blocks.pop();
}

function verdictOf(condition: string, valueAt: ValueAt): Verdict {
  const text = condition.trim();
  const path = /^\(?\s*\.Values\.([\w.]+)\s*\)?$/.exec(text)?.[1];
  if (path !== undefined) return isOn(valueAt(path));
  const negated = /^not\s+(.+)$/.exec(text)?.[1];
  if (negated !== undefined) {
    const inner = verdictOf(negated, valueAt);
    return inner === undefined ? undefined : !inner;
  }
  const [, operator, rest = ''] = /^(and|or)\s+(.+)$/.exec(text) ?? [];
  if (operator === undefined) return undefined;
  const parts = operandsOf(rest).map((part) => verdictOf(part, valueAt));
  const decisive = operator === 'or';
  if (parts.includes(decisive)) return decisive;
  return parts.includes(undefined) ? undefined : !decisive;
}

// `.Values.a (not .Values.b)`: words, and what stands in brackets without brackets of its own.
function operandsOf(text: string): readonly string[] {
  return [...text.matchAll(/\(([^()]*)\)|[^\s()]+/g)].map(([whole, inner]) => inner ?? whole);
}

// Only a switch is decided: what is empty by default is filled at installation.
function isOn(value: unknown): Verdict {
  return typeof value === 'boolean' ? value : undefined;
}

/** Value under a dotted path of nested maps. */
export function valueUnder(values: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => objectOf(inner)[key], values);
}
