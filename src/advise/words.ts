import { formatAnswer, formatValue, withUnit } from './format-value.ts';
import type { Change, Flip } from './flips.ts';
import type { CloseCall, Unknown, Verdict } from './recommend.ts';
import type { ThresholdUse } from './readings.ts';
import type { Input, Overlay, Threshold, Value } from './tree.ts';

/** `engineers ≥ 31`, `stage = growth`, `work_time > 29 s`, `peak_to_mean from 5 to 9`. */
export function changeText({ input, relation, value, limit, until }: Change): string {
  const text = formatValue(input.type, value);
  if (relation === '=' || until === value) return `${input.id} = ${text}`;
  if (until === null) {
    const [atLeast, beyond] = relation === '>=' ? ['≥', '>'] : ['≤', '<'];
    const edge = limit === null ? text : formatValue(input.type, limit);
    // Of the two numbers beside the threshold, the rounder one is the threshold.
    return edge.length < text.length ? `${input.id} ${beyond} ${edge}` : `${input.id} ${atLeast} ${text}`;
  }
  const [from, to] = relation === '>=' ? [value, until] : [until, value];
  return `${input.id} from ${formatValue(input.type, from)} to ${formatValue(input.type, to)}`;
}

/** `engineers ≥ 31 and product_areas ≥ 5`. */
export function changesText(flip: Flip): string {
  return flip.changes.map(changeText).join(' and ');
}

/** What a flip leads to: `Microservices`, or `more questions, then perhaps Monolith or Microservices`. */
export function flipTarget({ tree, option }: Verdict, flip: Flip): string {
  const titles = flip.options.filter((id) => id !== option.id).map((id) => tree.options.get(id)?.title ?? id);
  return flip.options.length === 1 ? titles.join('') : `more questions, then perhaps ${joinOr(titles)}`;
}

/** The answers that a flip would change, as they were given: `you said 24`. */
export function saidText(verdict: Verdict, flip: Flip): string {
  const said = flip.changes.map(({ input }) => {
    const value = verdict.situation.answers.get(input.id) ?? null;
    return typeof value === 'number' ? formatValue(input.type, value) : formatAnswer(input, value);
  });
  return `you said ${said.join(' and ')}`;
}

/** Why it is a close call, as a sentence. */
export function closeText(verdict: Verdict, call: CloseCall): string {
  if (call.kind === 'weights') return `The reasons for and against nearly balance (${call.margin} apart).`;
  if (call.kind === 'unknown') return unknownText(call.unknown);
  return `${changesText(call.flip)} would lead to ${flipTarget(verdict, call.flip)} (${saidText(verdict, call.flip)}).`;
}

/** What an unknown answer could do, as a sentence. */
export function unknownText({ input, could }: Unknown): string {
  if (could.length === 0) return `${input.id}: no answer would change the recommendation.`;
  return `${input.id}: an answer could lead to ${joinOr(could.map((option) => option.title))}.`;
}

/** `30 engineers`, `29 s`. */
export function thresholdText(threshold: Threshold, value: number): string {
  return withUnit(formatValue(threshold.type, value), threshold.unit);
}

/** `50 engineers (set in archwright.yaml, the tree has 30 engineers)`. */
export function thresholdUseText({ remarks }: Verdict, { threshold, value }: ThresholdUse): string {
  const text = thresholdText(threshold, value);
  if (value === threshold.value) return text;
  const setter = remarks.from.get(threshold.id);
  const by = setter === undefined ? 'set for this decision' : `set in ${setter}`;
  return `${text} (${by}, the tree has ${thresholdText(threshold, threshold.value)})`;
}

/** What a file changed in the tree, as a sentence. */
export function overlayText({ file, digest, changes }: Overlay): string {
  const what = changes.length === 0 ? 'thresholds are set' : changes.join('; ');
  return `The tree is changed by \`${file}\` (SHA-256 ${digest}…): ${what}.`;
}

/** An answer with what was said instead of a value, and with what it was inferred from. */
export function saidAnswer({ remarks }: Verdict, input: Input, value: Value | null): string {
  const note = remarks.notes.get(input.id);
  const from = remarks.from.get(input.id);
  const text = note === undefined ? formatAnswer(input, value) : `Something else: ${note}`;
  return from === undefined ? text : `${text} (inferred from ${from})`;
}

/** `A`, `A or B`, `A, B or C`. */
export function joinOr(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** A sentence as it reads after "because": without its capital and its full stop. */
export function clause(sentence: string): string {
  const [first = '', second = ''] = sentence;
  const isName = second !== second.toLowerCase() || /^I\b/.test(sentence);
  return `${isName ? first : first.toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, '');
}

/** A number with its sign: `+2`, `−1`, `0`. */
export function signed(points: number): string {
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `−${-points}`;
}
