import type { TimeoutPolicy } from '../../model/system.ts';
import { mermaidIds, mermaidText } from '../../util/mermaid-text.ts';

/** One request of a sequence, from a participant to the next; texts are plain. */
interface SequenceStep {
  readonly from: string;
  readonly to: string;
  readonly request: string;
  readonly timeout: TimeoutPolicy;
}

/** A chain of requests to be drawn; `names` gives the label of each participant by the id used in the steps. */
export interface Sequence {
  /** What the outside asks the first participant for. */
  readonly start: { readonly at: string; readonly request: string };
  readonly steps: readonly SequenceStep[];
  readonly names: ReadonlyMap<string, string>;
}

/** A chain as Mermaid's `sequenceDiagram`: the requests in order, then the answers back. */
export function mermaidSequence({ start, steps, names }: Sequence): string {
  const participants = [...new Set([start.at, ...steps.map(({ to }) => to)])];
  const ids = mermaidIds(participants.map((id) => ({ id, prefix: 's', label: names.get(id) ?? id })));
  const id = (name: string): string => ids.get(name) ?? '';
  return [
    'sequenceDiagram',
    '  participant caller as caller',
    ...participants.map((name) => `  participant ${id(name)} as ${mermaidText(names.get(name) ?? name)}`),
    `  caller->>+${id(start.at)}: ${mermaidText(start.request)}`,
    ...steps.map(
      (step) => `  ${id(step.from)}->>+${id(step.to)}: ${mermaidText(step.request)} (${deadline(step.timeout)})`,
    ),
    ...[...steps].reverse().map((step) => `  ${id(step.to)}-->>-${id(step.from)}: answer`),
    `  ${id(start.at)}-->>-caller: answer`,
  ].join('\n');
}

function deadline({ state, ms }: TimeoutPolicy): string {
  if (state === 'absent') return 'no timeout';
  if (state === 'unknown' || ms === null) return 'timeout not known';
  return `timeout ${String(ms)} ms`;
}
