import { formatAnswer } from './format-value.ts';
import type { Expected, Scenario, ScenarioAnswers } from './read-scenarios.ts';
import { recommend, type Verdict } from './recommend.ts';
import type { DecisionTree } from './tree.ts';
import type { Problem } from './yaml-reader.ts';

/** What came of a scenario. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly option: string;
  readonly decided: string;
  /** How the tree differs from what the scenario expects; empty when it holds. */
  readonly differences: readonly Problem[];
}

/** Which options and deciding rules of a tree no scenario leads to. */
export interface Uncovered {
  readonly options: readonly string[];
  readonly rules: readonly string[];
}

/** Walks a tree with the answers of every scenario. Questions that a scenario leaves open are answered with "I don't know". */
export function runScenarios(tree: DecisionTree, scenarios: readonly Scenario[]): readonly ScenarioResult[] {
  return scenarios.map((scenario) => {
    const verdict = verdictOf(tree, scenario);
    const name = `"${scenario.name}"`;
    const differences = [
      ...differencesOf(verdict, scenario, name, scenario.at),
      ...scenario.flips.flatMap((flip) =>
        differencesOf(verdictOf(tree, flip), flip, `${name} with ${flip.changed}`, flip.at),
      ),
    ];
    return { scenario, option: verdict.option.id, decided: verdict.decided.id, differences };
  });
}

/** What the results leave open: options and deciding rules that no scenario, and no flip of one, leads to. */
export function uncovered(tree: DecisionTree, results: readonly ScenarioResult[]): Uncovered {
  const flips = results.flatMap(({ scenario }) => scenario.flips.map((flip) => verdictOf(tree, flip)));
  const options = new Set([...results.map(({ option }) => option), ...flips.map(({ option }) => option.id)]);
  const rules = new Set(
    [...results, ...flips.map(({ decided }) => ({ decided: decided.id }))].map((one) => one.decided),
  );
  const deciding = [...tree.gates, ...tree.rules].filter((rule) => rule.weight === null).map((rule) => rule.id);
  return {
    options: [...tree.options.keys()].filter((id) => !options.has(id)),
    rules: deciding.filter((id) => !rules.has(id)),
  };
}

function verdictOf(tree: DecisionTree, { answers, overrides }: ScenarioAnswers): Verdict {
  const given = new Map(answers);
  for (;;) {
    const decision = recommend(tree, given, overrides);
    if ('verdict' in decision) return decision.verdict;
    const { next } = decision.pending;
    if (next === undefined) throw new Error('a pending interview without a question');
    given.set(next.id, null);
  }
}

function differencesOf(verdict: Verdict, expected: Expected, what: string, at: Problem['at']): Problem[] {
  const { option, decided } = verdict;
  const sameOption = option.id === expected.option;
  const sameRule = expected.decided === null || decided.id === expected.decided;
  if (sameOption && sameRule) return [];
  const wanted = expected.decided === null ? '' : ` by "${expected.decided}"`;
  const message = `${what} leads to "${option.id}" by "${decided.id}", and not to "${expected.option}"${wanted}`;
  const asked = verdict.path.map(({ input, value }) => `${input.id}: ${formatAnswer(input, value)}`);
  const help = `${decided.because}${asked.length === 0 ? '' : ` It was asked for ${asked.join('; ')}`}`;
  return [{ message, at, help }];
}
