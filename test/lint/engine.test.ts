import { describe, expect, test } from 'vitest';
import { lintModel } from '../../src/lint/engine.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import type { LintSettings } from '../../src/blueprint/blueprint.ts';
import type { IgnoreComment } from '../../src/model/recovery.ts';
import type { SystemModel } from '../../src/model/system.ts';
import { UserError } from '../../src/util/user-error.ts';
import { at, noTimeout, policy, shopModel } from '../support/shop-model.ts';

const services = { inventory: {}, orders: {}, payment: {} };
const untimed = (route: string, place: string) => ({ route, policy: policy(noTimeout), evidence: [at(place)] });
const shop = shopModel({
  services,
  calls: [untimed('orders → payment', 'orders/src/pay.ts:4:9'), untimed('orders → inventory', 'orders/src/pay.ts:2:9')],
});
const source = [
  "import axios from 'axios';",
  '  await axios.get(stock);',
  '// why not',
  '  await axios.post(pay);',
  '',
];

interface Run {
  readonly model?: SystemModel;
  readonly lines?: readonly string[];
  readonly settings?: Partial<LintSettings>;
  readonly ignores?: readonly IgnoreComment[];
  readonly only?: readonly string[];
}

function run({ model = shop, lines = source, settings = {}, ignores = [], only }: Run = {}) {
  return lintModel(
    { model, ignores },
    {
      settings: { ...defaultSettings, ...settings },
      rules,
      sources: (file) => (file === 'orders/src/pay.ts' ? lines.join('\n') : undefined),
      ...(only && { only }),
    },
  );
}

const brief = (result: ReturnType<typeof run>) =>
  result.findings.map(({ line, severity, rule }) => `${line} ${severity} ${rule}`);

test('findings come in the order of their places and cover the expression that they stand at', () => {
  const { findings } = run();
  expect(findings.map(({ line, column, endColumn }) => [line, column, endColumn])).toEqual([
    [2, 9, 18],
    [4, 9, 19],
  ]);
});

describe('settings', () => {
  test('a rule can be switched off, made milder, or run alone', () => {
    expect(brief(run({ settings: { rules: { 'missing-timeout': { severity: 'off' } } } }))).toEqual([]);
    expect(brief(run({ settings: { rules: { 'missing-timeout': { severity: 'info' } } } }))).toEqual([
      '2 info missing-timeout',
      '4 info missing-timeout',
    ]);
    expect(brief(run({ only: ['shared-database'] }))).toEqual([]);
  });

  test('a configured severity does not raise what the rule itself grades milder', () => {
    const model = shopModel({
      services,
      calls: [{ ...untimed('orders → payment', 'orders/src/pay.ts:4:9'), client: 'fetch' }],
    });
    const settings = { rules: { 'missing-timeout': { severity: 'error' } } } as const;
    expect(brief(run({ model, settings }))).toEqual(['4 warning missing-timeout']);
  });

  test('findings in ignored files are counted and not shown', () => {
    const result = run({ settings: { ignore: ['orders/**'] } });
    expect(result.findings).toEqual([]);
    expect(result.ignored).toBe(2);
  });

  test.each([
    [{ 'mising-timeout': {} }, 'there is no rule "mising-timeout", did you mean "missing-timeout"?'],
    [
      { 'missing-timeout': { options: { longDefault: 5 } } },
      'rule "missing-timeout" has no option "longDefault", did you mean "longDefaultMs"?',
    ],
    [
      { 'sync-call-chain': { options: { maxHops: 'three' } } },
      'option "maxHops" of rule "sync-call-chain" is "three": a number is expected',
    ],
    [
      { 'sync-call-chain': { options: { maxHops: 0 } } },
      'option "maxHops" of rule "sync-call-chain" is 0: the smallest value is 1',
    ],
    [
      { 'shared-database': { options: { allow: 'shop' } } },
      'option "allow" of rule "shared-database" is "shop": a list of texts is expected',
    ],
  ])('%j is refused', (wrong, message) => {
    const refused = (): unknown => run({ settings: { rules: wrong } });
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(message);
  });

  test('an option reaches its rule', () => {
    const model = shopModel({
      services,
      calls: [{ route: 'orders → payment', serving: 'POST /orders → POST /charges' }],
    });
    const settings = { rules: { 'sync-call-chain': { options: { maxHops: 1 } } } };
    expect(run({ model }).findings).toEqual([]);
    expect(run({ model, settings }).findings.map(({ rule }) => rule)).toEqual(['sync-call-chain']);
  });
});

