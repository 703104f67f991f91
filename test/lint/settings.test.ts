import { describe, expect, test } from 'vitest';
import type { LintSettings } from '../../src/blueprint/blueprint.ts';
import { lintModel } from '../../src/lint/engine.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings, severityOf } from '../../src/lint/settings.ts';
import { at, noTimeout, policy, shopModel } from '../support/shop-model.ts';

const untimed = (route: string, place: string, client = 'axios') => ({
  route,
  client,
  policy: policy(noTimeout),
  evidence: [at(place)],
});
const shop = shopModel({
  services: { billing: {}, inventory: {}, orders: {}, payment: {} },
  calls: [
    untimed('orders → payment', 'orders/src/pay.ts:4:9'),
    untimed('orders → inventory', 'orders/legacy/stock.ts:2:9'),
    untimed('billing → payment', 'billing/src/charge.ts:7:3', 'fetch'),
  ],
});

/** `place severity rule` of what the settings give on the shop. */
function brief(
  settings: Partial<LintSettings>,
  { model = shop, all = rules, only = ['missing-timeout'] } = {},
): string[] {
  const options = { settings: { ...defaultSettings, ...settings }, rules: all, sources: () => undefined, only };
  return lintModel({ model, ignores: [] }, options).findings.map((one) => `${one.file} ${one.severity} ${one.rule}`);
}

describe('presets', () => {
  const core = { group: 'core', severity: 'error' } as const;
  const advice = { group: 'advice', severity: 'info' } as const;
  const graded = (rule: { group: 'core' | 'advice'; severity: 'error' | 'warning' | 'info' }, preset: 'strict') =>
    severityOf({ ...rules[0]!, ...rule }, {}, undefined, preset);

  test('strict makes warnings of core rules errors, and advice a warning but never an error', () => {
    expect(graded({ group: 'core', severity: 'warning' }, 'strict')).toBe('error');
    expect(graded(core, 'strict')).toBe('error');
    expect(graded(advice, 'strict')).toBe('warning');
    expect(graded({ group: 'advice', severity: 'warning' }, 'strict')).toBe('warning');
  });

  test('what a rule grades milder goes up by one step, too', () => {
    expect(brief({})).toContain('billing/src/charge.ts warning missing-timeout');
    expect(brief({ extends: ['strict'] })).toContain('billing/src/charge.ts error missing-timeout');
    const rule = { ...rules[0]!, ...core };
    expect(severityOf(rule, { severity: 'info' }, undefined, 'strict')).toBe('warning');
  });

  test('the last preset counts, and a severity of its own beats every preset', () => {
    expect(brief({ extends: ['strict', 'recommended'] })).toEqual(brief({}));
    const settled = { rules: { 'missing-timeout': { severity: 'info' } } } as const;
    expect(new Set(brief({ ...settled, extends: ['strict'] }).map((line) => line.split(' ')[1]))).toEqual(
      new Set(['info']),
    );
  });
});

describe('overrides', () => {
  test('a rule is off, milder or on for the files that match, and later overrides weigh more', () => {
    const off = { files: ['orders/legacy/'], rules: { 'missing-timeout': { severity: 'off' } } } as const;
    expect(brief({ overrides: [off] })).toEqual([
      'billing/src/charge.ts warning missing-timeout',
      'orders/src/pay.ts error missing-timeout',
    ]);
    const mild = { files: ['orders/**'], rules: { 'missing-timeout': { severity: 'info' } } } as const;
    expect(brief({ overrides: [off, mild] })).toContain('orders/legacy/stock.ts info missing-timeout');
    const onlyHere = { files: ['./orders/src/**'], rules: { 'missing-timeout': { severity: 'error' } } } as const;
    expect(brief({ rules: { 'missing-timeout': { severity: 'off' } }, overrides: [onlyHere] })).toEqual([
      'orders/src/pay.ts error missing-timeout',
    ]);
  });

  test('options hold for the files that match: more there, less there, the others as before', () => {
    const chain = (from: string, file: string) => ({
      route: `${from} → payment`,
      serving: `POST /${from} → POST /charges`,
      evidence: [at(`${file}:3:1`)],
    });
    const model = shopModel({
      services: { billing: {}, orders: {}, payment: {} },
      calls: [chain('orders', 'orders/src/pay.ts'), chain('billing', 'billing/src/pay.ts')],
    });
    const run = { model, only: ['sync-call-chain'] };
    const hops = (maxHops: number) => ({ 'sync-call-chain': { options: { maxHops } } });
    expect(brief({}, run)).toEqual([]);
    expect(brief({ overrides: [{ files: ['orders/**'], rules: hops(1) }] }, run)).toEqual([
      'orders/src/pay.ts warning sync-call-chain',
    ]);
    expect(brief({ rules: hops(1), overrides: [{ files: ['orders/**'], rules: hops(5) }] }, run)).toEqual([
      'billing/src/pay.ts warning sync-call-chain',
    ]);
  });

  test('what stands in a file that the model does not name is judged as in general', () => {
    const placeless = defineRule({
      ...rules[0]!,
      name: 'placeless',
      options: { most: { type: 'number', default: 1, minimum: 0, description: 'How many.' } },
      *check(_, { most }) {
        if (most > 0) yield { at: at('elsewhere.yaml:1:1'), service: '', message: 'here', evidence: [] };
      },
    });
    const settings = { overrides: [{ files: ['orders/**'], rules: { placeless: { options: { most: 0 } } } }] };
    expect(brief(settings, { model: shop, all: [placeless], only: ['placeless'] })).toEqual([
      `elsewhere.yaml ${placeless.severity} placeless`,
    ]);
  });
});
