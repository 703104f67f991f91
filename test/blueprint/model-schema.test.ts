import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { declaredModel } from '../../src/blueprint/declared-model.ts';
import { readBlueprint } from '../../src/blueprint/read-blueprint.ts';
import type { Finding } from '../../src/model/finding.ts';
import { call, model, use } from '../model/build-model.ts';

const validator = (name: string) =>
  new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object,
  );

describe('archwright model --format json', () => {
  const validate = validator('model');
  const check = (value: unknown) => {
    validate(JSON.parse(JSON.stringify(value)));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const observed = model({
    calls: [
      call('orders POST /orders -> payment POST /charges'),
      call('orders POST /orders -> bank', {
        to: null,
        toKind: 'unresolved',
        target: 'http://{…}/x',
        method: null,
        path: null,
      }),
    ],
    events: ['orders > order.created', 'mailer < order.created'],
    kinds: { mailer: 'worker' },
    uses: [use('orders', 'postgres:shop', ['write orders', 'read'])],
  });

  test('the declared model of the shop fits the schema', () => {
    expect(check(declaredModel(readBlueprint('examples/shop/archwright.yaml')))).toEqual([]);
  });

  test('an observed model fits the schema', () => {
    expect(check(observed)).toEqual([]);
    const gaps = [{ file: 'orders/src/broken.js', line: 0, column: 0, reason: 'a syntax error' }];
    expect(check({ ...observed, coverage: { ...observed.coverage, gaps } })).toEqual([]);
  });

  test('what is missing, unknown or of the wrong kind does not', () => {
    const { coverage: _, ...rest } = observed;
    expect(check(rest)).toEqual([" must have required property 'coverage'"]);
    expect(check({ ...observed, schemaVersion: 2 })).toEqual(['/schemaVersion must be equal to constant']);
    expect(check({ ...observed, services: [{ ...observed.services[0], team: 'core' }] })).toEqual([
      '/services/0 must NOT have additional properties',
    ]);
    const nothing = { service: 'a', channel: 'b', durability: { state: 'unknown', evidence: [] } };
    const lineZero = { file: 'a.js', line: 0, column: 1 };
    expect(check({ ...observed, publications: [{ ...nothing, evidence: [lineZero] }] })).toEqual([
      '/publications/0/evidence/0/line must be >= 1',
    ]);
    expect(check({ ...observed, calls: [{ ...observed.calls[0], toKind: 'internal' }] })).toEqual([
      '/calls/0/toKind must be equal to one of the allowed values',
    ]);
  });
});

describe('archwright lint --format json', () => {
  const validate = validator('lint');
  const finding: Finding = {
    rule: 'missing-timeout',
    severity: 'error',
    message: 'service "orders" calls "payment" without a timeout',
    service: 'orders',
    file: 'orders/src/index.js',
    line: 12,
    column: 3,
    endLine: 12,
    endColumn: 20,
    evidence: [{ file: 'orders/src/index.js', line: 12, column: 3, note: 'axios has no default' }],
    fingerprint: '0f3a5c7e9b1d2f40',
    help: 'set "timeout"',
  };
  const report = {
    schemaVersion: 1,
    tool: { name: 'archwright', version: '0.1.0' },
    root: '.',
    findings: [finding],
    suppressed: [{ ...finding, reason: 'a batch job' }],
    summary: { error: 1, warning: 0, info: 0, suppressed: 1, ignored: 0, baseline: 0, outside: 0 },
    coverage: model({}).coverage,
  };

  test('a report fits the schema', () => {
    validate(report);
    expect(validate.errors).toBeNull();
  });

  test('a finding without a place, a suppression without a reason and a foreign severity do not', () => {
    const { line: _, ...nowhere } = finding;
    expect(validate({ ...report, findings: [nowhere] })).toBe(false);
    expect(validate({ ...report, suppressed: [finding] })).toBe(false);
    expect(validate({ ...report, findings: [{ ...finding, severity: 'fatal' }] })).toBe(false);
  });
});
