import { afterAll, describe, expect, test } from 'vitest';
import { killRate, killTable } from './kill-table.ts';
import { coreFindings, type Verdict } from './judge.ts';
import { activeOperators, breakSystem } from './run.ts';
import { openSystem } from './system.ts';
import { cleanSystems } from './systems.ts';

// Enough to see each operator in each system; `ARCHWRIGHT_MUTANTS=1000` breaks every place.
const MOST = Number(process.env['ARCHWRIGHT_MUTANTS'] ?? 2);
const LEAST_RATE = 0.97;

describe('clean systems that are broken in one place', () => {
  const systems = cleanSystems();
  const verdicts: Verdict[] = [];

  test.each([...systems])('%s', async (name, texts) => {
    const system = await openSystem(name, texts);
    expect(coreFindings(system)).toEqual([]);
    const own = await breakSystem(system, MOST);
    verdicts.push(...own);
    expect(own.length).toBeGreaterThan(0);
  });

  test('have exactly the findings that are to be expected', () => {
    expect(killRate(verdicts), killTable(activeOperators, [...systems.keys()], verdicts)).toBeGreaterThanOrEqual(
      LEAST_RATE,
    );
  });

  test('are broken by every operator', () => {
    const used = new Set(verdicts.map(({ mutant }) => mutant.operator));
    expect(activeOperators.filter(({ name }) => !used.has(name)).map(({ name }) => name)).toEqual([]);
    expect(used.size).toBeGreaterThanOrEqual(25);
  });

  afterAll(() => {
    console.log(killTable(activeOperators, [...systems.keys()], verdicts));
  });
});
