import { describe, expect, test } from 'vitest';
import { readTree } from '../../src/advise/load-tree.ts';
import { truthOf } from '../../src/advise/evaluate.ts';
import { parseExpression } from '../../src/advise/expression.ts';
import { resolveCondition } from '../../src/advise/resolve.ts';
import { ExpressionError } from '../../src/advise/tokenize.ts';
import { answersOf, builtIn, cacheTreeText } from './support.ts';

const tree = builtIn('architecture-style');

function evaluate(text: string, answers: Readonly<Record<string, unknown>> = {}): string {
  const term = resolveCondition(parseExpression(text), { ...tree, broken: new Set() });
  const truth = truthOf(term, { tree, answers: answersOf(tree, answers), overrides: new Map() });
  return Object.entries(truth)
    .filter(([, possible]) => possible)
    .map(([name]) => name)
    .join('|');
}

describe('values', () => {
  test.each([
    ['1 + 2 * 3 == 7', 'yes'],
    ['(1 + 2) * 3 == 9', 'yes'],
    ['10 - 4 - 3 == 3', 'yes'],
    ['-2 < -1 && !(2 <= 1)', 'yes'],
    ['1 / 3 > 0.33 && 1 / 3 < 0.34', 'yes'],
    ['2min == 120s && 1.5h == 90min && 1d > 23h', 'yes'],
    ['90s / 30s == 3 && 2 * 3s == 6s', 'yes'],
    ['100 * pow(99.9% / 100, 4) < 99.65%', 'yes'],
    ['max(1, 5, 3) == 5 && min(1, 5, 3) == 1 && sum(1, 5, 3) == 9', 'yes'],
    ['true || false && false', 'yes'],
    ['many_engineers == 30', 'yes'],
  ])('%s', (text, truth) => {
    expect(evaluate(text)).toBe(truth);
  });
});

describe('three values: unanswered is open, "I don\'t know" is unknown', () => {
  test.each([
    ['engineers > 5', {}, 'yes|no|unknown'],
    ['engineers > 5', { engineers: null }, 'unknown'],
    ['engineers > 5', { engineers: 6 }, 'yes'],
    ['engineers >= 1', {}, 'yes'],
    ['engineers >= 1', { engineers: null }, 'yes'],
    ['engineers > 5 && customer_installed', { customer_installed: false }, 'no'],
    ['engineers > 5 && customer_installed', { customer_installed: null }, 'no|unknown'],
    ['engineers > 5 || customer_installed', { customer_installed: true }, 'yes'],
    ['engineers > 5 || customer_installed', { customer_installed: null, engineers: 3 }, 'unknown'],
    ['!customer_installed', { customer_installed: null }, 'unknown'],
    ['stage == growth', { stage: null }, 'unknown'],
    ['stage != growth', { stage: 'scale' }, 'yes'],
    ['known(stage)', {}, 'yes|no'],
    ['known(stage)', { stage: null }, 'no'],
    ['teams * 3 < 7', { teams: 2 }, 'yes'],
    ['engineers - teams >= 0', {}, 'yes|no|unknown'],
    ['segregation >= 2', { load_ratio: 12 }, 'yes'],
    ['segregation >= 2', { load_ratio: 2 }, 'yes|no|unknown'],
    ['max(pull_apart) >= 2', { load_ratio: 12, blocked_releases: null }, 'yes'],
    ['max(pull_apart) > 2', { blocked_releases: null }, 'no'],
    ['min(hold_together) > -2', { chatty: 'heavy' }, 'no'],
    [
      'sum(hold_together) >= -2',
      { chatty: 'some', co_change: null, cross_transactions: 1, cross_operations: 1, must_answer: 0 },
      'unknown',
    ],
  ])('%s with %j', (text, answers, truth) => {
    expect(evaluate(text, answers)).toBe(truth);
  });
});

