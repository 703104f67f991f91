import type { DecisionTree, Rule } from './tree.ts';

/**
 * The tree as a Mermaid flowchart: gates and rules from top to bottom in the order in which they are tried, each with an
 * arrow to its option. Labels are quoted and ids prefixed, so that no word of a tree can break the diagram.
 */
export function renderGraph(tree: DecisionTree): string {
  const deciding = [...tree.gates, ...tree.rules.filter((rule) => rule.weight === null && rule.when !== null)];
  const weighing = tree.rules.filter((rule) => rule.weight !== null);
  const end = tree.rules.find((rule) => rule.weight === null && rule.when === null);
  const lines = ['flowchart TD', `  q_start(["${escape(tree.question)}"])`];
  let last = 'q_start';
  let arrow = '-->';
  for (const rule of deciding) {
    const id = nodeOf(rule);
    lines.push(`  ${id}{"${label(rule)}"}`, `  ${last} ${arrow} ${id}`, `  ${id} -->|"yes"| ${optionOf(rule.then)}`);
    [last, arrow] = [id, '-->|"no"|'];
  }
  if (weighing.length > 0) {
    lines.push('  w_weights{{"weigh what speaks for and against"}}', `  ${last} ${arrow} w_weights`);
    for (const option of new Set(weighing.map((rule) => rule.then)))
      lines.push(`  w_weights -->|"most weight"| ${optionOf(option)}`);
    [last, arrow] = ['w_weights', '-->|"no weight"|'];
  }
  if (end) lines.push(`  ${last} ${arrow} ${optionOf(end.then)}`);
  for (const option of tree.options.values()) lines.push(`  ${optionOf(option.id)}["${escape(option.title)}"]`);
  return `${lines.join('\n')}\n`;
}

function nodeOf(rule: Rule): string {
  return `${rule.kind === 'gate' ? 'g' : 'r'}_${rule.id.replaceAll('-', '_')}`;
}

function optionOf(id: string): string {
  return `o_${id.replaceAll('-', '_')}`;
}

function label(rule: Rule): string {
  return escape(`${rule.id.replaceAll('-', ' ')}?`);
}

function escape(text: string): string {
  return text.replaceAll('"', '#quot;');
}
