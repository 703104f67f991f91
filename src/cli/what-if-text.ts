import type { ChalkInstance } from 'chalk';
import {
  assumptionText,
  changeText,
  priceOf,
  requestRows,
  systemRows,
  type WhatIfReport,
} from '../docs/what-if/what-if-report.ts';
import { harmless } from '../util/code-frame.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

/** What changes would do, for a terminal of `width` columns. */
export function whatIfText(
  { changes, outcome, findings, assumed }: WhatIfReport,
  chalk: ChalkInstance,
  width: number,
): string {
  const lines: string[] = [];
  const say = (text: string, first = '', rest = first): void =>
    void lines.push(...wrapWords(wordsOf(harmless(text)), width, first, rest));
  const rows = (some: readonly (readonly [string, string, string])[]): void => {
    for (const [what, before, after] of some)
      say(before === after ? `${what}: ${after}` : `${what}: ${before} ⇒ ${after}`, '  ', '    ');
  };
  for (const [index, change] of changes.entries()) {
    const text = `${changeText(change)}${index === changes.length - 1 ? '?' : ','}`;
    lines.push(...wrapWords(wordsOf(harmless(text), chalk.bold), width, index === 0 ? 'What if ' : '  and ', '  '));
  }
  lines.push('', chalk.bold('The system'));
  rows(systemRows(outcome));
  for (const { endpoint, before, after } of outcome.changed) {
    lines.push('', ...wrapWords(wordsOf(harmless(endpoint), chalk.bold), width));
    rows(requestRows(before, after));
  }
  if (outcome.changed.length === 0) lines.push('', 'No request needs more or less than before.');
  if (findings.gone.length + findings.new.length > 0) lines.push('', chalk.bold('Findings'));
  for (const { rule, message } of findings.gone) say(`gone: ${message} [${rule}]`, '- ', '    ');
  for (const { rule, message } of findings.new) say(`new: ${message} [${rule}]`, '+ ', '    ');
  lines.push('', chalk.bold('What it asks for'));
  for (const change of changes) say(priceOf(change), '  ');
  lines.push('');
  say(assumptionText(assumed));
  return `${lines.join('\n')}\n`;
}
