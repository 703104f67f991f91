import { readFileSync } from 'node:fs';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { reporters } from '../../../src/lint/reporters/index.ts';
import { plainPalette, type ReportContext } from '../../../src/lint/reporters/reporter.ts';
import { summaryText } from '../../../src/lint/summary.ts';
import { shopResult, shopSources } from '../../support/shop-result.ts';

const context: ReportContext = { palette: plainPalette, width: 80, sources: shopSources, version: '1.2.3' };
const result = shopResult();

const readSchema = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'));

test.each(Object.keys(reporters) as (keyof typeof reporters)[])(
  '%s gives the same text for the same result',
  (format) => {
    expect(reporters[format](shopResult(), context)).toBe(reporters[format](result, context));
  },
);

describe('pretty', () => {
  test.each([80, 50])('on a terminal of %i columns', async (width) => {
    await expect(reporters.pretty(result, { ...context, width })).toMatchFileSnapshot(`pretty-${width}.txt`);
  });

  test('never narrower than 40 columns, and words longer than a line stay whole', () => {
    const lines = reporters.pretty(result, { ...context, width: 10 }).split('\n');
    expect(lines.some((line) => line.length > 34 && line.length <= 40)).toBe(true);
    expect(lines.join('\n')).toContain('payment/src/fraud.ts:2:24');
  });

  test('colors change nothing but color', () => {
    const mark = (text: string): string => `\u001B[1m${text}\u001B[22m`;
    const palette = { error: mark, warning: mark, info: mark, strong: mark, dim: mark };
    const colored = reporters.pretty(result, { ...context, palette });
    expect(colored).not.toBe(reporters.pretty(result, context));
    expect(colored.replaceAll('\u001B[1m', '').replaceAll('\u001B[22m', '')).toBe(reporters.pretty(result, context));
  });

  test('a clean result says so, with what was looked at', () => {
    const clean = { ...result, findings: [], suppressed: [] };
    expect(reporters.pretty(clean, context)).toMatch(/^No findings in 5 services\.\nLooked at 20 source files/);
  });
});

test('compact has one line per finding', () => {
  expect(reporters.compact(result, context).split('\n')).toEqual([
    'fraud/src/server.ts:2:1: warning: service "fraud" listens here and has no health check: no health endpoint and no probe in its manifests [missing-health-check]',
    'orders/src/http.ts:4:26: error: "orders" calls "payment" and "inventory" without a deadline: axios waits without end; 2 calls go through here [missing-timeout]',
    'orders/src/place-order.ts:4:9: warning: POST /orders of "orders" leads through 3 further services one after the other: orders → payment → fraud → customers; 4 services of 99.9 % each give 99.6 %; the timeouts on the way add up to 4 s (1 call without any) [sync-call-chain]',
    'payment/src/fraud.ts:2:30: error: the address "10.0.3.17:8080" of service "fraud" stands in the code of "payment" [hard-coded-endpoint]',
    '',
  ]);
});

test('json holds to its published schema', () => {
  const validate = new Ajv2020().compile(readSchema('schema/lint.schema.json'));
  const report: unknown = JSON.parse(reporters.json(result, context));
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  expect(report).toMatchObject({
    tool: { name: 'archwright', version: '1.2.3' },
    summary: { error: 2, warning: 2, info: 0, suppressed: 1, ignored: 0 },
    suppressed: [{ rule: 'missing-health-check', service: 'inventory', reason: 'goes away in March' }],
  });
  expect(summaryText(result)).toBe('2 errors, 2 warnings');
});

describe('sarif', () => {
  const log = JSON.parse(reporters.sarif(result, context));
  const [run] = log.runs;

  test('is valid SARIF 2.1.0', () => {
    // The schema is of draft 4; all that it uses means the same in draft 7, but for the names of these two.
    const schema: Record<string, unknown> = { ...sarifSchema };
    delete schema['id'];
    delete schema['$schema'];
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...log, version: '2' })).toBe(false);
  });

  test('every result has its rule, a stable fingerprint and its related places', () => {
    const rules: { id: string }[] = run.tool.driver.rules;
    for (const { ruleId, ruleIndex, partialFingerprints } of run.results) {
      expect(rules[ruleIndex]?.id).toBe(ruleId);
      expect(partialFingerprints['archwrightFinding/v1']).toMatch(/^[0-9a-f]{16}$/);
    }
    const untimed = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'missing-timeout');
    expect(untimed.relatedLocations.map((place: { message: { text: string } }) => place.message.text)).toEqual([
      'called from here',
      'called from here',
    ]);
    expect(untimed.codeFlows).toBeUndefined();
  });

  test('a chain is a code flow, a silenced finding a suppressed result, a gap a notification', () => {
    const chain = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'sync-call-chain');
    expect(chain.codeFlows[0].threadFlows[0].locations).toHaveLength(3);
    expect(run.results.at(-1).suppressions).toEqual([{ kind: 'inSource', justification: 'goes away in March' }]);
    expect(run.invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  test('paths are escaped as URIs', () => {
    const [first] = result.findings;
    const odd = { ...result, findings: [{ ...first!, file: 'my shop/ä#1.ts' }] };
    const { artifactLocation } = JSON.parse(reporters.sarif(odd, context)).runs[0].results[0].locations[0]
      .physicalLocation;
    expect(artifactLocation.uri).toBe('my%20shop/%C3%A4%231.ts');
  });
});
