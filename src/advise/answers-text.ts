import { flowText } from '../io/yaml-text.ts';
import { answerText, formatValue } from './format-value.ts';
import type { Answers, DecisionTree, Input, Overrides, Threshold, Value } from './tree.ts';

/** What one section of an answers file is written from. */
export interface Section {
  readonly answers: Answers;
  readonly overrides: Overrides;
  readonly from: ReadonlyMap<string, string>;
  readonly notes: ReadonlyMap<string, string>;
}

/** The answers and thresholds of one tree as the lines of an answers file, under `name`. */
export function sectionLines(
  name: string,
  tree: Pick<DecisionTree, 'inputs' | 'thresholds'>,
  section: Section,
): string[] {
  const { answers, overrides, from, notes } = section;
  const lines: string[] = [];
  for (const [id, value] of answers) {
    const input = tree.inputs.get(id);
    if (input) lines.push(`  ${id}: ${withOrigin(valueText(input, value, notes.get(id)), from.get(id))}`);
  }
  for (const [id, value] of overrides) {
    const threshold = tree.thresholds.get(id);
    if (threshold) lines.push(`  ${id}: ${withOrigin(thresholdSetting(threshold, value), from.get(id))}`);
  }
  return [lines.length === 0 ? `${name}: {}` : `${name}:`, ...lines];
}

function valueText(input: Input, value: Value | null, note: string | undefined): string {
  return note === undefined ? answerText(input, value) : flowText(`other: ${note}`);
}

function withOrigin(text: string, from: string | undefined): string {
  return from === undefined ? text : `{ value: ${text}, from: ${flowText(from)} }`;
}

function thresholdSetting(threshold: Threshold, value: number): string {
  return threshold.type === 'duration' ? formatValue('duration', value).replace(' ', '') : String(value);
}
