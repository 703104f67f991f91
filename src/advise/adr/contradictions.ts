import type { Conflict, DecisionTree } from '../tree.ts';
import type { AdrFinding } from './adr-finding.ts';
import { fileNameOf } from './adr-status.ts';
import { inOrder } from './lint-adrs.ts';
import { adrLabel, type Adr } from './read-adr.ts';
import { readDecision, type RecordedDecision } from './recorded-decision.ts';

/** A decision as far as conflicts go: what was decided, and the record of it where there is one. */
export type Decided = Pick<RecordedDecision, 'tree' | 'option'> & { readonly adr?: Adr };

/** Two decisions that cannot both be kept, and why. */
export interface Contradiction<D extends Decided> {
  readonly first: D;
  readonly second: D;
  readonly because: string;
}

/** Every pair of decisions of which one names the other's option as a conflict; each pair once, in the order given. */
export function contradictions<D extends Decided>(decisions: readonly D[]): readonly Contradiction<D>[] {
  return decisions.flatMap((first, index) =>
    decisions.slice(index + 1).flatMap((second) => {
      const conflict = conflictBetween(first, second) ?? conflictBetween(second, first);
      if (conflict === undefined || standBeside(first.adr, second.adr)) return [];
      return [{ first, second, because: conflict.because }];
    }),
  );
}

function conflictBetween(one: Decided, other: Decided): Conflict | undefined {
  return one.option.conflicts.find(({ tree, option }) => tree === other.tree.id && option === other.option.id);
}

// Decisions about different parts of a system do not meet. One of the records says so, with a link to the other.
function standBeside(one: Adr | undefined, other: Adr | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const says = ({ markdown }: Adr, { name }: Adr): boolean =>
    markdown.links.some(
      ({ target, line }) =>
        fileNameOf(target) === name && /\bholds beside\b/i.test(markdown.lines[line - 1]?.text ?? ''),
    );
  return says(one, other) || says(other, one);
}

/** The contradictions among accepted records as findings, at the younger of the two. */
export function contradictionFindings(
  records: readonly Adr[],
  trees: ReadonlyMap<string, DecisionTree>,
): readonly AdrFinding[] {
  const accepted = records.filter(({ state }) => state === 'accepted');
  const decisions = accepted.flatMap((adr) => readDecision(adr, trees).decision ?? []);
  return inOrder(
    contradictions(decisions).map(({ first, second, because }): AdrFinding => {
      const { file, heading } = second.adr;
      return {
        check: 'contradiction',
        severity: 'error',
        message: `"${second.adr.title}" contradicts ${adrLabel(first.adr)} "${first.adr.title}": ${because}`,
        help: `supersede one of the two, or say for which part it is meant: "It holds beside [${first.adr.title}](${first.adr.name}): …"`,
        file,
        line: heading?.line ?? 1,
        column: heading?.column ?? 1,
      };
    }),
  );
}
