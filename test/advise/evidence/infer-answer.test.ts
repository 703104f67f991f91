import { describe, expect, test } from 'vitest';
import { applySettings, readAnswers, type AnswerBook } from '../../../src/advise/answers.ts';
import type { FactReadings } from '../../../src/advise/evidence/catalogue.ts';
import { known, unknown, type Reading } from '../../../src/advise/evidence/fact.ts';
import { inferAnswer } from '../../../src/advise/evidence/infer-answer.ts';
import { giveInferred, inferAnswers } from '../../../src/advise/evidence/propose.ts';
import { checkText } from '../../../src/advise/check-tree.ts';
import { loadTree } from '../../../src/advise/load-tree.ts';
import type { DecisionTree, Input } from '../../../src/advise/tree.ts';
import { builtIn, cacheTreeText } from '../support.ts';

const reading = (name: string, value: Reading): FactReadings => new Map([[name, value]]);

/** A question of a small tree whose first input is written as given. */
function input(written: string): Input {
  const found = treeWith(written).inputs.get('asked');
  if (found === undefined) throw new Error('the input was not read');
  return found;
}

function treeWith(written: string): DecisionTree {
  return loadTree('tree.yaml', treeText(written));
}

function treeText(written: string): string {
  return `id: small
version: 1
title: Small
question: Which?
summary: One or two.
context: [A test.]
inputs:
  - { id: asked, ask: What?, ${written} }
rules:
  - { id: known, when: known(asked), then: one, because: It is known., source: ours }
  - { id: open, then: two, because: It is not., source: ours }
options:
  - { id: one, title: One, summary: One., cons: [It costs.] }
  - { id: two, title: Two, summary: Two., cons: [It costs.] }
sources: []
`;
}

const place = { file: 'compose.yaml', line: 3, column: 1 };

describe('a fact becomes an answer', () => {
  test.each<[string, string, string, Reading, unknown]>([
    ['a count, a whole number', 'type: int, infer: services', 'services', known(7, 'model: 7 services', [place]), 7],
    ['a count, a number', 'type: number, infer: services', 'services', known(7, 'model'), 7],
    ['a rate, a number', 'type: number, infer: releases-per-week', 'releases-per-week', known(0.7, 'git'), 0.7],
    ['a share, a percentage', 'type: percent, infer: co-change', 'co-change', known(26, 'git'), 26],
    ['a duration', 'type: duration, infer: repository-age', 'repository-age', known(86_400_000, 'git'), 86_400_000],
    ['a truth', 'type: bool, infer: tracing', 'tracing', known(false, 'model'), false],
    [
      'a word',
      'type: enum, values: [{ value: monolith, label: M }, { value: services, label: S }], infer: architecture-shape',
      'architecture-shape',
      known('services', 'model'),
      'services',
    ],
    ['a list that is not empty, yes', 'type: bool, infer: brokers', 'brokers', known(['kafka'], 'model'), true],
    ['a list, how many', 'type: int, infer: client-kinds', 'client-kinds', known(['mobile', 'web'], 'packages'), 2],
    [
      'a word by its meaning',
      'type: bool, infer: { fact: orchestrator, as: { kubernetes: true, none: false } }',
      'orchestrator',
      known('none', 'files'),
      false,
    ],
    [
      'the only meaning of a list',
      'type: enum, values: [{ value: log, label: L }, { value: queue, label: Q }], infer: { fact: brokers, as: { kafka: log, rabbitmq: queue } }',
      'brokers',
      known(['kafka', 'redis'], 'model'),
      'log',
    ],
    [
      'the band of a number',
      'type: enum, values: [{ value: few, label: F }, { value: many, label: M }], infer: { fact: services, bands: [{ from: 1, is: few }, { from: 5, is: many }] }',
      'services',
      known(5, 'model'),
      'many',
    ],
    [
      'a truth from a number',
      'type: bool, infer: { fact: runtimes, bands: [{ from: 2, is: true }] }',
      'runtimes',
      known(2, 'model'),
      true,
    ],
  ])('%s', (_, written, name, value, expected) => {
    expect(inferAnswer(input(written), reading(name, value))).toMatchObject({ value: expected });
  });

  test('with its source and the first place', () => {
    const said = inferAnswer(
      input('type: int, infer: services'),
      reading('services', known(7, 'model: 7 services', [place])),
    );
    expect(said).toEqual({ value: 7, from: 'model: 7 services [compose.yaml:3]' });
  });
});

