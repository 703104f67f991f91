import type { Finding } from '../model/finding.ts';
import type { IgnoreComment } from '../model/recovery.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { linesOf, type Sources } from './span.ts';
import { quoteList } from './wording.ts';

/** A comment `archwright-ignore`, understood: which rules it silences, on which lines of its file, and why. */
export interface Suppression {
  readonly comment: IgnoreComment;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly lines: readonly number[];
  /** What keeps it from silencing anything, or null. */
  readonly problems: readonly string[];
}

/**
 * Reads `<rule>[, <rule>] -- <reason>`. A comment behind code speaks of its own line; one that stands alone speaks of
 * the next line that holds code. Without a reason it silences nothing. `isPartial`: rules may exist that are not known here.
 */
export function readSuppression(
  comment: IgnoreComment,
  known: readonly string[],
  sources: Sources,
  isPartial = false,
): Suppression {
  const text = comment.text.replace(/\*\/\s*\}?\s*$/, '').trim();
  const dashes = /(?:^|\s)--(?:\s|$)/.exec(text);
  const names = (dashes ? text.slice(0, dashes.index) : text).split(/[\s,]+/).filter(Boolean);
  const reason = dashes ? text.slice(dashes.index + dashes[0].length).trim() : '';
  const unknown = isPartial ? [] : names.filter((name) => !known.includes(name));
  const problems: string[] = [];
  if (reason === '')
    problems.push('"archwright-ignore" gives no reason and silences nothing: write "-- <reason>" behind the rule');
  if (names.length === 0) problems.push('"archwright-ignore" names no rule');
  // Without the dashes the words of a reason look like rules; one message is enough then.
  else if (unknown.length > 0 && (reason !== '' || names.length === unknown.length))
    problems.push(unknownRules(unknown, known));
  return {
    comment,
    rules: reason === '' ? [] : names.filter((name) => known.includes(name)),
    reason,
    lines: linesMeant(comment, sources),
    problems,
  };
}

/** True when the suppression is meant for the finding. */
export function silences({ comment, rules, lines }: Suppression, finding: Finding): boolean {
  return comment.file === finding.file && lines.includes(finding.line) && rules.includes(finding.rule);
}

/** Identity of a suppression's use for a rule. */
export function useKey({ comment }: Suppression, rule: string): string {
  return `${comment.file}:${comment.line}:${comment.column} ${rule}`;
}

function unknownRules(unknown: readonly string[], known: readonly string[]): string {
  const [first = ''] = unknown;
  const near = didYouMean(first, known);
  const text =
    unknown.length === 1 ? `there is no rule ${quoteList(unknown)}` : `there are no rules ${quoteList(unknown)}`;
  return near === undefined ? text : `${text}, did you mean "${near}"?`;
}

function linesMeant({ file, line, column }: IgnoreComment, sources: Sources): number[] {
  const source = sources(file);
  if (source === undefined) return [line, line + 1];
  const lines = linesOf(source);
  const before = (lines[line - 1] ?? '').slice(0, column - 1);
  if (!/^\s*(\{\s*)?(\/\/|\/\*)?\s*$/.test(before)) return [line];
  const comment = SCRIPT.test(file) ? /^\s*(\/\/.*|\/\*.*\*\/\s*|\*.*)?$/ : /^\s*(#.*)?$/;
  let next = line;
  while (next < lines.length && comment.test(lines[next] ?? '')) next++;
  return [next + 1];
}

// Elsewhere comments begin with "#", which in a class begins a private name.
const SCRIPT = /\.[cm]?[jt]sx?$/;
