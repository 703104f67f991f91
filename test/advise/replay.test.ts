import { describe, expect, test } from 'vitest';
import { readAdr } from '../../src/advise/adr/read-adr.ts';
import { readAnswers } from '../../src/advise/answers.ts';
import { walkChain } from '../../src/advise/chain.ts';
import { contradictedBy, contradictedText } from '../../src/advise/contradicted.ts';
import { applyOverlay } from '../../src/advise/overlay.ts';
import { renderAdr } from '../../src/advise/render-adr.ts';
import { renderNygard } from '../../src/advise/render-nygard.ts';
import { renderWhatIf } from '../../src/advise/render-what-if.ts';
import { plain } from '../../src/advise/render-verdict.ts';
import { replayAdr } from '../../src/advise/replay.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import type { DecisionTree } from '../../src/advise/tree.ts';
import { assume } from '../../src/advise/what-if.ts';
import { chainTexts, chainTrees } from './chain-trees.ts';

const trees = chainTrees();
const answers =
  "store:\n  engineers: { value: 9, from: 'authors: 90 days' }\n  audited: yes\n  engine: 'other: paper'\n  few: 7\n";
const details = {
  date: '2026-11-21',
  status: 'accepted',
  deciders: ['Ada', 'the shop: team'],
  follows: { title: 'Cache: None', file: '0003-cache-none.md' },
  contradicts: ['It contradicts [Queue](0002-queue.md), which is accepted: both cannot be.'],
};

function made(text: string, all: ReadonlyMap<string, DecisionTree> = trees) {
  return walkChain(all, readAnswers('a.yaml', text, all, 'store'), all.get('store')!).made.map(
    ({ verdict }) => verdict,
  );
}

const record = renderAdr(made(answers)[0]!, details);

function reasons(text: string, all: ReadonlyMap<string, DecisionTree> = trees): readonly string[] {
  return replayAdr(readAdr('d/0004-store-one.md', '0004-store-one.md', text), all).reasons;
}

function changedStore(from: string, to: string): Map<string, DecisionTree> {
  const text = chainTexts['store.yaml'].replace(from, to);
  expect(text).not.toBe(chainTexts['store.yaml']);
  return chainTrees().set('store', loadTree('store.yaml', text));
}

describe('replay', () => {
  test('gives the same record, in both forms, whoever accepted or superseded it since', () => {
    expect(reasons(record)).toEqual([]);
    expect(reasons(renderNygard(made(answers)[0]!, details, 4))).toEqual([]);
    expect(reasons(record.replaceAll('\n', '\r\n'))).toEqual([]);
    const superseded = record
      .replace('status: accepted', 'status: superseded by ADR-0009')
      .replace('## More Information\n', '## More Information\n\nSuperseded by [Store: Many](0009-store-many.md).\n');
    expect(reasons(superseded)).toEqual([]);
  });

  test.each([
    [
      'an edited sentence',
      'A single database.',
      'The only database.',
      'the record was edited by hand, or the tree says things in other words than it did',
    ],
    ['an edited answer', '  audited: true', '  audited: false', 'these answers cannot matter any more: engine'],
    [
      'another choice',
      'Chosen option: "One store"',
      'Chosen option: "Many stores"',
      'its answers lead to "One store", and the record chose "Many stores"',
    ],
    ['a missing answer', '  audited: true\n', '', 'the tree asks "audited" today, and the record does not answer it'],
    [
      'an answer that fits no longer',
      '  audited: true',
      '  audited: perhaps',
      'its answers do not fit the tree "store" of today: "audited" cannot be "perhaps" (line 71)',
    ],
    [
      'no answers at all',
      'The decision comes from the decision tree `store`, version 1.',
      'We just did it.',
      'it was written by hand: it holds no answers that could be asked again',
    ],
  ])('says why it differs: %s', (_, from, to, reason) => {
    expect(record).toContain(from);
    expect(reasons(record.replace(from, to))).toEqual([reason]);
  });

  test('says what changed in the tree', () => {
    expect(reasons(record, changedStore('version: 1', 'version: 2'))).toEqual([
      'the tree "store" is version 2 today, and the record was made with version 1',
    ]);
    expect(reasons(record, changedStore('engineers <= few', 'engineers <= few + 3'))).toEqual([
      'these answers cannot matter any more: audited, engine',
    ]);
    const overlaid = applyOverlay('house.yaml', 'store: { options: { one: { cons: [It is ours.] } } }\n', chainTrees());
    expect(reasons(record, overlaid)).toEqual([
      expect.stringMatching(/^the record does not know: The tree is changed by `house\.yaml`/),
    ]);
    const withOverlay = renderAdr(made(answers, overlaid)[0]!, details);
    expect(reasons(withOverlay, overlaid)).toEqual([]);
    expect(reasons(withOverlay)).toEqual([
      expect.stringMatching(/^the record says, and it is so no more: The tree is changed by/),
    ]);
  });

  test('does not count the thresholds that the organization has set since', () => {
    const preset = new Map([['few', { value: 50, from: 'archwright.yaml' }]]);
    expect(reasons(record, chainTrees().set('store', { ...trees.get('store')!, presets: preset }))).toEqual([]);
  });
});

