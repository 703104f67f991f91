import { holds, type Situation } from './evaluate.ts';
import { exactly, largest, total, type Range } from './possible.ts';
import type { Rule } from './tree.ts';

/** One way in which the decision can come out: an option, and the rule (or the weighted rules together) that would decide. */
export interface Outcome {
  readonly option: string;
  /** The deciding rule; null when the weights decide. */
  readonly rule: Rule | null;
  /** True when nothing that is still open can prevent it, unless an outcome before it happens. */
  readonly sure: boolean;
}

/**
 * Every way in which the decision can still come out, in the order in which the tree tries them, up to the first that is
 * sure. Empty only when a tree without an unconditional last rule has run out of rules.
 */
export function possibleOutcomes(situation: Situation): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const rule of orderedRules(situation)) {
    if (rule === 'weights') {
      const weighed = weighedOutcomes(situation);
      outcomes.push(...weighed);
      if (weighed.some((outcome) => outcome.sure)) return outcomes;
      continue;
    }
    const truth = holds(rule.when, situation);
    const sure = truth.yes && !truth.no && !truth.unknown;
    if (truth.yes) outcomes.push({ option: rule.then, rule, sure });
    if (sure) return outcomes;
  }
  return outcomes;
}

/** The options that can still win, in the order of their outcomes. */
export function possibleOptions(situation: Situation): string[] {
  return [...new Set(possibleOutcomes(situation).map((outcome) => outcome.option))];
}

/** Gates and rules in the order in which they are tried; `weights` stands for all rules with a weight, before the unconditional end. */
export function orderedRules({ tree }: Pick<Situation, 'tree'>): (Rule | 'weights')[] {
  const deciding = [...tree.gates, ...tree.rules.filter((rule) => rule.weight === null)];
  if (deciding.length === tree.gates.length + tree.rules.length) return deciding;
  const end = deciding.findIndex((rule) => rule.when === null);
  const at = end === -1 ? deciding.length : end;
  return [...deciding.slice(0, at), 'weights', ...deciding.slice(at)];
}

/** The sum that each option can come to through the rules with a weight, in the order of the options. */
export function weightSums(situation: Situation): Map<string, Range> {
  const parts = new Map<string, Range[]>([...situation.tree.options.keys()].map((id) => [id, []]));
  for (const rule of situation.tree.rules) {
    if (rule.weight === null) continue;
    const { yes, no, unknown } = holds(rule.when, situation);
    // What nobody knows cannot speak for an option.
    const least = yes && !no && !unknown ? rule.weight : 0;
    const most = yes ? rule.weight : 0;
    const [min, max] = [Math.min(least, most), Math.max(least, most)];
    parts.get(rule.then)?.push({ lo: [min, max], hi: [min, max] });
  }
  return new Map([...parts].map(([id, ranges]) => [id, total([exactly(0), ...ranges])]));
}

function weighedOutcomes(situation: Situation): Outcome[] {
  const sums = [...weightSums(situation)].map(([option, range], order) => ({
    option,
    order,
    min: range.lo[0],
    max: range.lo[1],
  }));
  const outcomes: Outcome[] = [];
  for (const each of sums) {
    const others = sums.filter((other) => other !== each);
    const canWin = each.max > 0 && others.every((other) => beats(each.max, each.order, other.min, other.order));
    const wins = each.min > 0 && others.every((other) => beats(each.min, each.order, other.max, other.order));
    if (canWin) outcomes.push({ option: each.option, rule: null, sure: wins });
  }
  return outcomes;
}

// With equal sums, the option that the tree names first wins.
function beats(sum: number, order: number, otherSum: number, otherOrder: number): boolean {
  return sum > otherSum || (sum === otherSum && order < otherOrder);
}

/** The greatest sum that any option but this one can come to. */
export function nextBestSum(situation: Situation, option: string): number {
  const others = [...weightSums(situation)].filter(([id]) => id !== option).map(([, range]) => range);
  return others.length === 0 ? 0 : largest(others).hi[1];
}
