import { didYouMean } from '../util/did-you-mean.ts';
import type { Where } from '../util/user-error.ts';
import { answerText } from './format-value.ts';
import { decidingConditions } from './candidates.ts';
import { checkBareNumbers } from './check-bare-numbers.ts';
import { checkConflicts } from './check-conflicts.ts';
import { catalogue } from './evidence/catalogue.ts';
import { inferenceProblem } from './evidence/infer-answer.ts';
import { checkSharedInputs } from './check-shared-inputs.ts';
import { readTree } from './load-tree.ts';
import type { Outcome } from './outcomes.ts';
import { findAnswers, findDeadEnd } from './reach.ts';
import { placeholders } from './fill-text.ts';
import { termsOf } from './term.ts';
import type { DecisionTree, Rule, Value } from './tree.ts';
import type { Problem } from './yaml-reader.ts';

/** What a tree may refer to outside of itself. A missing list is not checked. */
export interface Surroundings {
  /** Every tree that follow-ups may name, by id, with its own follow-ups. */
  readonly trees?: ReadonlyMap<string, DecisionTree>;
  /** Names of the lint rules. */
  readonly lintRules?: readonly string[];
}

/** Everything that is wrong with the text of a tree: its form first; its content only when the form is right. */
export function checkText(file: string, text: string, surroundings: Surroundings = {}): readonly Problem[] {
  const { tree, problems } = readTree(file, text);
  return tree === null ? problems : checkTree(tree, surroundings);
}

/**
 * What is wrong with the content of a tree: options that nothing leads to, interviews that end without an answer, rules
 * without a source, options without a con, names that nothing uses, follow-ups in a circle.
 */
export function checkTree(tree: DecisionTree, surroundings: Surroundings = {}): Problem[] {
  const problems: Problem[] = [];
  const report = (at: Where, message: string, help?: string): void => {
    const { line = 1, column = 1 } = at;
    const problem = { message, at: { file: tree.file, line, column } };
    problems.push(help === undefined ? problem : { ...problem, help });
  };
  checkPaths(tree, report);
  checkSources(tree, report);
  checkOptions(tree, surroundings, report);
  if (surroundings.trees) checkConflicts(tree, surroundings.trees, report);
  checkInferences(tree, report);
  checkUse(tree, report);
  checkBareNumbers(tree, report);
  if (surroundings.trees) checkSharedInputs(tree, surroundings.trees, report);
  checkTexts(tree, report);
  return problems.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
}

// A fact that does not exist, or that can never be an answer, would leave the question open without a word.
function checkInferences(tree: DecisionTree, report: Report): void {
  for (const input of tree.inputs.values()) {
    if (input.infer === null) continue;
    const { fact, at } = input.infer;
    const problem = inferenceProblem(input);
    if (problem) report(at, problem.message, problem.help);
    if (catalogue.has(fact)) continue;
    const near = didYouMean(fact, catalogue.keys());
    const help = near ? `did you mean "${near}"?` : '"archwright evidence" lists the facts';
    report(at, `"${input.id}" is inferred from "${fact}", which is no fact`, help);
  }
}

type Report = (at: Where, message: string, help?: string) => void;

const sameAnyway = 'without it the same option comes out, so nobody is asked its questions: delete it, or move it up';

function checkPaths(tree: DecisionTree, report: Report): void {
  const start: Where = { file: tree.file };
  const deadEnd = findDeadEnd(tree);
  if (deadEnd) {
    report(start, `no rule decides with ${describe(tree, deadEnd)}`, 'end the rules with one that has no "when"');
    return;
  }
  const led = new Set([...tree.gates, ...tree.rules].map((rule) => rule.then));
  const reached = new Set<string>();
  for (const rule of [...tree.gates, ...tree.rules]) {
    const wanted = (outcome: Outcome): boolean =>
      rule.weight === null ? outcome.rule === rule : weighs(outcome, rule);
    if (findAnswers(tree, wanted, false)) reached.add(rule.then);
    else if (findAnswers(tree, wanted)) {
      reached.add(rule.then);
      if (rule.weight === null) report(rule.at, `${rule.kind} "${rule.id}" makes no difference`, sameAnyway);
    } else if (rule.weight === null)
      report(rule.at, `${rule.kind} "${rule.id}" can never decide`, 'the ones before it always do');
  }
  for (const option of tree.options.values()) {
    if (!led.has(option.id)) report(option.at, `no gate and no rule leads to the option "${option.id}"`);
    else if (!reached.has(option.id)) report(option.at, `no answers lead to the option "${option.id}"`);
  }
}

