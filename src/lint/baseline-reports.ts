import type { Finding } from '../model/finding.ts';
import { compareWithEntries, type PlacedEntry } from './baseline.ts';
import type { RuleDoc } from './rule.ts';
import { graded, type GradedReport } from './run-rules.ts';
import type { Sources } from './span.ts';
import { staleBaselineDoc } from './suppression-rules.ts';
import { count } from './wording.ts';

interface Context {
  readonly active: readonly RuleDoc[];
  readonly sources: Sources;
  readonly setting: Parameters<typeof graded>[2];
}

/** Takes known findings out, and reports entries that nothing needs any more; rules that did not run are not judged. */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: readonly PlacedEntry[],
  { active, sources, setting }: Context,
): { known: readonly Finding[]; fresh: readonly Finding[]; reports: readonly GradedReport[] } {
  const { known, fresh, gone } = compareWithEntries(findings, baseline, sources);
  const [first, ...others] = gone.filter(({ rule }) => active.some(({ name }) => name === rule));
  if (first === undefined || !active.includes(staleBaselineDoc)) return { known, fresh, reports: [] };
  const report = {
    at: first.place,
    service: '',
    message: `${count(others.length + 1, 'entry', 'entries')} of the baseline ${others.length === 0 ? 'is' : 'are'} no longer found`,
    evidence: others.map(({ place }) => place),
  };
  return { known, fresh, reports: graded(staleBaselineDoc, report, setting) };
}
