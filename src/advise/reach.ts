import { candidates } from './candidates.ts';
import type { Situation } from './evaluate.ts';
import { possibleOutcomes, type Outcome } from './outcomes.ts';
import type { DecisionTree, Value } from './tree.ts';
import { nextQuestion, openQuestions } from './walk-tree.ts';

const patience = 20_000;

/**
 * Answers that make an outcome happen, or null when no answers do. `wanted` must be true of the outcome that is looked for;
 * the whole interview is searched, but branches where the outcome has become impossible are left.
 */
export function findAnswers(
  tree: DecisionTree,
  wanted: (outcome: Outcome) => boolean,
): Map<string, Value | null> | null {
  let tries = 0;
  const search = (answers: ReadonlyMap<string, Value | null>): ReadonlyMap<string, Value | null> | null => {
    const situation: Situation = { tree, answers, overrides: new Map() };
    const outcomes = possibleOutcomes(situation);
    const [first] = outcomes;
    if (!outcomes.some(wanted) || first === undefined || ++tries > patience) return null;
    if (wanted(first) && first.sure) return answers;
    const next = nextQuestion(situation) ?? openQuestions(situation)[0];
    if (next === undefined) return null;
    // Some rules are there for those who do not know.
    for (const value of [...candidates(tree, next, new Map()), ...(next.unknown ? [null] : [])]) {
      const found = search(new Map(answers).set(next.id, value));
      if (found) return found;
    }
    return null;
  };
  const found = search(new Map());
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
