import { bandText, formatValue } from './format-value.ts';
import { expected } from './parse-value.ts';
import { Page, type Style } from './render-verdict.ts';
import type { DecisionTree, Rule } from './tree.ts';
import { thresholdText } from './words.ts';

/** A tree for a reader at a terminal: its questions, thresholds, forces, rules, options and sources. */
export function renderTree(tree: DecisionTree, width: number, style: Style): string {
  const page = new Page(width, style);
  page.heading(`${tree.title} (${tree.id}, version ${tree.version})`);
  page.text(tree.question);
  for (const paragraph of tree.context) page.text(paragraph, style.quiet);
  showInputs(page, tree);
  showRules(page, tree);
  page.section('Options');
  for (const option of tree.options.values()) page.item('·', `${option.title} (${option.id}): ${option.summary}`);
  page.section('Thresholds (set one with --set name=value)');
  for (const threshold of tree.thresholds.values()) {
    const says = threshold.disagrees.length > 0 ? ` Disagrees: ${threshold.disagrees.join(' ')}` : '';
    const value = thresholdText(threshold, threshold.value);
    page.item('·', `${threshold.id} = ${value}: ${threshold.title} (${threshold.grade}, ${threshold.source}).${says}`);
  }
  page.section('Where the field disagrees');
  for (const text of tree.disagreement) page.item('·', text);
  page.section('Sources');
  for (const { key, title, url } of tree.sources.values())
    page.item('·', `${key}: ${title}${url === null ? '' : ` ${url}`}`);
  return page.toString();
}

function showInputs(page: Page, tree: DecisionTree): void {
  page.section('Questions (only those that matter are asked)');
  for (const input of tree.inputs.values()) {
    const preset = input.default === null ? '' : `, ${formatValue(input.type, input.default)} unless said`;
    const bands = input.bands.length === 0 ? '' : ` ${bandText(input)}`;
    page.item('·', `${input.id}: ${input.ask} (${expected(input)}${preset})${bands}`);
  }
}

function showRules(page: Page, tree: DecisionTree): void {
  const line = (rule: Rule): string => {
    const weight = rule.weight === null ? '' : ` (weight ${rule.weight})`;
    return `${rule.id} → ${rule.then}${weight}: ${rule.when === null ? 'otherwise' : rule.when.text}`;
  };
  if (tree.gates.length > 0) page.section('Gates (the first that holds decides)');
  for (const gate of tree.gates) page.item('·', line(gate));
  for (const score of tree.scores.values()) {
    page.section(`${score.title} (${score.id})`);
    for (const force of score.forces) {
      const points = force.points.map((entry) => `${entry.points} if ${entry.when?.text ?? 'nothing else'}`);
      page.item('·', `${force.id}: ${force.title}. ${points.join('; ')}`);
    }
  }
  page.section('Rules (the first that holds decides; weights only if none does)');
  for (const rule of tree.rules) page.item('·', line(rule));
}
