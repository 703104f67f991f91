import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/io/yaml.ts';
import { UserError } from '../../src/util/user-error.ts';

const text = `services:
  orders:
    steps:
      - do: reserve
        undo: release
      - { do: charge, "undo": refund }
    empty:
  payment: &payment { port: 3001 }
  billing: *payment
1: one
`;
const yaml = parseYaml('shop.yaml', text);
const at = (path: (string | number)[], key = false) => {
  const { line, column } = yaml.where(path, key);
  return `${line}:${column}`;
};

function failure(source: string, foreign = false): UserError {
  try {
    parseYaml('shop.yaml', source, { foreign });
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('no mistake was found');
}

describe('where', () => {
  test('finds values and keys in block and flow maps', () => {
    expect(at(['services', 'payment', 'port'])).toBe('8:29');
    expect(at(['services', 'payment', 'port'], true)).toBe('8:23');
    expect(at(['services', 'orders'], true)).toBe('2:3');
    expect(at(['services', 'orders'])).toBe('3:5');
  });

  test('finds maps inside sequences and what is in them', () => {
    expect(at(['services', 'orders', 'steps', 0])).toBe('4:9');
    expect(at(['services', 'orders', 'steps', 0, 'undo'])).toBe('5:15');
    expect(at(['services', 'orders', 'steps', 1])).toBe('6:9');
    expect(at(['services', 'orders', 'steps', 1, 'undo'])).toBe('6:31');
    expect(at(['services', 'orders', 'steps', 1, 'undo'], true)).toBe('6:23');
  });

  test('looks through aliases', () => {
    expect(at(['services', 'billing', 'port'])).toBe('8:29');
    expect(at(['services', 'billing'])).toBe('9:12');
  });

  test('shows the key of an empty value, and of the nearest parent of what is not there', () => {
    expect(at(['services', 'orders', 'empty'])).toBe('7:5');
    expect(at(['services', 'orders', 'port'])).toBe('2:3');
    expect(at(['services', 'orders', 'steps', 0, 'timeout'])).toBe('4:9');
    expect(at(['services', 'orders', 'steps', 7])).toBe('3:5');
    expect(at(['services', 'orders', 'steps', 0, 'do', 'deeper'])).toBe('4:9');
    expect(at(['lint', 'rules'])).toBe('1:1');
    expect(at([])).toBe('1:1');
  });

  test('finds keys that are numbers', () => {
    expect(at(['1'])).toBe('10:4');
    expect(at([1], true)).toBe('10:1');
  });

  test('an empty text has a place too', () => {
    expect(parseYaml('shop.yaml', '').where(['services'])).toEqual({ file: 'shop.yaml', line: 1, column: 1 });
    expect(parseYaml('shop.yaml', '# nothing\n').value).toBeNull();
  });
});

test('a span covers the word', () => {
  expect(yaml.span(['services', 'orders', 'steps', 1, 'do'])).toEqual({
    line: 6,
    column: 15,
    endLine: 6,
    endColumn: 21,
  });
});

test('a syntax error has a place and a frame, without those that follow from it', () => {
  const error = failure('services:\n  orders: [\n  payment: }\n');
  expect(error.where).toMatchObject({ file: 'shop.yaml' });
  expect(error.message).toMatch(/^YAML: /);
  expect(error.frame).toContain('^');
  expect(error.others).toEqual([]);
});

test.each([
  ['a tab as indentation', 'services:\n\torders: {}\n', 2],
  ['two documents', 'a: 1\n---\nb: 2\n', 2],
  ['an alias that leads nowhere', 'a: *nowhere\n', 1],
])('%s is told', (_, source, line) => {
  expect(failure(source).where?.line).toBe(line);
});

test('a duplicate key is told with its text, however it is written', () => {
  expect(failure('a: 1\n"a": 2\n').message).toBe('the key "a" stands twice in one map');
  expect(failure('GET /a:b: 1\nGET /a:b: 2\n').message).toBe('the key "GET /a:b" stands twice in one map');
  expect(failure('{ a: 1, a: 2 }\n').where).toEqual({ file: 'shop.yaml', line: 1, column: 9 });
});

test('expansion bombs and bottomless nesting end in a message', () => {
  const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => [...pair])) {
    levels.push(`${to}: &${to} [${Array.from({ length: 10 }, () => `*${from}`).join(', ')}]`);
  }
  expect(failure(levels.join('\n')).message).toMatch(/alias/i);
  const steps = Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
  for (const deep of ['['.repeat(100_000), '{a: '.repeat(100_000), '- '.repeat(100_000), '? '.repeat(100_000), steps]) {
    expect(failure(deep).message).toContain('nested more than 400 levels deep');
  }
});

test('files of other tools may use merge keys, repeat keys and hold several documents', () => {
  const source = 'base: &base { a: 1 }\nuse: { <<: *base, b: 2 }\nuse2: 1\nuse2: 2\n---\nc: 3\n';
  expect(parseYaml('compose.yaml', source, { foreign: true }).value).toMatchObject({ use: { a: 1, b: 2 }, use2: 2 });
});
