import { blocks, code, count, escapeText, list, table } from '../../util/markdown.ts';
import { cellText, couplingMatrix } from './coupling-matrix.ts';
import type { Seam } from './judge.ts';
import { reasonsOf } from './reasons.ts';
import { groundsOf, notYet, partsText, stepText, type Shown } from './render-seams.ts';
import { formulaText } from './score.ts';
import type { SeamReport } from './seam-report.ts';
import { stranglerPlan } from './strangler-plan.ts';

/** The report as a Markdown page. */
export function seamsMarkdown(report: SeamReport, shown: Shown): string {
  const candidates = report.seams.filter(({ role }) => role === 'candidate');
  const top = candidates.slice(0, shown.top);
  const others = report.seams.filter(({ role }) => role !== 'candidate');
  return `${blocks(
    `# Seams of ${escapeText(report.system)}`,
    ...groundsOf(report).map(escapeText),
    code(formulaText(report.weights)),
    `## ${count(candidates.length, 'candidate')}`,
    table(['Place', 'Module', 'Folder', 'Lines', 'Score and its parts'], candidates.map(rowOf)),
    ...top.flatMap(candidateBlocks),
    '## The order to go in',
    report.order.map((step, index) => `${index + 1}. ${escapeText(stepText(step))}`).join('\n'),
    ...matrixBlocks(report, top),
    ...top.slice(0, shown.plans).flatMap((seam) => planBlocks(seam, report)),
    ...(others.length === 0
      ? []
      : [
          '## Not candidates',
          list(others.map((one) => escapeText(`${one.module.name} (${one.role}): ${one.roleBecause}.`))),
        ]),
  )}\n`;
}

function rowOf(seam: Seam, index: number): string[] {
  const { name, folder, lines } = seam.module;
  return [String(index + 1), escapeText(name), code(folder), String(lines), escapeText(partsText(seam))];
}

function candidateBlocks(seam: Seam): string[] {
  const { good, bad } = reasonsOf(seam);
  return [
    `### ${escapeText(`${seam.module.name}${notYet(seam)}`)}`,
    list([...good.map((text) => `For: ${escapeText(text)}`), ...bad.map((text) => `Against: ${escapeText(text)}`)]),
  ];
}

function matrixBlocks(report: SeamReport, top: readonly Seam[]): string[] {
  if (top.length < 2) return [];
  const matrix = couplingMatrix(top, report.links);
  const rows = matrix.names.map((name, row) => [
    escapeText(name),
    ...matrix.names.map((_, column) => cellText(matrix, row, column)),
  ]);
  return [
    '## Coupling',
    'The row imports the column, and commits that change both: imports/commits.',
    table(['Module', ...matrix.names.map(escapeText)], rows),
  ];
}

function planBlocks(seam: Seam, { links }: SeamReport): string[] {
  const parts = stranglerPlan(seam, links).flatMap(({ title, steps }) => [
    `### ${title}: ${escapeText(seam.module.name)}`,
    list(steps.map(escapeText)),
  ]);
  return [`## How ${escapeText(seam.module.name)} gets out`, ...parts];
}
