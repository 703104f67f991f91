import { count } from '../../util/markdown.ts';
import { Page, plain, type Style } from '../render-verdict.ts';
import { cellText, couplingMatrix } from './coupling-matrix.ts';
import type { Seam } from './judge.ts';
import type { Step } from './order.ts';
import { rate, reasonsOf, some } from './reasons.ts';
import { formulaText } from './score.ts';
import type { SeamReport } from './seam-report.ts';
import { stranglerPlan } from './strangler-plan.ts';

/** How many candidates are shown with their reasons, and how many of these with a plan. */
export interface Shown {
  readonly top: number;
  readonly plans: number;
}

/** The report for a reader at a terminal of `width` columns. */
export function renderSeams(report: SeamReport, shown: Shown, width: number, style: Style = plain): string {
  const page = new Page(width, style);
  const candidates = report.seams.filter(({ role }) => role === 'candidate');
  page.heading(`Seams of ${report.system}: ${count(candidates.length, 'candidate')}`);
  for (const text of groundsOf(report)) page.text(text, style.quiet);
  page.text(formulaText(report.weights));
  const top = candidates.slice(0, shown.top);
  for (const [index, seam] of top.entries()) candidateSection(page, seam, index + 1);
  if (candidates.length > top.length)
    page.text(`… and ${candidates.length - top.length} more: --top ${candidates.length}, or --json.`, style.quiet);
  orderSection(page, report.order.slice(0, Math.max(shown.top, 1)), report.order.length);
  matrixSection(page, report, top, width);
  for (const seam of top.slice(0, shown.plans)) planSection(page, seam, report);
  othersSection(page, report.seams);
  return page.toString();
}

/** What the ranking rests on, and what it does not know, in sentences. */
export function groundsOf({ history, lines, window, accesses, seams }: SeamReport): string[] {
  const share = lines.all === 0 ? 0 : Math.round((lines.inModules / lines.all) * 100);
  const known =
    'missing' in history
      ? `No change rates and no co-change: ${history.missing} (${history.remedy}). The order rests on imports and tables alone.`
      : `${count(history.changes.commits, 'commit')} from ${history.from} to ${history.to}; left out: ${history.changes.large} that change more than ${window.largest} files, ${history.changes.sweeping} that sweep through many modules.`;
  const endpoints = seams.reduce((sum, seam) => sum + seam.endpoints.length, 0);
  return [
    `${count(seams.length, 'module')} hold ${share} % of ${lines.all} lines of production code.`,
    known,
    ...(accesses === 0 ? ['No access to a table was recognised in a module: shared tables are not known.'] : []),
    ...(endpoints === 0 ? ['No endpoint was recognised in a module: façade routes are not known.'] : []),
  ];
}

/** Score and its parts in one line. */
export function partsText({ score, parts }: Seam): string {
  const known = [
    ...(score === null ? [] : [`score ${rate2(score)}`, `${rate(parts.changeRate)} changes a week`]),
    ...(parts.value === 1 ? [] : [`value ${parts.value}`]),
    `fan-in ${parts.fanIn}`,
    `fan-out ${parts.fanOut}`,
    count(parts.sharedTables, 'shared table'),
    ...(score === null ? [] : [`co-change ${Math.round(parts.coChange * 100)} %`]),
  ];
  return known.join(', ');
}

function rate2(value: number): string {
  return value.toFixed(2);
}

function candidateSection(page: Page, seam: Seam, place: number): void {
  const { module } = seam;
  page.section(`${place}. ${module.name}${notYet(seam)}`);
  page.text(`${module.folder} (${module.by}, ${module.lines} lines)`, page.style.quiet);
  page.text(partsText(seam));
  const { good, bad } = reasonsOf(seam);
  for (const text of good) page.item('+', text, page.style.good);
  for (const text of bad) page.item('−', text, page.style.bad);
}

/** ` (not yet: a cycle)`; empty for a module that could go now. */
export function notYet({ blockers }: Seam): string {
  return blockers.length === 0 ? '' : ` (not yet: ${some(blockers, 3)})`;
}

/** One step of the order, in words. */
export function stepText({ modules, after, tiedTo }: Step): string {
  const waits = after.length > 0 ? `, after ${some(after)}, which import it` : '';
  const tied = tiedTo.length > 0 ? `; first cut the imports of ${some(tiedTo)}: a cycle` : '';
  return `${modules.join(' and ')}${waits}${tied}`;
}

function orderSection(page: Page, steps: readonly Step[], all: number): void {
  if (steps.length === 0) return;
  page.section('The order to go in');
  for (const [index, step] of steps.entries()) page.item(`${index + 1}.`, stepText(step));
  if (all > steps.length) page.text(`… and ${all - steps.length} more.`, page.style.quiet);
}

// A row is a name and a cell for each column; columns have numbers, so that many fit.
function matrixSection(page: Page, report: SeamReport, top: readonly Seam[], width: number): void {
  if (top.length < 2) return;
  const matrix = couplingMatrix(top, report.links);
  const cells = matrix.names.map((_, row) => matrix.names.map((__, column) => cellText(matrix, row, column)));
  const wide = Math.max(3, ...cells.flat().map(({ length }) => length)) + 1;
  const name = Math.min(24, Math.max(...matrix.names.map(({ length }) => length))) + 4;
  const columns = Math.max(1, Math.min(top.length, Math.floor((width - name - 2) / wide)));
  page.section('Coupling');
  page.text('Row imports column, and commits that change both: imports/commits.', page.style.quiet);
  page.line(`${' '.repeat(name)}${headings(columns, wide)}`);
  for (const [row, label] of matrix.names.entries()) {
    const shown = label.length > name - 4 ? `${label.slice(0, name - 5)}…` : label;
    const line = (cells[row] ?? []).slice(0, columns).map((cell) => cell.padStart(wide));
    page.line(`${`${row + 1}`.padStart(2)} ${shown.padEnd(name - 3)}${line.join('')}`);
  }
  if (columns < top.length) page.text('A wider terminal shows more columns.', page.style.quiet);
}

function headings(columns: number, wide: number): string {
  return Array.from({ length: columns }, (_, index) => String(index + 1).padStart(wide)).join('');
}

function planSection(page: Page, seam: Seam, report: SeamReport): void {
  page.section(`How ${seam.module.name} gets out`);
  for (const { title, steps } of stranglerPlan(seam, report.links)) {
    page.text(title, page.style.strong);
    for (const text of steps) page.item('·', text);
  }
}

function othersSection(page: Page, seams: readonly Seam[]): void {
  const others = seams.filter(({ role }) => role !== 'candidate');
  if (others.length === 0) return;
  page.section('Not candidates');
  for (const { module, role, roleBecause } of others) page.item('·', `${module.name} (${role}): ${roleBecause}.`);
}
