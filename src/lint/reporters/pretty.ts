import type { Finding } from '../../model/finding.ts';
import { codeFrame } from '../../util/code-frame.ts';
import { wordsOf, wrapWords, type Word } from '../../util/wrap-words.ts';
import type { LintResult } from '../engine.ts';
import type { RuleDoc } from '../rule.ts';
import { hiddenTexts, summarise } from '../summary.ts';
import { count } from '../wording.ts';
import { coverageLines } from './coverage-lines.ts';
import type { ReportContext } from './reporter.ts';

const MOST_EVIDENCE = 8;
const NARROWEST = 40;
// Longer lines of prose are hard to read; code may use the whole width.
const WIDEST_PROSE = 120;
// From here on a list of rules helps to see where to begin.
const MANY_FINDINGS = 10;

interface Page extends ReportContext {
  /** Columns for code. */
  readonly full: number;
}

/** For people: each finding with its code and evidence; why it matters and what to do where that is said first; then the sum. */
export function pretty(result: LintResult, context: ReportContext): string {
  const full = Math.max(NARROWEST, context.width);
  const page = { ...context, width: Math.min(WIDEST_PROSE, full), full };
  const told = new Set<string>();
  const isNew = (text: string): boolean => !told.has(text) && Boolean(told.add(text));
  const blocks = result.findings.map((finding) => {
    const rule = result.rules.find(({ name }) => name === finding.rule);
    return findingLines(finding, rule, isNew, page);
  });
  return [...blocks, [...total(result, page), ...ruleCounts(result, page), ...coverageLines(result, page)]]
    .map((block) => `${block.join('\n')}\n`)
    .join('\n');
}

function findingLines(
  finding: Finding,
  rule: RuleDoc | undefined,
  isNew: (text: string) => boolean,
  page: Page,
): string[] {
  const { palette } = page;
  const paint = palette[finding.severity];
  const header: Word[] = [
    { text: `${finding.file}:${finding.line}:${finding.column}:`, paint: palette.strong },
    { text: `${finding.severity}:`, paint },
    ...wordsOf(finding.message),
    { text: `[${finding.rule}]`, paint: palette.dim },
  ];
  return [
    ...wrapWords(header, page.width, '', '  '),
    ...frameLines(finding, page),
    ...evidenceLines(finding, rule, page),
    ...(rule && isNew(rule.why) ? noteLines('why', wordsOf(rule.why), page) : []),
    ...(isNew(finding.help) ? noteLines('fix', wordsOf(finding.help), page) : []),
    ...(isNew(finding.rule) ? noteLines('more', wordsOf(`archwright explain ${finding.rule}`), page) : []),
  ];
}

function frameLines(finding: Finding, { sources, palette, full }: Page): string[] {
  const source = sources(finding.file);
  if (source === undefined) return [];
  const gutter = String(finding.line).length + 4;
  const [code = '', marker = ''] = codeFrame(source, finding, { width: full - gutter }).split('\n');
  const bar = marker.indexOf('|') + 1;
  return [code, `${marker.slice(0, bar)}${palette[finding.severity](marker.slice(bar))}`];
}

function evidenceLines(finding: Finding, rule: RuleDoc | undefined, page: ReportContext): string[] {
  const isPath = rule?.evidence === 'path';
  const sites = isPath ? finding.evidence : finding.evidence.slice(1);
  const lines = sites.slice(0, MOST_EVIDENCE).flatMap(({ file, line, column, note }) => {
    const place = { text: line > 0 ? `${file}:${line}:${column}` : file, paint: page.palette.strong };
    return noteLines(isPath ? 'via' : 'also', [place, ...wordsOf(note ?? '')], page);
  });
  const hidden = sites.length - MOST_EVIDENCE;
  return hidden > 0 ? [...lines, ...noteLines('and', wordsOf(`${count(hidden, 'more place')}`), page)] : lines;
}

function noteLines(label: string, words: readonly Word[], { palette, width }: ReportContext): string[] {
  const first = ` = ${label}: `;
  const indent = width < 60 ? '     ' : ' '.repeat(first.length);
  const [line = '', ...rest] = wrapWords(words, width, first, indent);
  return [palette.dim(line.slice(0, first.length)) + line.slice(first.length), ...rest];
}

function total(result: LintResult, { palette, width }: ReportContext): string[] {
  const { error, warning, info } = summarise(result);
  const hidden = hiddenTexts(result);
  const counts: Word[] = [
    ...(error > 0 ? wordsOf(count(error, 'error'), palette.error) : []),
    ...(warning > 0 ? wordsOf(count(warning, 'warning'), palette.warning) : []),
    ...(info > 0 ? wordsOf(count(info, 'hint'), palette.info) : []),
    ...(error + warning + info === 0 ? wordsOf('No findings', palette.strong) : []),
    ...wordsOf(`in ${count(result.services, 'service')}${hidden.length > 0 ? ` (${hidden.join(', ')})` : ''}.`),
  ];
  return wrapWords(withCommas(counts, [error, warning, info]), width);
}

// `By rule: missing-timeout 41, shared-database 3.`
function ruleCounts({ findings, rules }: LintResult, { palette, width }: ReportContext): string[] {
  if (findings.length <= MANY_FINDINGS) return [];
  const counts = rules
    .map(({ name }) => ({ name, found: findings.filter(({ rule }) => rule === name).length }))
    .filter(({ found }) => found > 0)
    .sort((a, b) => b.found - a.found)
    .map(({ name, found }) => `${name} ${found}`);
  return wrapWords(wordsOf(`By rule: ${counts.join(', ')}.`, palette.dim), width, '', '  ');
}

// `1 error, 2 warnings in …`: a comma stands behind each count but the last.
function withCommas(words: readonly Word[], counts: readonly number[]): Word[] {
  const shown = counts.filter((n) => n > 0).length;
  return words.map((word, index) => {
    const endsCount = index % 2 === 1 && index < (shown - 1) * 2;
    return endsCount ? { ...word, text: `${word.text},` } : word;
  });
}
