import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { checkText, checkTree } from '../../src/advise/check-tree.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { builtInTreeFiles, loadTrees, treeNamed } from '../../src/advise/tree-library.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { parseYaml } from '../../src/io/yaml.ts';
import { cacheTreeText } from './support.ts';

const trees = loadTrees();
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schema/decision-tree.schema.json', 'utf8')) as object,
);

// A tree must not promise a rule that nobody wrote.
const lintRules = rules.map(({ name }) => name);

describe.each(builtInTreeFiles())('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  test('is right in form and content', () => {
    expect(checkText(file, text, { trees, lintRules })).toEqual([]);
  });

  test('fits the JSON Schema that editors use', () => {
    validate(parseYaml(file, text).value);
    expect(validate.errors).toBeNull();
  });

  test('shows where its numbers come from', () => {
    for (const { id, source, grade, title } of loadTree(file, text).thresholds.values()) {
      expect({
        id,
        source: source !== '',
        grade: ['P', 'S', 'M', 'ours'].includes(grade),
        title: title !== '',
      }).toEqual({
        id,
        source: true,
        grade: true,
        title: true,
      });
    }
  });
});

test('a question that two trees share is the same in both, but for the reason to ask it', () => {
  const asked = new Map<string, string>();
  let shared = 0;
  for (const tree of trees.values()) {
    for (const { at: _, why, infer: __, default: ___, bands: ____, ...question } of tree.inputs.values()) {
      expect({ tree: tree.id, input: question.id, why }).toMatchObject({ why: expect.any(String) as string });
      const text = JSON.stringify(question);
      const before = asked.get(question.id);
      if (before !== undefined && (question.shared || before.includes('"shared":true'))) {
        expect(text).toBe(before);
        shared++;
      }
      asked.set(question.id, text);
    }
  }
  expect(shared).toBeGreaterThan(20);
});

test('the small tree of these tests is right', () => {
  expect(checkText('cache.yaml', cacheTreeText())).toEqual([]);
  expect(validate(parseYaml('cache.yaml', cacheTreeText()).value)).toBe(true);
});

describe('mistakes in form, where the schema says no as well', () => {
  test.each([
    [
      'title: Cache\n',
      'titel: Cache\n',
      ['1:1 a decision tree has no "title"', '3:1 a decision tree has no field "titel"'],
    ],
    ['type: bool', 'type: boolean', ['9:24 the type of an input cannot be "boolean"']],
    ['id: cache\nversion', 'id: My Cache\nversion', ['1:5 the id of the tree "My Cache" is not a name']],
    [
      '{ value: redis, label: Redis }',
      '{ value: unknown, label: Redis }',
      ['10:100 "unknown" is how every question is left open'],
    ],
    ['value: 100,', 'value: a lot,', ['13:18 the value of "many" must be a number']],
    ['grade: ours', 'grade: A', ['13:63 the grade of "many" cannot be "A"']],
    ['cons: [It is slower.]', 'cons: 5', ['20:65 "cons" of "none" must be a list']],
    ['sources: []', 'sources: [{ key: ours, title: Us }]', ['21:11 the key "ours" is taken']],
  ])('%s → %s', (from, to, expected) => {
    const text = cacheTreeText([from, to]);
    const found = checkText('cache.yaml', text).map(({ at, message }) => `${at.line}:${at.column} ${message}`);
    expect(found).toEqual(expected);
    expect(validate(parseYaml('cache.yaml', text).value)).toBe(false);
  });
});

