import { forceRange, thresholdValue, type Situation } from './evaluate.ts';
import { formatValue } from './format-value.ts';

const pattern = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Names that stand in braces in a text. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** A text with every `{name}` replaced by the value of that input, threshold or force; what nobody knows reads "an unknown number of". */
export function fillText(text: string, situation: Situation): string {
  const filled = text.replaceAll(pattern, (whole, name: string) => valueText(name, situation) ?? whole);
  // "in 1 team(s)" and "in 3 team(s)" read as a person would write them.
  return filled.replaceAll(/(^|[^\d.])1 (\w+)\(s\)/g, '$11 $2').replaceAll('(s)', 's');
}

function valueText(name: string, situation: Situation): string | undefined {
  const input = situation.tree.inputs.get(name);
  if (input) {
    const value = situation.answers.get(name) ?? null;
    return value === null ? 'an unknown number of' : formatValue(input.type, value);
  }
  const threshold = situation.tree.thresholds.get(name);
  if (threshold) return formatValue(threshold.type, thresholdValue(situation, name));
  if (!situation.tree.forces.has(name)) return undefined;
  const { lo, hi } = forceRange(name, situation);
  return lo[0] === hi[1] ? String(lo[0]) : `${lo[0]} to ${hi[1]}`;
}
