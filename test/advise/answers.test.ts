import { describe, expect, test } from 'vitest';
import { applySettings, readAnswers, type AnswerBook } from '../../src/advise/answers.ts';
import { loadTrees } from '../../src/advise/tree-library.ts';
import { UserError } from '../../src/util/user-error.ts';

const trees = loadTrees();
const style = 'architecture-style';

function plain(
  book: AnswerBook,
): Record<string, { answers: Record<string, unknown>; thresholds: Record<string, number> }> {
  return Object.fromEntries(
    [...book].map(([id, { answers, overrides }]) => [
      id,
      { answers: Object.fromEntries(answers), thresholds: Object.fromEntries(overrides) },
    ]),
  );
}

function failure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { where, message, help } = error;
    return { at: where && `${where.line}:${where.column}`, message, help };
  }
  return 'no error';
}

test('one tree, or several by their ids; units, yes and no, unknown, thresholds', () => {
  const one = readAnswers(
    'a.yaml',
    'engineers: 12\ncurrent: unknown\npipeline_time: 1.5h\nmany_engineers: 50\n',
    trees,
    style,
  );
  expect(plain(one)).toEqual({
    [style]: {
      answers: { engineers: 12, current: null, pipeline_time: 5_400_000 },
      thresholds: { many_engineers: 50 },
    },
  });
  const text = `${style}:\n  outcome_named: yes\n  teams:\ncommunication:\n  slo: 99.95%\n  staleness_ok: 0\n  quick_answer: 2s\n`;
  expect(plain(readAnswers('a.yaml', text, trees, style))).toEqual({
    [style]: { answers: { outcome_named: true, teams: null }, thresholds: {} },
    communication: { answers: { slo: 99.95, staleness_ok: 0 }, thresholds: { quick_answer: 2000 } },
  });
  expect(plain(readAnswers('a.yaml', 'communication:\n', trees, style))).toEqual({
    communication: { answers: {}, thresholds: {} },
  });
  expect(plain(readAnswers('a.yaml', '# nothing yet\n', trees, style))).toEqual({});
});

describe('mistakes in a file', () => {
  test.each([
    [
      'enginers: 5',
      '1:1',
      '"enginers" is neither a tree nor a question of "architecture-style"',
      'did you mean "engineers"?',
    ],
    [`${style}:\n  engneers: 5`, '2:3', '"architecture-style" has no question "engneers"', 'did you mean "engineers"?'],
    [`${style}:\n  engineers: many`, '2:14', '"engineers" cannot be "many"', 'it is a whole number from 1'],
    ['engineers: 2.5', '1:12', '"engineers" must be a whole number', undefined],
    ['engineers: 0', '1:12', '"engineers" cannot be 0', 'a whole number from 1'],
    [
      'stage: growht',
      '1:8',
      '"stage" cannot be "growht"',
      'did you mean "growth"? It is one of: pre-pmf, growth, scale',
    ],
    [
      'pipeline_time: 20',
      '1:16',
      '"pipeline_time" cannot be "20"',
      'it is a duration such as 250ms, 29s, 15min, 2h or 1d',
    ],
    ['customer_installed: maybe', '1:21', '"customer_installed" cannot be "maybe"', 'it is yes or no'],
    ['engineers: [5]', '1:12', '"engineers" must be a single value', 'a whole number from 1'],
    ['small_team: tiny', '1:13', 'the threshold "small_team" cannot be "tiny"', 'a number'],
    ['- 5', '1:1', 'an answers file must be a mapping of names to values', undefined],
    [`${style}: 5`, '1:21', 'the answers to "architecture-style" must be a mapping of names to values', undefined],
    ['cross_operations: 120%', '1:19', '"cross_operations" cannot be 120 %', 'a percentage from 0 to 100'],
  ])('%s', (text, at, message, help) => {
    expect(failure(() => readAnswers('a.yaml', text, trees, style))).toEqual({ at, message, help });
  });

  test('broken YAML has a place too', () => {
    expect(failure(() => readAnswers('a.yaml', 'engineers: "5', trees, style))).toMatchObject({ at: '1:14' });
  });
});

describe('--set', () => {
  test('finds its tree, wins over what was there, and sets thresholds', () => {
    const book = readAnswers('a.yaml', 'engineers: 12', trees, style);
    applySettings(
      book,
      ['engineers=40', 'reactors=3', 'communication.slo=99.9%', 'small_team=7', 'stage='],
      trees,
      style,
    );
    expect(plain(book)).toEqual({
      // What several trees ask is said once for all of them.
      shared: { answers: { engineers: 40, stage: null }, thresholds: {} },
      [style]: { answers: {}, thresholds: { small_team: 7 } },
      communication: { answers: { reactors: 3, slo: 99.9 }, thresholds: {} },
    });
  });

  test.each([
    ['engineers', '--set engineers: there is no "="', 'write it as question=answer: --set engineers=40'],
    ['enginers=4', '--set: there is no question "enginers"', 'did you mean "engineers"?'],
    ['comunication.slo=4', '--set: there is no question "comunication.slo"', 'did you mean "communication"?'],
    ['engineers=few', '--set engineers=few: "engineers" cannot be "few"', 'it is a whole number from 1'],
  ])('%s', (setting, message, help) => {
    expect(failure(() => applySettings(new Map(), [setting], trees, style))).toEqual({ at: undefined, message, help });
  });
});
