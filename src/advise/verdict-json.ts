import { answerText } from './format-value.ts';
import type { Flip } from './flips.ts';
import type { ThresholdUse } from './readings.ts';
import type { Remarks, Verdict } from './recommend.ts';
import type { Answers, DecisionTree, Input } from './tree.ts';
import { changesText, closeText } from './words.ts';

/** The verdict as plain data for other programs; durations in milliseconds, percentages from 0 to 100, unknown answers null. */
export function verdictJson(verdict: Verdict): Record<string, unknown> {
  const { tree, option, runnerUp } = verdict;
  return {
    tree: tree.id,
    version: tree.version,
    question: tree.question,
    recommendation: { option: option.id, title: option.title, summary: option.summary },
    decided: decidedJson(verdict),
    path: pathJson(tree, verdict.situation.answers, verdict.remarks),
    forces: verdict.scores.flatMap(({ score, forces }) =>
      forces.map(({ force, points, because }) => ({
        score: score.id,
        force: force.id,
        title: force.title,
        points,
        because,
      })),
    ),
    closeCall: verdict.close.map((call) => closeText(verdict, call)),
    runnerUp: runnerUp && {
      option: runnerUp.option.id,
      title: runnerUp.option.title,
      needs: changesText(runnerUp.flip),
    },
    flips: verdict.flips.map(flipJson),
    unknown: verdict.unknowns.map(({ input, could }) => ({
      question: input.id,
      couldLeadTo: could.map((each) => each.id),
    })),
    consequences: { good: [...option.pros, ...option.good], bad: [...option.cons, ...option.bad] },
    thresholds: verdict.thresholds.map((use) => thresholdJson(use, verdict.remarks)),
    overlays: tree.overlays,
    disagreement: tree.disagreement,
    checks: option.checks,
    confirm: option.confirm,
    followups: option.followups,
    blueprint: Object.fromEntries(option.blueprint.map(({ path, values }) => [path.join('.'), values])),
  };
}

/** The answers that were asked for, in order: `from` says what one was inferred from, `takenFrom` which tree asked it before, `other` what was said instead of a value. */
export function pathJson(tree: DecisionTree, answers: Answers, remarks: Remarks): Record<string, unknown>[] {
  return [...answers].map(([id, value]) => ({
    question: id,
    ask: tree.inputs.get(id)?.ask ?? id,
    answer: value,
    other: remarks.notes.get(id) ?? null,
    from: remarks.from.get(id) ?? null,
    takenFrom: remarks.taken.get(id) ?? null,
  }));
}

function decidedJson({ tree, decided }: Verdict): Record<string, unknown> {
  const ours = { title: 'our own default', url: null, accessed: null };
  return {
    kind: decided.kind,
    id: decided.id,
    because: decided.because,
    condition: decided.condition,
    sources: decided.sources.map((key) => tree.sources.get(key) ?? { key, ...ours }),
    weighed: decided.weighed.map(({ rule, because }) => ({
      rule: rule.id,
      option: rule.then,
      weight: rule.weight,
      because,
    })),
  };
}

function thresholdJson({ threshold, value }: ThresholdUse, remarks: Remarks): Record<string, unknown> {
  return {
    name: threshold.id,
    value,
    default: threshold.value,
    setBy: remarks.from.get(threshold.id) ?? null,
    unit: threshold.type === 'duration' ? 'ms' : threshold.unit,
    grade: threshold.grade,
    source: threshold.source,
    disagrees: threshold.disagrees,
  };
}

function flipJson(flip: Flip): Record<string, unknown> {
  return {
    text: changesText(flip),
    changes: flip.changes.map(({ input, relation, value, until }) => ({ question: input.id, relation, value, until })),
    options: flip.options,
    distance: Number(flip.distance.toFixed(4)),
  };
}

/** A question as plain data: everything that is needed to ask it elsewhere. */
export function questionJson(input: Input): Record<string, unknown> {
  return {
    id: input.id,
    type: input.type,
    ask: input.ask,
    help: input.help,
    why: input.why,
    unit: input.unit,
    default: input.default === null ? null : answerText(input, input.default),
    min: Number.isFinite(input.min) ? input.min : null,
    max: Number.isFinite(input.max) ? input.max : null,
    values: input.choices,
    unknownAllowed: input.unknown,
    shared: input.shared,
  };
}
