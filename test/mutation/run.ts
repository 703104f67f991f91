import { rules } from '../../src/lint/rules/index.ts';
import { judge, type Verdict } from './judge.ts';
import { makeMutant, type Operator } from './mutant.ts';
import { operators } from './operators/index.ts';
import { sample } from './sample.ts';
import type { System } from './system.ts';

/** The operators whose rules exist. */
export const activeOperators: readonly Operator[] = operators.filter(({ rule }) =>
  rules.some(({ name }) => name === rule),
);

/** Breaks a system in every way, at most `most` times in each, and says what became of it. */
export async function breakSystem(system: System, most: number): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const operator of activeOperators) {
    const mutants = [...operator.mutants(system)].map((draft) => makeMutant(system, operator, draft));
    for (const mutant of sample(mutants, most)) verdicts.push(await judge(system, mutant));
  }
  return verdicts;
}
