import type { Expected, Operator } from './mutant.ts';
import type { Verdict } from './judge.ts';

/** Share of the mutants that were killed, 1 when there are none. */
export function killRate(verdicts: readonly Verdict[]): number {
  return verdicts.length === 0 ? 1 : verdicts.filter(({ killed }) => killed).length / verdicts.length;
}

/** A row per operator and a column per system, `killed/all`; then what survived and what else was found. */
export function killTable(
  operators: readonly Operator[],
  systems: readonly string[],
  verdicts: readonly Verdict[],
): string {
  const header = ['operator', 'rule', ...systems, 'all'];
  const rows = operators.map(({ name, rule }) => {
    const own = verdicts.filter(({ mutant }) => mutant.operator === name);
    return [name, rule, ...systems.map((system) => share(own.filter((one) => one.system === system))), share(own)];
  });
  const sums = systems.map((system) => share(verdicts.filter((one) => one.system === system)));
  const survivors = verdicts.filter(({ killed }) => !killed).map(showVerdict);
  return [
    ...aligned([header, ...rows, ['all', '', ...sums, share(verdicts)]]),
    '',
    `kill rate ${killRate(verdicts).toFixed(3)}; ${survivors.length} of ${verdicts.length} not killed`,
    ...survivors,
  ].join('\n');
}

function share(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return '·';
  return `${verdicts.filter(({ killed }) => killed).length}/${verdicts.length}`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function showVerdict({ mutant, missed, collateral }: Verdict): string {
  return [
    `${mutant.operator}  ${mutant.site}`,
    ...missed.map((expected) => `    not found: ${showExpected(expected)}`),
    ...collateral.map((line) => `    ${line}`),
  ].join('\n');
}

function showExpected({ rule, places }: Expected): string {
  return `${rule} at ${places.map(({ file, from, to }) => `${file}:${from === to ? from : `${from}-${to}`}`).join(' or ')}`;
}
