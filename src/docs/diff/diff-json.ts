import type { DiffReport } from './render-diff-markdown.ts';

/** The comparison for programs; `schema/diff.schema.json` describes it. */
export function diffJson({ diff, before, after, breaches, availability }: DiffReport): string {
  const { facts, edges, findings, cycles, sharedTables, chain } = diff;
  const value = {
    schemaVersion: 1,
    before,
    after,
    facts,
    synchronousEdges: edges,
    cycles,
    sharedTables,
    longestChain: { ...chain, assumedAvailability: availability },
    findings,
    breaches,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