function weighs(outcome: Outcome, rule: Rule): boolean {
  return outcome.rule === null && outcome.option === rule.then;
}

function describe(tree: DecisionTree, answers: ReadonlyMap<string, Value | null>): string {
  const parts = [...answers].map(([id, value]) => {
    const input = tree.inputs.get(id);
    return `${id} = ${input ? answerText(input, value) : String(value)}`;
  });
  return parts.length === 0 ? 'any answers' : parts.join(', ');
}

function checkSources(tree: DecisionTree, report: Report): void {
  const used = new Set<string>();
  const cite = (at: Where, what: string, keys: readonly string[]): void => {
    if (keys.length === 0) report(at, `${what} has no source`, 'name the key of a source, or "ours"');
    for (const key of keys) {
      used.add(key);
      if (key === 'ours' || tree.sources.has(key)) continue;
      const near = didYouMean(key, tree.sources.keys());
      report(at, `${what} names the source "${key}", which is not listed`, near && `did you mean "${near}"?`);
    }
  };
  for (const rule of [...tree.gates, ...tree.rules]) cite(rule.at, `${rule.kind} "${rule.id}"`, rule.sources);
  for (const force of tree.forces.values()) cite(force.at, `force "${force.id}"`, force.sources);
  for (const threshold of tree.thresholds.values()) {
    cite(threshold.at, `threshold "${threshold.id}"`, [threshold.source]);
    if ((threshold.grade === 'ours') !== (threshold.source === 'ours')) {
      report(threshold.at, `threshold "${threshold.id}": the grade "ours" and the source "ours" go together`);
    }
  }
}

function checkOptions(tree: DecisionTree, surroundings: Surroundings, report: Report): void {
  const trees = surroundings.trees && new Map([...surroundings.trees, [tree.id, tree]]);
  for (const option of tree.options.values()) {
    if (option.cons.length === 0)
      report(option.at, `the option "${option.id}" has no con`, 'every option has a price: name it');
    for (const id of option.followups) {
      if (trees && !trees.has(id)) {
        const near = didYouMean(id, trees.keys());
        report(option.at, `"${option.id}" is followed by "${id}", which is no tree`, near && `did you mean "${near}"?`);
      } else if (trees && leadsTo(trees, id, tree.id)) {
        report(option.at, `"${option.id}" is followed by "${id}", which leads back to "${tree.id}"`);
      }
    }
    for (const rule of option.checks) {
      if (surroundings.lintRules?.includes(rule) !== false) continue;
      const near = didYouMean(rule, surroundings.lintRules);
      report(
        option.at,
        `"${option.id}" is checked by "${rule}", which is no lint rule`,
        near && `did you mean "${near}"?`,
      );
    }
  }
}

function leadsTo(trees: ReadonlyMap<string, DecisionTree>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const option of trees.get(id)?.options.values() ?? []) queue.push(...option.followups);
  }
  return false;
}

function checkUse(tree: DecisionTree, report: Report): void {
  const used = new Set<string>();
  for (const condition of decidingConditions(tree)) {
    for (const term of termsOf(condition.term)) {
      if ('id' in term) used.add(term.id);
      if (term.kind === 'is') used.add(term.input);
    }
  }
  for (const [group, members] of Object.entries({
    input: tree.inputs,
    threshold: tree.thresholds,
    force: tree.forces,
  })) {
    for (const [id, { at }] of members) if (!used.has(id)) report(at, `nothing uses the ${group} "${id}"`);
  }
}

function checkTexts(tree: DecisionTree, report: Report): void {
  const known = [...tree.inputs.keys(), ...tree.thresholds.keys(), ...tree.forces.keys()];
  const rules = [...tree.gates, ...tree.rules];
  const points = [...tree.forces.values()].flatMap(({ points: each, at }) => each.map((one) => ({ ...one, at })));
  for (const { because, at } of [...rules, ...points]) {
    for (const name of placeholders(because)) {
      if (known.includes(name)) continue;
      const near = didYouMean(name, known);
      report(at, `the text names "{${name}}", which is nothing`, near && `did you mean "${near}"?`);
    }
  }
  for (const rule of rules.filter(({ weight }) => weight === null)) {
    for (const name of placeholders(rule.because).filter((each) => tree.inputs.has(each))) {
      if (!findAnswers(tree, (outcome) => outcome.rule === rule, false, new Map([[name, null]]))) continue;
      const help = 'its text would speak of "an unknown number": leave the name out, or divide the condition';
      report(rule.at, `${rule.kind} "${rule.id}" names "{${name}}", and can decide when nobody knows that`, help);
    }
  }
}
