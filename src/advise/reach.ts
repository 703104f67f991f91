import { candidates } from './candidates.ts';
import type { Situation } from './evaluate.ts';
import { possibleOutcomes, type Outcome } from './outcomes.ts';
import type { DecisionTree, Value } from './tree.ts';
import { nextQuestion, openQuestions } from './walk-tree.ts';

const patience = 20_000;

/**
 * Answers that make an outcome happen, or null when no answers do. `wanted` must be true of the outcome that is looked for;
 * the whole interview is searched, but branches where the outcome has become impossible are left. With `beyond`, questions
 * are answered as well that no interview asks, because they change only the reason and not the option. `given` is answered.
 */
export function findAnswers(
  tree: DecisionTree,
  wanted: (outcome: Outcome) => boolean,
  beyond = true,
  given: ReadonlyMap<string, Value | null> = new Map(),
): Map<string, Value | null> | null {
  let tries = 0;
  const search = (answers: ReadonlyMap<string, Value | null>): ReadonlyMap<string, Value | null> | null => {
    const situation: Situation = { tree, answers, overrides: new Map() };
    const outcomes = possibleOutcomes(situation);
    if (!outcomes.some(wanted) || ++tries > patience) return null;
    const asked = nextQuestion(situation);
    // An interview ends when only one option is left, and then the first rule that surely leads there decides.
    const decided = beyond ? outcomes.slice(0, 1).find(({ sure }) => sure) : outcomes.find(({ sure }) => sure);
    if (decided && wanted(decided) && (beyond || asked === undefined)) return answers;
    const next = asked ?? (beyond ? openQuestions(situation)[0] : undefined);
    if (next === undefined) return null;
    // Some rules are there for those who do not know.
    for (const value of [...candidates(tree, next, new Map()), ...(next.unknown ? [null] : [])]) {
      const found = search(new Map(answers).set(next.id, value));
      if (found) return found;
    }
    return null;
  };
  const found = search(given);
  return found && new Map(found);
}

/** Answers after which no rule decides, or null when some rule always does. */
export function findDeadEnd(tree: DecisionTree): Map<string, Value | null> | null {
  const last = tree.rules.at(-1);
  if (last !== undefined && last.when === null && last.weight === null) return null;
  const end = { ...emptyRule, id: ' end', then: ' end' };
  return findAnswers({ ...tree, rules: [...tree.rules, end] }, (outcome) => outcome.rule === end);
}

const emptyRule = { kind: 'rule', when: null, because: '', weight: null, sources: [], at: { file: '' } } as const;
