import { expect, test } from 'vitest';
import { auditDecisions, type AuditInput } from '../../../src/advise/audit/audit.ts';
import { auditText } from '../../../src/advise/audit/audit-text.ts';
import type { AuditedDecision, Fact } from '../../../src/advise/audit/audited.ts';
import { readAdr } from '../../../src/advise/adr/read-adr.ts';
import { loadTree } from '../../../src/advise/load-tree.ts';
import { adrTitle, renderAdr } from '../../../src/advise/render-adr.ts';
import type { DecisionTree } from '../../../src/advise/tree.ts';
import { builtIn, cacheTreeText, verdictOf } from '../support.ts';

/** An accepted record of what a tree recommends for answers, held against facts of today. */
function audited(
  tree: DecisionTree,
  answers: Readonly<Record<string, unknown>>,
  facts: Readonly<Record<string, Fact['value']>>,
  changed: Partial<AuditInput> & {
    readonly overrides?: ReadonlyMap<string, number>;
    readonly today?: DecisionTree;
  } = {},
): AuditedDecision {
  const verdict = verdictOf(tree, answers, new Map(changed.overrides));
  const details = { date: '2026-11-21', status: 'accepted', deciders: [], follows: null } as const;
  const adr = readAdr('0001-x.md', '0001-x.md', renderAdr(verdict, details));
  expect(adr.title).toBe(adrTitle(verdict));
  const [decision] = auditDecisions({
    records: [adr],
    trees: new Map([[tree.id, changed.today ?? tree]]),
    factsOf: () =>
      new Map(Object.entries(facts).map(([id, value]) => [id, { value, source: 'git: the last 90 days' }])),
    lint: { findings: [], known: [], rules: new Set(), blind: null },
    settings: null,
    ...changed,
  });
  if (decision === undefined) throw new Error('nothing was audited');
  return decision;
}

const style = builtIn('architecture-style');
const small = { outcome_named: true, current: 'none', engineers: 4, teams: 1 };

test('a condition to decide again that has come up: which value, then and now, against which threshold', () => {
  const decision = audited(style, small, { engineers: 9 });
  expect(decision.outcome).toBe('threshold passed');
  expect(decision.passed[0]).toMatchObject({
    kind: 'revisit',
    condition: 'engineers > small_team',
    values: [{ input: { id: 'engineers' }, then: 4, now: 9, source: 'git: the last 90 days' }],
    thresholds: [{ threshold: { id: 'small_team' }, value: 5 }],
  });
  expect(decision.passed[1]).toMatchObject({ kind: 'recommendation', values: [{ then: 4, now: 9 }] });
  const text = auditText([decision], 0, 100);
  expect(text).toContain(
    'engineers was 4 engineers, is 9 engineers (git: the last 90 days); small_team is 5 engineers.',
  );
  expect(text).toContain('1 accepted decision: 0 hold, 0 violated, 1 with a threshold passed, 0 unverifiable.\n');
});

test('a threshold of the record counts, and not that of the tree', () => {
  const overrides = new Map([['small_team', 12]]);
  expect(audited(style, small, { engineers: 9 }, { overrides }).outcome).toBe('holds');
  expect(audited(style, small, { engineers: 13 }, { overrides }).outcome).toBe('threshold passed');
});

test('what is below the threshold holds; what nobody can tell is said', () => {
  const decision = audited(style, small, { engineers: 5 });
  expect(decision.outcome).toBe('holds');
  expect(decision.held).toEqual(['not engineers > small_team', "the tree recommends it with today's engineers"]);
  expect(decision.open).toContain("teams >= 2: nothing tells today's teams");
  const blind = audited(style, small, {});
  expect(blind.outcome).toBe('unverifiable');
  expect(blind.passed).toEqual([]);
});

test('that a decision was carried out is no reason to decide again', () => {
  const decision = audited(style, { ...small, engineers: 4 }, { current: 'monolith', engineers: 4 });
  expect(decision.outcome).toBe('holds');
});

test('rules that were run hold a decision, those in the baseline do not, and findings violate it', () => {
  const communication = builtIn('communication');
  const answers = { answer_needed: true, work_time: '1min' };
  const finding = {
    rule: 'sync-call-chain',
    severity: 'warning',
    message: 'a chain',
    service: 'orders',
    file: 'orders/src/app.ts',
    line: 3,
    column: 7,
    endLine: 3,
    endColumn: 9,
    evidence: [],
    fingerprint: 'f',
    help: '',
  } as const;
  const rules = new Set(['missing-timeout', 'sync-call-chain']);
  const lint = { findings: [], known: [], rules, blind: null };
  expect(audited(communication, answers, {}, { lint }).held).toEqual(['missing-timeout', 'sync-call-chain']);
  const known = audited(communication, answers, {}, { lint: { ...lint, known: [finding] } });
  expect([known.outcome, known.held]).toEqual(['holds', ['missing-timeout']]);
  expect(known.open).toContain('sync-call-chain: 1 finding is in the baseline');
  const violated = audited(communication, answers, {}, { lint: { ...lint, findings: [finding] } });
  expect(violated).toMatchObject({
    outcome: 'violated',
    violations: [{ file: 'orders/src/app.ts', line: 3, column: 7 }],
  });
});

test('a tree that changed since: another answer is a note, an option or question that is gone is unverifiable', () => {
  const cache = loadTree('cache.yaml', cacheTreeText());
  const answers = { reads: 500, stale: true };
  const changed = loadTree(
    'cache.yaml',
    cacheTreeText(['version: 1', 'version: 2'], ["then: cache, because: '{reads}", "then: none, because: '{reads}"]),
  );
  expect(audited(cache, answers, {}, { today: changed }).open).toContain(
    'the tree, in its version 2 (then 1), recommends "No cache" for the recorded answers',
  );
  const renamed = loadTree('cache.yaml', cacheTreeText(['title: Cache, summary', 'title: Memory, summary']));
  expect(audited(cache, answers, {}, { today: renamed }).open).toEqual([
    '"Cache" is no option of the tree "cache" today',
  ]);
  const other = loadTree(
    'cache.yaml',
    cacheTreeText(['id: reads,', 'id: visits,'], ['when: reads >', 'when: visits >'], ['{reads}', '{visits}']),
  );
  expect(audited(cache, answers, {}, { today: other }).open[0]).toContain('"cache" has no question "reads"');
  expect(audited(cache, answers, {}, { trees: new Map() }).open).toEqual(['there is no decision tree "cache"']);
});