describe('suppressions', () => {
  const comment = (line: number, column: number, text: string): IgnoreComment => ({
    file: 'orders/src/pay.ts',
    line,
    column,
    text,
  });
  const above = (text: string) => ({
    lines: [...source.slice(0, 2), `// archwright-ignore ${text}`, ...source.slice(3)],
    ignores: [comment(3, 4, text)],
  });

  test('with a reason, above the line, a finding is silenced and the reason kept', () => {
    const result = run(above('missing-timeout -- the job has a deadline of its own'));
    expect(brief(result)).toEqual(['2 error missing-timeout']);
    expect(result.suppressed.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'the job has a deadline of its own'],
    ]);
  });

  test('behind the code it speaks of its own line only, and may name several rules', () => {
    const text = 'missing-timeout, hard-coded-endpoint -- measured';
    const lines = [source[0] ?? '', `  await axios.get(stock); // archwright-ignore ${text}`, ...source.slice(2)];
    expect(brief(run({ lines, ignores: [comment(2, 27, text)] }))).toEqual([
      '2 warning unused-suppression',
      '4 error missing-timeout',
    ]);
  });

  test.each([
    ['missing-timeout', ['2 error missing-timeout', '3 warning suppression', '4 error missing-timeout']],
    ['missing-timeout --', ['2 error missing-timeout', '3 warning suppression', '4 error missing-timeout']],
    ['missing-timeouts -- slow', ['2 error missing-timeout', '3 warning suppression', '4 error missing-timeout']],
    ['-- slow', ['2 error missing-timeout', '3 warning suppression', '4 error missing-timeout']],
    ['shared-database -- ours', ['2 error missing-timeout', '3 warning unused-suppression', '4 error missing-timeout']],
  ])('"%s" silences nothing and is told', (text, expected) => {
    expect(brief(run(above(text)))).toEqual(expected);
  });

  test('the message of an unknown rule names the nearest one', () => {
    const [, found] = run(above('missing-timeouts -- slow')).findings;
    expect(found?.message).toBe('there is no rule "missing-timeouts", did you mean "missing-timeout"?');
    expect(found?.service).toBe('orders');
  });

  test('a suppression of a rule that does not run is not called unused', () => {
    const text = 'shared-database -- ours';
    expect(brief(run({ ...above(text), only: ['missing-timeout', 'unused-suppression'] }))).toEqual([
      '2 error missing-timeout',
      '4 error missing-timeout',
    ]);
  });

  test('between comments and blank lines it still finds the code below', () => {
    const text = 'missing-timeout -- slow';
    const lines = [...source.slice(0, 2), `/* archwright-ignore ${text} */`, '// and', '', '  await axios.post(pay);'];
    const model = shopModel({ services, calls: [untimed('orders → payment', 'orders/src/pay.ts:6:9')] });
    expect(brief(run({ model, lines, ignores: [comment(3, 4, `${text} */`)] }))).toEqual([]);
  });
});

describe('fingerprints', () => {
  const prints = (result: ReturnType<typeof run>) => result.findings.map(({ fingerprint }) => fingerprint);
  const moved = (by: number, lines: readonly string[]) => {
    const model = shopModel({
      services,
      calls: [
        untimed('orders → payment', `orders/src/pay.ts:${4 + by}:13`),
        untimed('orders → inventory', `orders/src/pay.ts:${2 + by}:13`),
      ],
    });
    return run({ model, lines: [...Array.from({ length: by }, () => '//'), ...lines] });
  };

  test('stay when lines move or are indented, change when the line does', () => {
    const indented = source.map((line) => `    ${line}`);
    expect(prints(moved(3, indented))).toEqual(prints(run()));
    const edited = source.map((line) => line.replace('stock', 'stockUrl'));
    expect(prints(moved(0, edited))[0]).not.toEqual(prints(run())[0]);
    expect(prints(moved(0, edited))[1]).toEqual(prints(run())[1]);
  });

  test('tell equal lines apart, and do not depend on what is silenced', () => {
    const lines = source.map((line) => (line.includes('axios.') ? '  await axios.get(url);' : line));
    const both = prints(run({ lines }));
    expect(new Set(both).size).toBe(2);
    expect(both.every((print) => /^[0-9a-f]{16}$/.test(print))).toBe(true);
    const ignores = [{ file: 'orders/src/pay.ts', line: 1, column: 1, text: 'missing-timeout -- known' }];
    expect(prints(run({ lines, ignores }))).toEqual(both.slice(1));
  });
});
