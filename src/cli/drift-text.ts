import type { ChalkInstance } from 'chalk';
import { headline, placeText, STATES, type DriftReport, type Settled } from '../docs/drift/drift-words.ts';
import type { DriftState } from '../model/drift.ts';
import { harmless } from '../util/code-frame.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

const SIGNS: Readonly<Record<DriftState, string>> = {
  'declared-only': '-',
  'observed-only': '+',
  'runtime-only': '!',
  changed: '~',
};

/** Drift for a terminal, `width` columns wide; with `short`, without the edits that would settle it. */
export function driftText(report: DriftReport, chalk: ChalkInstance, width: number, short: boolean): string {
  const lines: string[] = [];
  const say = (text: string, first = '', rest = first): void =>
    void lines.push(...wrapWords(wordsOf(harmless(text)), width, first, rest));
  for (const state of Object.keys(STATES) as DriftState[]) {
    const some = report.settled.filter(({ item }) => item.state === state);
    if (some.length === 0) continue;
    lines.push(chalk.bold(STATES[state]));
    for (const one of some) {
      say(headline(one.item), `${SIGNS[state]} `, '    ');
      say(places(one), '    ');
      if (!short) lines.push(...edits(one, chalk, width));
    }
    lines.push('');
  }
  if (report.undecided.length > 0) {
    lines.push(chalk.bold('Not decided, and not counted'));
    for (const { service, kind, what, why } of report.undecided)
      say(`${service} ${kind} ${what}: ${why}`, '? ', '    ');
    lines.push('');
  }
  if (report.unseen.length > 0) {
    const edges = report.unseen.map(({ from, to }) => `${from} → ${to}`).join(', ');
    say(`Not seen at run time, which may only be rare: ${edges}.`);
    lines.push('');
  }
  say(conclusion(report));
  return `${lines.join('\n')}\n`;
}

function places({ item }: Settled): string {
  return [item.inBlueprint[0], item.inCode[0]].flatMap((site) => (site ? [placeText(site)] : [])).join('  ');
}

function edits({ diff, why, code }: Settled, chalk: ChalkInstance, width: number): readonly string[] {
  const paint = (line: string): string =>
    line.startsWith('+') ? chalk.green(line) : line.startsWith('-') ? chalk.red(line) : line;
  const changed = (diff ?? '')
    .split('\n')
    .filter((line) => /^[+-](?![+-]{2} )/.test(line))
    .map((line) => `      ${paint(harmless(line))}`);
  const words = why === null ? 'in the blueprint:' : `in the blueprint: by hand; ${why}`;
  return [
    ...wrapWords(wordsOf(harmless(words)), width, '    ', '      '),
    ...changed,
    ...wrapWords(wordsOf(harmless(`in the code: ${code.todo} (${placeText(code)})`)), width, '    ', '      '),
  ];
}

function conclusion({ settled, compared, blueprint, runtime }: DriftReport): string {
  const sides = `${String(compared.declared)} facts of ${blueprint}, ${String(compared.observed)} of the code${runtime === null ? '' : ` and ${String(compared.runtime)} edges of ${runtime}`}`;
  if (settled.length === 0) return `No drift: ${sides} agree.`;
  return `${String(settled.length)} ${settled.length === 1 ? 'difference' : 'differences'} between ${sides}. "archwright sync --to blueprint" writes what the code says.`;
}