describe('a question stays open', () => {
  test.each<[string, string, string, Reading, string]>([
    [
      'when the fact is unknown',
      'type: int, infer: teams',
      'teams',
      unknown('there is no CODEOWNERS', 'write one'),
      'there is no CODEOWNERS (write one)',
    ],
    [
      'outside the limits',
      'type: int, min: 2, infer: services',
      'services',
      known(1, 'model'),
      'services is 1, and the answer is a whole number from 2',
    ],
    [
      'when a list is empty',
      'type: bool, infer: brokers',
      'brokers',
      known([], 'model'),
      'brokers is none, which is no answer here',
    ],
    [
      'when words mean different things',
      'type: bool, infer: { fact: brokers, as: { kafka: true, redis: false } }',
      'brokers',
      known(['kafka', 'redis'], 'model'),
      'brokers is kafka, redis, which is no answer here',
    ],
    [
      'below the first band',
      'type: bool, infer: { fact: runtimes, bands: [{ from: 2, is: true }] }',
      'runtimes',
      known(1, 'model'),
      'runtimes is 1, which is no answer here',
    ],
    [
      'for a word without a meaning',
      'type: bool, infer: { fact: orchestrator, as: { kubernetes: true } }',
      'orchestrator',
      known('compose', 'files'),
      'orchestrator is compose, which is no answer here',
    ],
    [
      'for half a thing',
      'type: int, infer: size-kloc',
      'size-kloc',
      known(1.5, 'model'),
      'size-kloc is 1.5, and the answer is a whole number',
    ],
  ])('%s', (_, written, name, value, open) => {
    expect(inferAnswer(input(written), reading(name, value))).toEqual({ open });
  });
});

test('what somebody gave wins over what was inferred', () => {
  const trees = new Map([['architecture-style', builtIn('architecture-style')]]);
  const readings = new Map([
    ['contributors-90d', known(8, 'git: 8 authors')],
    ['services', known(9, 'model: 9 services')],
    ['co-change', known(12, 'git: 12 of 100 commits')],
  ]);
  const book: AnswerBook = readAnswers('a.yaml', 'services_now: 4\n', trees, 'architecture-style');
  applySettings(book, ['engineers=40'], trees, 'architecture-style');
  const { inferred, open } = inferAnswers(trees.values(), book, readings);
  expect(inferred).toEqual([
    { tree: 'architecture-style', question: 'co_change', value: 12, from: 'git: 12 of 100 commits' },
  ]);
  expect(open.map(({ question }) => question)).toContain('teams');
  giveInferred(book, inferred);
  const given = book.get('architecture-style');
  expect(given?.from.get('co_change')).toBe('git: 12 of 100 commits');
  const wins = [given?.answers.get('engineers'), given?.answers.get('services_now')];
  // A question that trees share may be answered for all of them.
  expect(wins[0] ?? book.get('shared')?.answers.get('engineers')).toBe(40);
  expect(wins[1]).toBe(4);
});

describe('trees check reports', () => {
  test.each([
    ['type: int, infer: contributers-90d', '"asked" is inferred from "contributers-90d", which is no fact'],
    ['type: percent, infer: brokers', '"brokers" is a list, and "asked" asks for a percentage from 0 to 100'],
    ['type: bool, infer: services', '"services" is a count, and "asked" asks for yes or no'],
    ['type: bool, infer: { fact: orchestrator, as: { swarm: true } }', '"orchestrator" is never "swarm"'],
    ['type: bool, infer: { fact: brokers, bands: [{ from: 1, is: true }] }', '"brokers" is a list and has no bands'],
    ['type: bool, infer: { fact: services, as: { one: true } }', '"services" is a count and has no words'],
    [
      'type: bool, infer: { fact: services, bands: [{ from: 2, is: true }, { from: 1, is: false }] }',
      'the bands of "infer" of "asked" do not ascend',
    ],
    [
      'type: bool, infer: { fact: services, bands: [{ from: 2, is: perhaps }] }',
      '"asked" cannot be inferred as "perhaps"',
    ],
  ])('%s', (written, message) => {
    expect(checkText('tree.yaml', treeText(written)).map((problem) => problem.message)).toContain(message);
  });

  test('nothing where facts and answers fit', () => {
    expect(checkText('cache.yaml', cacheTreeText())).toEqual([]);
    expect(checkText('tree.yaml', treeText('type: bool, infer: { fact: clouds, as: { aws: true } }'))).toEqual([]);
  });
});