describe('mistakes in content', () => {
  test.each<[string, string, string, string | undefined]>([
    [
      'then: cache, because: PostgreSQL',
      'then: cachee, because: PostgreSQL',
      'rule "slow" leads to "cachee", which is no option',
      'did you mean "cache"?',
    ],
    [
      'when: reads > many && stale',
      'when: reads > many && stael',
      'nothing has the name "stael"',
      'did you mean "stale"?',
    ],
    [
      ', source: ours }\n  - { id: slow',
      ' }\n  - { id: slow',
      'rule "hot" has no source',
      'name the key of a source, or "ours"',
    ],
    [
      'slower., source: ours',
      'slower., source: newman',
      'rule "slow" names the source "newman", which is not listed',
      undefined,
    ],
    ['cons: [It gets old.]', 'cons: []', 'the option "cache" has no con', 'every option has a price: name it'],
    [
      '{reads} reads are many.',
      '{raeds} reads are many.',
      'the text names "{raeds}", which is nothing',
      'did you mean "reads"?',
    ],
    [
      '{ id: cold, then: none,',
      '{ id: cold, when: reads <= many, then: none,',
      'no rule decides with reads = 101, stale = false, wait = 0s, store = redis',
      'end the rules with one that has no "when"',
    ],
    [
      'when: wait < 1ms && store == postgres',
      'when: wait < 0ms && store == postgres',
      'rule "slow" can never decide',
      'the ones before it always do',
    ],
    [
      'id: hot, when: reads > many && stale,',
      'id: hot,',
      'rule "slow" can never decide',
      'the ones before it always do',
    ],
    [
      'sources: []',
      'sources: []\ngates: [{ id: lot, when: reads >= 0, then: none, because: It is., source: ours }]',
      'no answers lead to the option "cache"',
      undefined,
    ],
    [
      'options:',
      'options:\n  - { id: cdn, title: CDN, summary: Elsewhere., cons: [It costs.] }',
      'no gate and no rule leads to the option "cdn"',
      undefined,
    ],
    [
      'thresholds:',
      'thresholds:\n  few: { value: 1, title: Few, source: ours, grade: ours }',
      'nothing uses the threshold "few"',
      undefined,
    ],
    ['grade: ours', 'grade: P', 'threshold "many": the grade "ours" and the source "ours" go together', undefined],
    [
      'cons: [It gets old.]',
      'cons: [It gets old.], followups: [comunication]',
      '"cache" is followed by "comunication", which is no tree',
      'did you mean "communication"?',
    ],
    [
      'cons: [It gets old.]',
      'cons: [It gets old.], followups: [cache]',
      '"cache" is followed by "cache", which leads back to "cache"',
      undefined,
    ],
    [
      'cons: [It gets old.]',
      'cons: [It gets old.], checks: [mising-timeout]',
      '"cache" is checked by "mising-timeout", which is no lint rule',
      'did you mean "missing-timeout"?',
    ],
    [
      'when: wait < 1ms && store == postgres',
      'when: wait < 5ms && store == postgres',
      '"wait < 5ms && store == postgres" compares with a number that has no name',
      'write the name of a threshold: it shows where the number is from, and can be set to another',
    ],
    [
      'then: cache, because: PostgreSQL',
      'then: none, because: PostgreSQL',
      'rule "slow" makes no difference',
      'without it the same option comes out, so nobody is asked its questions: delete it, or move it up',
    ],
    [
      '- { id: reads, type: number,',
      '- { id: teams, type: number, shared: true, ask: Who?, why: It matters. }\n  - { id: reads, type: number,',
      '"teams" is shared with "architecture-style", and differs in: type, unit, min, ask, help',
      'shared questions have the same type, unit, values, limits and words in every tree',
    ],
    [
      '- { id: reads, type: number,',
      '- { id: teams, type: number, ask: Who?, why: It matters. }\n  - { id: reads, type: number,',
      '"teams" is shared with "architecture-style", and differs in: shared, type, unit, min, ask, help',
      undefined,
    ],
    [
      'because: PostgreSQL is slower.',
      "because: 'PostgreSQL answers {reads} reads slowly.'",
      'rule "slow" names "{reads}", and can decide when nobody knows that',
      'its text would speak of "an unknown number": leave the name out, or divide the condition',
    ],
    [
      'reads, type: number',
      'many, type: number',
      '"many" names both an input and a threshold',
      'give one of them another name',
    ],
  ])('%s → %s', (from, to, message, help) => {
    const found = checkText('cache.yaml', cacheTreeText([from, to]), { trees, lintRules });
    expect(found).toContainEqual(expect.objectContaining({ message, ...(help === undefined ? {} : { help }) }));
  });

  test('follow-ups in a circle through another tree', () => {
    const communication = treeNamed(trees, 'communication');
    const circle = new Map([
      ...trees,
      [
        'communication',
        {
          ...communication,
          options: new Map(
            [...communication.options].map(([id, option]) => [id, { ...option, followups: ['architecture-style'] }]),
          ),
        },
      ],
    ]);
    const found = checkTree(treeNamed(trees, 'architecture-style'), { trees: circle });
    expect(found.map(({ message }) => message)).toContain(
      '"microservices" is followed by "communication", which leads back to "architecture-style"',
    );
  });
});

test('the first mistake is thrown with its place, line and way out', () => {
  const text = cacheTreeText(['type: bool', 'type: bol']);
  expect(() => loadTree('cache.yaml', text)).toThrow(
    expect.objectContaining({
      message: 'the type of an input cannot be "bol"',
      where: { file: 'cache.yaml', line: 9, column: 24 },
      help: 'did you mean "bool"?',
      frame: expect.stringContaining('type: bol') as string,
    }) as Error,
  );
});

test('an unknown tree is named with the nearest one', () => {
  expect(() => treeNamed(trees, 'comunication')).toThrow('there is no decision tree "comunication"');
});
