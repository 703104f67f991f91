import type { RuleDoc } from './rule.ts';

const shared = { options: {}, references: [], evidence: 'related' } as const;

/** A comment that cannot silence anything: no reason, no rule, or a rule that does not exist. */
export const suppressionDoc: RuleDoc = {
  ...shared,
  name: 'suppression',
  group: 'core',
  severity: 'warning',
  summary: 'A comment "archwright-ignore" that gives no reason, names no rule, or names one that does not exist.',
  why: 'Whoever reads the code next cannot judge whether the exception still holds; a misspelt rule silences nothing, and nobody notices.',
  fix: 'Write "// archwright-ignore <rule> -- <reason>" on the line of the finding or above it; several rules are separated by commas.',
  limits: ['Comments in files that are left out by "ignore".'],
  examples: {
    bad: '// archwright-ignore missing-timeout\nawait axios.get(reportUrl);',
    good: '// archwright-ignore missing-timeout -- nightly report, the job has a deadline of its own\nawait axios.get(reportUrl);',
  },
};

/** A comment that silences a finding that is not there. */
export const unusedSuppressionDoc: RuleDoc = {
  ...shared,
  name: 'unused-suppression',
  group: 'core',
  severity: 'warning',
  summary: 'A comment "archwright-ignore" that no finding needs any more.',
  why: 'It looks like an exception that still holds, and would silence the next mistake in its place.',
  fix: 'Remove the comment.',
  limits: ['Rules that are switched off, or left out of this run by "--rule".'],
  examples: {
    bad: '// archwright-ignore missing-timeout -- the callee is slow\nawait axios.get(reportUrl, { timeout: 30_000 });',
    good: 'await axios.get(reportUrl, { timeout: 30_000 });',
  },
};

/** Known findings that are gone. */
export const staleBaselineDoc: RuleDoc = {
  ...shared,
  name: 'stale-baseline',
  group: 'core',
  severity: 'warning',
  summary: 'An entry of the baseline that no finding needs any more.',
  why: 'The finding was mended. As long as its entry stands, the same mistake can come back in its place and nobody hears of it.',
  fix: 'Run "archwright lint --prune-baseline" and commit the baseline.',
  limits: ['Entries of rules that are switched off, or left out of this run by "--rule".'],
  examples: {
    bad: `// .archwright/baseline.json
{ "schemaVersion": 1, "findings": [
  { "rule": "missing-timeout", "service": "orders", "file": "orders/src/app.ts", "at": "axios.get", "fingerprint": "2d8c609cb6c21724" }
] }

// orders/src/app.ts
await axios.get(reportUrl, { timeout: 30_000 });`,
    good: `// .archwright/baseline.json
{ "schemaVersion": 1, "findings": [
  { "rule": "missing-timeout", "service": "orders", "file": "orders/src/app.ts", "at": "axios.get", "fingerprint": "2d8c609cb6c21724" }
] }

// orders/src/app.ts
await axios.get(reportUrl);`,
  },
};

/** What is said about suppressions and the baseline themselves. */
export const suppressionDocs: readonly RuleDoc[] = [staleBaselineDoc, suppressionDoc, unusedSuppressionDoc];
