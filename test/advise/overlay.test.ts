import { describe, expect, test } from 'vitest';
import { overlaysIn, withThresholds } from '../../src/advise/advise-settings.ts';
import { readAnswers } from '../../src/advise/answers.ts';
import { walkChain } from '../../src/advise/chain.ts';
import { applyOverlay } from '../../src/advise/overlay.ts';
import type { Verdict } from '../../src/advise/recommend.ts';
import { renderAdr } from '../../src/advise/render-adr.ts';
import { renderVerdict } from '../../src/advise/render-verdict.ts';
import type { DecisionTree } from '../../src/advise/tree.ts';
import { verdictJson } from '../../src/advise/verdict-json.ts';
import { UserError } from '../../src/util/user-error.ts';
import { chainTexts, chainTrees } from './chain-trees.ts';

const details = { date: '2026-11-21', status: 'proposed', deciders: [], follows: null };

function decided(trees: ReadonlyMap<string, DecisionTree>, answers: string): Verdict {
  const verdict = walkChain(trees, readAnswers('a.yaml', answers, trees, 'store'), trees.get('store')!).made[0]
    ?.verdict;
  if (verdict === undefined) throw new Error('answers are missing');
  return verdict;
}

function problems(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error, ...error.others].map(
      ({ message, where, help }) =>
        `${where?.line}:${where?.column} ${message}${help === undefined ? '' : ` (${help})`}`,
    );
  }
  return [];
}

describe('thresholds of archwright.yaml', () => {
  const text = 'system: { name: shop }\nadvise:\n  thresholds:\n    store: { few: 8 }\n';

  test('decide, and verdict, JSON and record say who set them', () => {
    const trees = withThresholds('archwright.yaml', text, chainTrees());
    const verdict = decided(trees, 'engineers: 7\n');
    expect(verdict.decided.id).toBe('small');
    const words = '8 engineers (set in archwright.yaml, the tree has 5 engineers)';
    expect(renderVerdict(verdict, 200)).toContain(`few is ${words}.`);
    const record = renderAdr(verdict, details);
    expect(record).toContain(`| ${words} |`);
    expect(record).toContain('  few: { value: 8, from: archwright.yaml }\n');
    expect(verdictJson(verdict)).toMatchObject({
      thresholds: [{ name: 'few', value: 8, default: 5, setBy: 'archwright.yaml' }],
    });
  });

  test('give way to what is set for one decision', () => {
    const trees = withThresholds('archwright.yaml', text, chainTrees());
    const verdict = decided(trees, 'engineers: 7\nfew: 6\naudited: no\n');
    expect(verdict.decided.id).toBe('rest');
    expect(renderAdr(verdict, details)).toContain('| 6 engineers (set for this decision, the tree has 5 engineers) |');
  });

  test('are checked where they stand', () => {
    const wrong = 'advise:\n  thresholds:\n    store: { fwe: 8 }\n    cache:\n      many: lots\n    stoer: {}\n';
    expect(problems(() => withThresholds('archwright.yaml', wrong, chainTrees()))).toEqual([
      '3:14 "store" has no threshold "fwe" (did you mean "few"?)',
      '5:13 the threshold "many" cannot be "lots" (a number)',
      '6:5 there is no decision tree "stoer" (did you mean "store"?)',
    ]);
    expect(problems(() => overlaysIn('archwright.yaml', 'advise: { overlays: x.yaml }\n'))).toEqual([
      '1:11 "advise" has no field "overlays" (did you mean "overlay"?)',
    ]);
    expect(overlaysIn('archwright.yaml', 'advise: { overlay: [a.yaml, b.yaml] }\n')).toEqual(['a.yaml', 'b.yaml']);
    expect(overlaysIn('archwright.yaml', 'lint: {}\n')).toEqual([]);
  });
});

describe('an overlay', () => {
  const overlay = `store:
  thresholds: { few: 6 }
  inputs:
    - { id: bank, type: bool, ask: 'Is it a bank?' }
  gates:
    - { id: banks, when: bank, then: many, because: Banks keep data apart., source: our-rule }
  options:
    many: { cons: [Each store needs an owner of ours.] }
  sources:
    - { key: our-rule, title: Our handbook }
`;

  test('adds questions, rules, texts and sources, and is named in the record', () => {
    const trees = applyOverlay('house.yaml', overlay, chainTrees());
    const verdict = decided(trees, 'bank: yes\nengineers: 7\n');
    expect([verdict.option.id, verdict.decided.id]).toEqual(['many', 'banks']);
    const record = renderAdr(verdict, details);
    expect(record).toMatch(
      /The tree is changed by `house\.yaml` \(SHA-256 [0-9a-f]{12}…\): question "bank" is added; gate "banks" is tried first; cons of "Many stores" are added\./,
    );
    expect(record).toContain('* Bad, because each store needs an owner of ours.');
    expect(record).toContain('* Our handbook');
    expect(record).toContain('few: { value: 6, from: house.yaml }');
    // Where the rules of the overlay do not hold, the tree goes on as before.
    expect(decided(trees, 'bank: no\nengineers: 6\n').decided.id).toBe('small');
  });

  test('may be a whole tree, which takes the place of ours', () => {
    const text = chainTexts['store.yaml'].replace('engineers <= few', 'engineers <= 50');
    const trees = applyOverlay('own-store.yaml', text, chainTrees());
    expect(decided(trees, 'engineers: 40\n').decided.id).toBe('small');
    expect(renderVerdict(decided(trees, 'engineers: 40\n'), 200)).toContain('takes the place of the tree of this id');
  });

  test.each([
    ['stoer: {}', '1:1 there is no decision tree "stoer" (did you mean "store"?)'],
    ['store: { rulez: [] }', '1:10 the overlay of "store" has no field "rulez" (did you mean "rules"?)'],
    [
      'store: { rules: [{ id: x, when: enginers > 3, then: one, because: B., source: ours }] }',
      '1:33 nothing has the name "enginers" (did you mean "engineers"?)',
    ],
    [
      'store: { rules: [{ id: x, then: on, because: B., source: ours }] }',
      '1:18 rule "x" leads to "on", which is no option (did you mean "one"?)',
    ],
    [
      'store: { gates: [{ id: small, when: audited, then: one, because: B., source: ours }] }',
      '1:18 "store" has a rule "small" already',
    ],
    ['store: { options: { man: { cons: [C.] } } }', '1:21 "store" has no option "man" (did you mean "many"?)'],
    ['store: { inputs: [{ id: few, type: int, ask: How many? }] }', '1:19 "store" has the name "few" already'],
  ])('%s', (text, problem) => {
    expect(problems(() => applyOverlay('house.yaml', `${text}\n`, chainTrees()))).toEqual([problem]);
  });
});
