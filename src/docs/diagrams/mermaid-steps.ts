import { mermaidIds, mermaidText } from '../../util/mermaid-text.ts';

interface Participant {
  readonly id: string;
  readonly name: string;
}

/** What one participant is asked for. */
interface Step extends Participant {
  readonly text: string;
}

/** Steps that one participant takes in others, as Mermaid's `sequenceDiagram`; `undo` is what happens when a later one fails. */
export function mermaidSteps(from: Participant, steps: readonly Step[], undo: readonly Step[]): string {
  const all = [...new Map([from, ...steps].map((each) => [each.id, each])).values()];
  const ids = mermaidIds(all.map(({ id, name }) => ({ id, prefix: 's', label: name })));
  const id = (name: string): string => ids.get(name) ?? '';
  const arrow = (step: Step, line: string): string => `${id(from.id)}${line}${id(step.id)}: ${mermaidText(step.text)}`;
  return [
    'sequenceDiagram',
    ...all.map((each) => `  participant ${id(each.id)} as ${mermaidText(each.name)}`),
    ...steps.map((step) => `  ${arrow(step, '->>')}`),
    ...(undo.length === 0
      ? []
      : ['  opt a later step fails', ...undo.map((step) => `    ${arrow(step, '-->>')}`), '  end']),
  ].join('\n');
}
