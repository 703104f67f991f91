import { forceRange, holds, thresholdValue, type Situation } from './evaluate.ts';
import { fillText } from './fill-text.ts';
import { orderedRules } from './outcomes.ts';
import { isFixed } from './possible.ts';
import { termsOf, type Term } from './term.ts';
import type { Condition, Force, Rule, Score, Threshold } from './tree.ts';

/** What a force came to. */
export interface ForceReading {
  readonly force: Force;
  /** Null when the questions behind it were not asked; a range when somebody did not know. */
  readonly points: { readonly min: number; readonly max: number } | null;
  /** Empty when the force has no points. */
  readonly because: string;
}

export interface ScoreReading {
  readonly score: Score;
  readonly forces: readonly ForceReading[];
}

/** A threshold that took part in the decision, and the number it stood for. */
export interface ThresholdUse {
  readonly threshold: Threshold;
  readonly value: number;
}

/** What every force came to, for the scores that were read on the way to the deciding rule (null: the weights). */
export function readScores(situation: Situation, decided: Rule | null): ScoreReading[] {
  const used = new Set<string>();
  for (const term of termsOnTheWay(situation, decided)) if (term.kind === 'force') used.add(term.id);
  const readings: ScoreReading[] = [];
  for (const score of situation.tree.scores.values()) {
    if (!score.forces.some((force) => used.has(force.id))) continue;
    const forces = score.forces.map((force) => readForce(force, situation));
    if (forces.some((force) => force.points !== null)) readings.push({ score, forces });
  }
  return readings;
}

/** The thresholds that an asked-for answer was compared with, in the tree's order. */
export function usedThresholds(situation: Situation, decided: Rule | null): ThresholdUse[] {
  const used = new Set<string>();
  for (const term of termsOnTheWay(situation, decided)) {
    if (term.kind !== 'compare' || !isRead(term, situation)) continue;
    for (const part of termsOf(term)) if (part.kind === 'threshold') used.add(part.id);
  }
  const thresholds = [...situation.tree.thresholds.values()].filter((threshold) => used.has(threshold.id));
  return thresholds.map((threshold) => ({ threshold, value: thresholdValue(situation, threshold.id) }));
}

function readForce(force: Force, situation: Situation): ForceReading {
  const range = forceRange(force.id, situation);
  if (!isFixed(range)) return { force, points: null, because: '' };
  const entry = force.points.find(({ when }) => {
    const truth = holds(when, situation);
    return truth.yes && !truth.no && !truth.unknown;
  });
  const because = entry ? fillText(entry.because, situation) : '';
  return { force, points: { min: range.lo[0], max: range.hi[0] }, because: range.lo[0] === range.hi[0] ? because : '' };
}

// The comparison was really made: its inputs were asked for, and of forces at least one.
function isRead(term: Term, situation: Situation): boolean {
  const parts = [...termsOf(term)];
  const forces = parts.filter((part) => part.kind === 'force');
  const asked = parts.every((part) => part.kind !== 'input' || situation.answers.has(part.id));
  return asked && (forces.length === 0 || forces.some((force) => isFixed(forceRange(force.id, situation))));
}

function* termsOnTheWay(situation: Situation, decided: Rule | null): Generator<Term> {
  for (const condition of conditionsUntil(situation, decided)) {
    for (const term of termsOf(condition.term)) {
      yield term;
      if (term.kind !== 'force') continue;
      for (const { when } of situation.tree.forces.get(term.id)?.points ?? []) if (when) yield* termsOf(when.term);
    }
  }
}

function conditionsUntil(situation: Situation, decided: Rule | null): Condition[] {
  const conditions: Condition[] = [];
  for (const rule of orderedRules(situation)) {
    if (rule === 'weights') {
      for (const { when, weight } of situation.tree.rules) if (when && weight !== null) conditions.push(when);
      if (decided === null) return conditions;
      continue;
    }
    if (rule.when) conditions.push(rule.when);
    if (rule === decided) return conditions;
  }
  return conditions;
}