describe('mistakes name the place and the way out', () => {
  test.each([
    ['enginers > 5', 'nothing has the name "enginers"', 0, 'did you mean "engineers"?'],
    ['engineers > 5 &&', 'the expression ends too early', 16, undefined],
    ['engineers > 5 and teams > 2', '"and" is not expected here', 14, 'write "&&" for and'],
    ['engineers = 5', '"=" has no meaning here', 10, 'write "==" to compare'],
    ['(engineers > 5', 'a ")" is missing', 0, undefined],
    ['1 < engineers < 5', 'comparisons cannot be chained', 14, 'write "a < b && b < c"'],
    ['engineers', 'a condition must be true or false', 0, 'compare it with something: engineers > 5'],
    [
      'engineers > 5s',
      'a duration and a plain number do not go together',
      0,
      'give the number a unit: ms, s, min, h or d',
    ],
    [
      'pipeline_time > 20',
      'a duration and a plain number do not go together',
      0,
      'give the number a unit: ms, s, min, h or d',
    ],
    ['stage == grow', '"stage" has no value "grow"', 9, 'values of "stage" are: pre-pmf, growth, scale'],
    [
      'stage == growht',
      '"stage" has no value "growht"',
      9,
      'did you mean "growth"? values of "stage" are: pre-pmf, growth, scale',
    ],
    ['stage > growth', '"stage" has no order', 0, 'compare it with == or !='],
    ['growth && true', 'nothing has the name "growth"', 0, '"growth" is a value of "stage": write stage == growth'],
    ['customer_installed == true', 'yes and no are not compared', 0, 'write the name alone, or "!" before it'],
    ['maxx(1, 2) > 1', 'there is no function "maxx"', 0, 'did you mean "max"?'],
    ['pow(2) > 1', '"pow" takes 2 arguments', 0, undefined],
    ['known(small_team)', '"known" takes the name of an input', 6, undefined],
    [
      'pull_apart > 1',
      '"pull_apart" is a group of forces',
      0,
      'write max(pull_apart), min(pull_apart) or sum(pull_apart)',
    ],
    ['5parsecs > 1', '"5parsecs" is not a number', 0, 'units are ms, s, min, h, d and %'],
    ['"growth" == stage', '""" has no meaning here', 0, 'names of values stand without quotes: stage == growth'],
    ['', 'an expression is missing', 0, undefined],
    ['process.exit()', '"." has no meaning here', 7, undefined],
  ])('%s', (text, message, at, help) => {
    const attempt = (): unknown => resolveCondition(parseExpression(text), { ...tree, broken: new Set() });
    expect(attempt).toThrow(ExpressionError);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ message, at, help });
    }
  });

  test('a nest of ten thousand parentheses is a mistake, not a crash', () => {
    const text = `${'('.repeat(10_000)}true${')'.repeat(10_000)}`;
    expect(() => parseExpression(text)).toThrow('the expression is nested too deep');
  });
});

describe('places in the file', () => {
  test.each([
    ['plain', 'reads > many && stale', 'reads > many && stael', '15:38'],
    ['in double quotes', 'reads > many && stale', '"reads > many && stael"', '15:39'],
    ['in single quotes', 'reads > many && stale', "'reads > many && stael'", '15:39'],
    ['folded', 'reads > many && stale', '"reads > many\n      && stael"', '16:10'],
  ])('%s', (_, from, to, place) => {
    const { problems } = readTree('cache.yaml', cacheTreeText([from, to]));
    expect(problems.map(({ message, at, help }) => `${at.line}:${at.column} ${message}, ${help}`)).toEqual([
      `${place} nothing has the name "stael", did you mean "stale"?`,
    ]);
  });

  test('in a block of its own', () => {
    const rule = '  - { id: cold, then: none, because: Reads are few., source: ours }\n';
    const block =
      '  - id: block\n    when: >-\n      reads > many\n      && stael\n    then: none\n    because: It is.\n    source: ours\n';
    const { problems } = readTree('cache.yaml', cacheTreeText([rule, block + rule]));
    expect(problems.map(({ at }) => `${at.line}:${at.column}`)).toEqual(['20:10']);
  });
});
