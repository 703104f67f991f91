import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GOALS } from './goals.mjs';
import { figuresText } from './table.mjs';

const PAGE = 'docs/proof.md';
const FIGURES = 'bench/platform/figures.json';

/** Puts the figures of a run in the place of those that were kept for the same goals and form, and writes the page. */
export function keepFigures(root, results, { form, machine }) {
  const file = path.join(root, FIGURES);
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  // Two programs may show one goal: what tells them apart is what they say it was shown on.
  const key = (entry) => `${entry.goal} ${entry.form} ${entry.figures.on ?? ''}`;
  const fresh = results
    .filter(({ skipped }) => skipped === undefined)
    .map(({ goal, figures, met, seconds }) => ({ goal, form, met, seconds, machine, figures }));
  const replaced = new Set(fresh.map(key));
  const all = [...kept.filter((entry) => !replaced.has(key(entry))), ...fresh];
  const goals = Object.keys(GOALS);
  all.sort((a, b) => goals.indexOf(a.goal) - goals.indexOf(b.goal) || (key(a) < key(b) ? -1 : 1));
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(path.join(root, PAGE), renderPage(all, readFileSync(path.join(root, PAGE), 'utf8')));
}

const BEGIN = '<!-- figures: written by npm run proof -- --page -->';
const END = '<!-- end of the figures -->';

/** The page, with the kept figures between its two marks; what stands around them is written by hand. */
export function renderPage(entries, page) {
  const [before] = page.split(BEGIN);
  const [, after = ''] = page.split(END);
  const sections = Object.keys(GOALS).flatMap((goal) => {
    const shown = entries.filter((entry) => entry.goal === goal);
    return shown.length === 0 ? [] : [section(goal, shown)];
  });
  return `${before}${BEGIN}\n\n${sections.join('\n')}\n${END}${after}`;
}

function section(goal, entries) {
  const lines = entries.map(({ form, met, seconds, machine, figures }) => {
    const verdict = met ? 'met' : '**not met**';
    return `- ${verdict}, ${form} form (${seconds} s; ${machine}): ${figuresText(figures)}`;
  });
  return `### ${goal}: ${GOALS[goal]}\n\n${lines.join('\n')}\n`;
}
