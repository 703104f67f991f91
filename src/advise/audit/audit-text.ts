import { count } from '../../util/markdown.ts';
import { wordsOf, wrapWords } from '../../util/wrap-words.ts';
import { formatAnswer } from '../format-value.ts';
import { plain, type Style } from '../render-verdict.ts';
import { thresholdText } from '../words.ts';
import { auditSummary } from './audit-json.ts';
import type { AuditedDecision, AuditOutcome, Passed } from './audited.ts';

const ORDER: readonly AuditOutcome[] = ['violated', 'threshold passed', 'unverifiable', 'holds'];

const shownEvidence = 3;

/** An audit for a reader at a terminal of `width` columns, what needs attention first. `pending` records are not accepted (yet). */
export function auditText(
  decisions: readonly AuditedDecision[],
  pending: number,
  width: number,
  style: Style = plain,
): string {
  const lines: string[] = [];
  for (const outcome of ORDER) {
    for (const decision of decisions.filter((each) => each.outcome === outcome)) {
      lines.push(headline(decision, style), ...details(decision, width, style), '');
    }
  }
  const { holds, violated, thresholdPassed, unverifiable } = auditSummary(decisions);
  const parts = [
    `${String(holds)} ${holds === 1 ? 'holds' : 'hold'}`,
    `${String(violated)} violated`,
    `${String(thresholdPassed)} with a threshold passed`,
    `${String(unverifiable)} unverifiable`,
  ];
  lines.push(`${count(decisions.length, 'accepted decision')}: ${parts.join(', ')}.`);
  if (pending > 0)
    lines.push(
      `${count(pending, 'record')} that ${pending === 1 ? 'is' : 'are'} not accepted ${pending === 1 ? 'was' : 'were'} not looked at.`,
    );
  return `${lines.join('\n')}\n`;
}

function headline({ outcome, place, title }: AuditedDecision, style: Style): string {
  const paint = outcome === 'holds' ? style.good : outcome === 'unverifiable' ? style.quiet : style.bad;
  return `${paint(outcome)}  ${style.strong(`${place.label} ${title}`)}`;
}

function details(decision: AuditedDecision, width: number, style: Style): string[] {
  const { violations, passed, held, open, outcome, place } = decision;
  const lines = [`  ${style.quiet(`${place.file}:${String(place.line)}:${String(place.column)}`)}`];
  const item = (text: string, mark = '·'): void => {
    lines.push(...wrapWords(wordsOf(text), width, `  ${mark} `, '    '));
  };
  for (const { file, line, column, message, name, by, evidence } of violations) {
    item(`${file}:${String(line)}:${String(column)} ${message}${by === 'lint rule' ? ` [${name}]` : ''}`, '✗');
    for (const also of evidence.slice(0, shownEvidence)) {
      item(`${also.file}:${String(also.line)}:${String(also.column)} ${also.note ?? ''}`, ' ');
    }
  }
  for (const each of passed) for (const text of passedLines(each)) item(text, '!');
  if (held.length > 0) item(`In order: ${held.join('; ')}`, '✓');
  for (const text of open) item(`Not verified: ${text}`, '?');
  if (outcome !== 'unverifiable' && decision.confirm.length > 0)
    item(`Left to people: ${decision.confirm.map((text) => text.replace(/\.$/, '')).join('; ')}`, '·');
  return lines;
}

function passedLines({ text, condition, values, thresholds }: Passed): string[] {
  const moved = values.map(({ input, then, now, source }) => {
    const before = then === undefined ? 'was not asked' : `was ${formatAnswer(input, then)}`;
    return `${input.id} ${before}, is ${formatAnswer(input, now)} (${source})`;
  });
  const limits = thresholds.map(({ threshold, value }) => `${threshold.id} is ${thresholdText(threshold, value)}`);
  const why = condition === null ? '' : ` (${condition})`;
  const facts = [...moved, ...limits].join('; ');
  return [`${text.replace(/\.$/, '')}${why}.`, ...(facts === '' ? [] : [`${facts}.`])];
}
