import type { ChalkInstance } from 'chalk';
import type { ChainFigure, FactChange } from '../docs/diff/diff-models.ts';
import { isEmpty } from '../docs/diff/diff-models.ts';
import { DIFF_POLICIES } from '../model/diff-policies.ts';
import { changeWords, KIND_WORDS } from '../docs/diff/diff-words.ts';
import type { DiffReport } from '../docs/diff/render-diff-markdown.ts';
import { percent } from '../docs/words.ts';
import type { Evidence } from '../model/system.ts';
import { harmless } from '../util/code-frame.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

/** The comparison for a terminal, `width` columns wide. A sign in front of each line tells the same as its colour. */
export function diffText(report: DiffReport, chalk: ChalkInstance, width: number): string {
  const { diff, before, after } = report;
  const head = chalk.bold(`${harmless(before)} → ${harmless(after)}`);
  if (isEmpty(diff)) return `${head}\n\nNo change to the architecture.\n`;
  const paint = { added: chalk.green, removed: chalk.red, changed: chalk.yellow } as const;
  const lines: string[] = [];
  const say = (sign: keyof typeof paint, text: string, at: readonly Evidence[]): void => {
    const place = at[0] ? [...wordsOf(placeOf(at), chalk.dim)] : [];
    lines.push(...wrapWords([...wordsOf(harmless(text)), ...place], width, `${paint[sign](SIGNS[sign])} `, '    '));
  };
  for (const fact of diff.facts) say(fact.change, factText(fact), fact.evidence);
  for (const { from, to, evidence } of diff.edges.added) say('added', `${from} waits for ${to} now`, evidence);
  for (const { from, to, evidence } of diff.edges.removed) say('removed', `${from} waits for ${to} no more`, evidence);
  for (const services of diff.cycles) say('added', `cycle between ${services.join(', ')}`, []);
  for (const { table, writers } of diff.sharedTables) say('added', `${table} is written by ${writers.join(', ')}`, []);
  for (const finding of diff.findings.added)
    say('added', `${finding.severity} ${finding.rule}: ${finding.message}`, [finding]);
  for (const finding of diff.findings.removed)
    say('removed', `${finding.severity} ${finding.rule}: ${finding.message}`, [finding]);
  lines.push('', ...wrapWords(wordsOf(chainText(report)), width));
  for (const { policy, by } of report.breaches) {
    const text = `Not allowed (${policy}, ${DIFF_POLICIES[policy]}): ${by.join('; ')}`;
    lines.push(...wrapWords(wordsOf(harmless(text), chalk.red), width, '', '  '));
  }
  return `${head}\n\n${lines.join('\n')}\n`;
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

function factText({ kind, service, what, attributes }: FactChange): string {
  const { one, joint } = KIND_WORDS[kind];
  const subject = [one, service, what === '' ? '' : joint, what].filter((part) => part !== '').join(' ');
  return attributes.length === 0 ? subject : `${subject}: ${changeWords(attributes, (text) => text)}`;
}

function placeOf(at: readonly Evidence[]): string {
  const [first] = at;
  if (first === undefined) return '';
  const more = at.length > 1 ? ` and ${String(at.length - 1)} more` : '';
  return harmless(`${first.file}${first.line > 0 ? `:${String(first.line)}` : ''}${more}`);
}

function chainText({ diff: { chain }, availability }: DiffReport): string {
  const words = (figure: ChainFigure | null): string =>
    figure === null ? 'none' : `${figure.services.join(' → ')} (available ${percent(figure.availability)})`;
  const [was, is] = [words(chain.before), words(chain.after)];
  const each = `, at ${percent(availability)} for each service`;
  if (was === is) return `Longest chain, unchanged: ${is}${chain.after === null ? '' : each}.`;
  return `Longest chain: before ${was}; now ${is}${each}.`;
}
