import { describe, expect, test } from 'vitest';
import { Answers, changedKeys, type Answer } from '../../../src/recover/link/answers.ts';
import { Known } from '../../../src/recover/link/known.ts';
import type { Value } from '../../../src/recover/link/values.ts';
import { resultOf } from '../../support/evaluate-files.ts';

const NIL: Value[] = [{ t: 'nil' }];

/** Looks for something that rests on questions, and on what `inner` looks for. */
function ask(answers: Answers, questions: readonly string[], inner?: () => unknown): Answer {
  const mark = answers.begin();
  for (const question of questions) answers.restOn(question);
  inner?.();
  return answers.end(mark, NIL);
}

describe('answers from one round to the next', () => {
  test('what rests on nothing holds for good', () => {
    const answers = new Answers();
    const answer = ask(answers, []);
    answers.next(['calls of a']);
    expect(answers.values(answer)).toBe(NIL);
  });

  test('what rests on a question falls when that is answered in another way, and only then', () => {
    const answers = new Answers();
    const answer = ask(answers, ['calls of a', 'calls of b']);
    answers.next(['calls of c']);
    expect(answers.values(answer)).toBe(NIL);
    answers.next(['calls of b']);
    expect(answers.values(answer)).toBeUndefined();
    answers.next([]);
    expect(answers.values(answer)).toBeUndefined();
  });

  test('what used an answer falls with it', () => {
    const answers = new Answers();
    const inner = ask(answers, ['calls of a', 'calls of b']);
    const outer = ask(answers, ['calls of c'], () => answers.values(inner));
    const other = ask(answers, ['calls of c']);
    answers.next(['calls of a']);
    expect(answers.values(outer)).toBeUndefined();
    expect(answers.values(other)).toBe(NIL);
  });

  test('what is looked for inside counts for what is around it', () => {
    const answers = new Answers();
    const outer = ask(answers, [], () => ask(answers, ['calls of a']));
    answers.next(['calls of a']);
    expect(answers.values(outer)).toBeUndefined();
  });

  test('an answer that was found anew rests on the new round', () => {
    const answers = new Answers();
    ask(answers, ['calls of a']);
    answers.next(['calls of a']);
    const again = ask(answers, ['calls of a']);
    answers.next(['calls of b']);
    expect(answers.values(again)).toBe(NIL);
  });
});

describe('a question that needs too much', () => {
  test('is unknown, and its parts are not remembered', () => {
    const answers = new Answers();
    let part: Answer | undefined;
    const whole = ask(answers, [], () => {
      for (let i = 0; i < 10_001; i++) part = ask(answers, []);
      expect(answers.isSpent).toBe(true);
    });
    expect(answers.values(whole)).toEqual([{ t: 'unknown', why: '' }]);
    expect(answers.values(part)).toBeUndefined();
    expect(answers.isSpent).toBe(false);
  });

  test('leaves what was whole before it', () => {
    const answers = new Answers();
    let part: Answer | undefined;
    ask(answers, [], () => {
      part = ask(answers, []);
      for (let i = 0; i < 10_001; i++) ask(answers, []);
    });
    expect(answers.values(part)).toBe(NIL);
  });

  test('does not keep the questions after it from their answers', () => {
    const deep = Array.from({ length: 16 }, (_, i) => `const f${i} = (x) => f${i + 1}(x + 'a') + f${i + 1}(x + 'b');`);
    const app = `${deep.join('\n')}\nconst f16 = (x) => x;\nrun(f0('x'));\nexport const result = 'http://payment/x';`;
    expect(resultOf({ 'app.ts': app })).toEqual(['http://payment/x']);
  });
});

test('what is asked for while it is being looked for is not known', () => {
  const known = new Known();
  const inner: Value[][] = [];
  const look = (): Value[] => {
    inner.push(known.once(known.joins, 'a', look));
    return NIL;
  };
  expect(known.once(known.joins, 'a', look)).toBe(NIL);
  expect(inner).toEqual([[]]);
  expect(known.once(known.joins, 'a', look)).toBe(NIL);
  expect(inner).toHaveLength(1);
});

test('keys whose lists differ', () => {
  const before = new Map([
    ['same', [1, 2]],
    ['longer', [1]],
    ['ordered', [1, 2]],
    ['gone', [1]],
  ]);
  const after = new Map([
    ['same', [1, 2]],
    ['longer', [1, 2]],
    ['ordered', [2, 1]],
    ['new', [1]],
  ]);
  expect([...changedKeys(before, after, Object.is)].sort()).toEqual(['gone', 'longer', 'new', 'ordered']);
});

describe('what later rounds find out', () => {
  test('reaches what was answered before', () => {
    const app = `const box = {};
function each(url, f) { f(url); }
function keep(url) { box.url = url; }
each('http://payment/x', keep);
export const result = box.url;
`;
    expect(resultOf({ 'app.ts': app })).toEqual(['http://payment/x']);
  });

  test('replaces what was known of an object before its assigned member resolved', () => {
    const files = {
      'app.ts': `import { clients } from './clients.ts';
function fill(target) { target.url = 'http://payment/x'; }
apply(fill);
function apply(f) { f(clients); }
export const result = clients.url;
`,
      'clients.ts': 'export const clients = {};\n',
    };
    expect(resultOf(files)).toEqual(['http://payment/x']);
  });
});