describe('what if', () => {
  const read = (text: string) => readAnswers('a.yaml', text, trees, 'store');
  const store = trees.get('store')!;
  const before = assume(store, read('engineers: 4\n'));

  test('shows both verdicts side by side, and what came and went', () => {
    const text = renderWhatIf(before, assume(store, read('engineers: 9\naudited: yes\nengine: postgres\n')), 80, plain);
    expect(text).toBe(`Store: what if?

What is different
  · engineers: 4 engineers → 9 engineers
  · Matters now: audited (yes), engine (PostgreSQL).

             Before                            After
Recommended  One store                         Many stores
Decided by   gate "small"                      rule "audit"
Because      4 engineers are few.              Audits ask for walls.
Close call   no                                no
Runner-up    Many stores, with engineers ≥ 6   One store, with engineers ≤ 5
Follows      cache                             cache, queue

The recommendation changes: One store → Many stores
`);
  });

  test('says what nobody answered, and stands below each other in a narrow terminal', () => {
    const text = renderWhatIf(before, assume(store, read('engineers: 9\n')), 50, plain);
    expect(text).toContain('The recommendation stays: One store');
    expect(text).toContain('Not answered after, and taken as unknown:\n  audited.');
    expect(text).toContain('Recommended\n  before: One store\n  after: One store\n');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  test('says that nothing is different', () => {
    expect(renderWhatIf(before, before, 80, plain)).toContain('Nothing: the settings are what was said already');
  });
});

describe('contradictions', () => {
  const many =
    'shared: { engine: redis, engineers: 9 }\nstore: { audited: yes, engine: postgres }\ncache: { engine: redis }\n';
  const [store, cache] = made(many);

  test('with a decision of the same session', () => {
    const found = contradictedBy(cache!, { accepted: [], blueprint: null }, [store!]);
    expect(found.map((each) => contradictedText(each, false))).toEqual([
      'It contradicts Store: Many stores: A cache that is shared joins what was taken apart.',
    ]);
  });

  test('with an accepted record, named by its file', () => {
    const adr = readAdr('d/0001-store-many.md', '0001-store-many.md', renderAdr(store!, details));
    const accepted = [{ adr, tree: store!.tree, option: store!.option }];
    const found = contradictedBy(cache!, { accepted, blueprint: null }, []);
    expect(found.map((each) => contradictedText(each, true))).toEqual([
      'It contradicts [Store: Many stores](0001-store-many.md), which is accepted: A cache that is shared joins what was taken apart.',
    ]);
    expect(contradictedBy(store!, { accepted, blueprint: null }, [])).toEqual([]);
  });
});
