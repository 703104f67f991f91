import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { reporters } from '../../../src/lint/reporters/index.ts';
import { plainPalette, type ReportContext } from '../../../src/lint/reporters/reporter.ts';
import { summaryText } from '../../../src/lint/summary.ts';
import { validateSarif } from '../../support/validate-sarif.ts';
import { shopResult, shopSources } from '../../support/shop-result.ts';

const context: ReportContext = {
  palette: plainPalette,
  width: 80,
  sources: shopSources,
  version: '1.2.3',
  prefix: '',
  sourceUrl: null,
};
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

  test('many findings are counted by rule at the end, and prose stays narrow where the terminal is wide', () => {
    const many = { ...result, findings: [1, 2, 3].flatMap(() => result.findings) };
    const lines = reporters.pretty(many, { ...context, width: 200 }).split('\n');
    expect(lines).toContain(
      'By rule: hard-coded-endpoint 3, missing-health-check 3, missing-timeout 3, sync-call-chain 3.',
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(reporters.pretty(result, context)).not.toContain('By rule');
  });

  test('a clean result says so, with what was looked at', () => {
    const clean = { ...result, findings: [], suppressed: [] };
    expect(reporters.pretty(clean, context)).toMatch(/^No findings in 5 services\.\nLooked at 20 source files/);
  });
});

test('compact has one line per finding', () => {
  expect(reporters.compact(result).split('\n')).toEqual([
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

test('gitlab has what GitLab documents for each finding, and tells them apart', () => {
  const text = { type: 'string', minLength: 1 };
  // https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  const validate = new Ajv2020().compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: text,
        check_name: text,
        fingerprint: text,
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^(?![.]/|/).' },
            lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
          },
        },
      },
    },
  });
  const issues: { fingerprint: string; location: { path: string } }[] = JSON.parse(
    reporters.gitlab(result, { ...context, prefix: 'services' }),
  );
  expect(validate(issues), JSON.stringify(validate.errors)).toBe(true);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(result.findings.length);
  expect(issues.map(({ location }) => location.path)).toContain('services/orders/src/http.ts');
  expect(validate([{ ...issues[0], severity: 'error' }])).toBe(false);
  expect(reporters.gitlab({ ...result, findings: [] }, context)).toBe('[]\n');
});

describe('github', () => {
  const annotations = (text: string, kind: string): string[] =>
    text.split('\n').filter((line) => line.startsWith(`::${kind} `));

  test('errors come first, each at its place', () => {
    const lines = reporters.github(result, context).trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      '::error',
      '::error',
      '::warning',
      '::warning',
      'Archwright:',
    ]);
    expect(lines[0]).toBe(
      '::error file=orders/src/http.ts,line=4,endLine=4,col=26,endColumn=36,title=archwright missing-timeout::' +
        '"orders" calls "payment" and "inventory" without a deadline: axios waits without end; 2 calls go through here%0A' +
        'To mend it: set "timeout: 2_000" at the call or in axios.create; choose a value that fits the operation',
    );
  });

  test('of more than ten the last annotation says how many, and the log lists them', () => {
    const [first] = result.findings.filter(({ severity }) => severity === 'error');
    const many = Array.from({ length: 23 }, (_, line) => ({ ...first!, line: line + 1 }));
    const text = reporters.github({ ...result, findings: [...many, ...result.findings] }, context);
    expect(annotations(text, 'error')).toHaveLength(10);
    expect(annotations(text, 'error').at(-1)).toBe(
      '::error title=Archwright::16 more errors of Archwright; the log of this step lists them.',
    );
    expect(annotations(text, 'warning')).toHaveLength(2);
    expect(text.match(/^orders\/src\/http\.ts:\d+:26: error: /gm)).toHaveLength(15);
  });

  test('exactly ten need no such note', () => {
    const findings = Array.from({ length: 10 }, () => result.findings[1]!);
    expect(reporters.github({ ...result, findings }, context)).not.toContain('more error');
  });
});

test('junit: a suite for each rule, failures for errors and warnings, silenced findings skipped', () => {
  const xml = reporters.junit(result, context);
  const counts = /<testsuites name="archwright" tests="(\d+)" failures="4" errors="0" skipped="1">/.exec(xml);
  expect(Number(counts?.[1])).toBe(xml.match(/<testcase /g)?.length);
  expect(xml.match(/<failure /g)).toHaveLength(4);
  expect(xml).toContain('<skipped message="silenced: goes away in March"/>');
  expect(xml).toContain(
    '<testsuite name="archwright.shared-database" tests="1" failures="0" errors="0" skipped="0">\n    <testcase classname="shared-database" name="no finding"/>',
  );
});

test('markdown says the sum, a table of rules, and each finding with its evidence', async () => {
  const linked = { ...context, sourceUrl: 'https://git.example.com/shop/blob/main' };
  await expect(reporters.markdown(result, linked)).toMatchFileSnapshot('shop.md');
});

describe('sarif', () => {
  const log = JSON.parse(reporters.sarif(result, context));
  const [run] = log.runs;

  test('is valid SARIF 2.1.0', () => {
    const validate = validateSarif();
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
    expect(run.results.at(-1).suppressions).toEqual([
      { kind: 'inSource', status: 'accepted', justification: 'goes away in March' },
    ]);
    expect(chain.suppressions).toEqual([]);
    const notes = run.invocations[0].toolExecutionNotifications.map(
      (note: { message: { text: string } }) => note.message.text,
    );
    expect(notes).toEqual(['not understood: it does not parse: "}" expected', 'the target of this call is not known']);
  });

  test('what the baseline knows is a result that is suppressed from outside', () => {
    const [first, ...findings] = result.findings;
    const { results } = JSON.parse(reporters.sarif({ ...result, findings, known: [first!] }, context)).runs[0];
    expect(results).toHaveLength(result.findings.length + 1);
    expect(results.at(-1)).toMatchObject({
      ruleId: first!.rule,
      suppressions: [{ kind: 'external', justification: 'known in the baseline' }],
    });
  });

  test('paths begin at the working directory', () => {
    const [found] = JSON.parse(reporters.sarif(result, { ...context, prefix: 'my shop' })).runs[0].results;
    expect(found.locations[0].physicalLocation.artifactLocation).toEqual({
      uri: 'my%20shop/fraud/src/server.ts',
      uriBaseId: '%SRCROOT%',
    });
  });

  test('a rule has its help in Markdown and a page to read', () => {
    const rules: { id: string; helpUri?: string; help: { markdown: string } }[] = run.tool.driver.rules;
    const rule = rules.find(({ id }) => id === 'missing-timeout');
    expect(URL.canParse(rule?.helpUri ?? '')).toBe(true);
    expect(rule?.help.markdown).toContain('**How to mend it.**');
  });

  test('paths are escaped as URIs', () => {
    const [first] = result.findings;
    const odd = { ...result, findings: [{ ...first!, file: 'my shop/ä#1.ts' }] };
    const { artifactLocation } = JSON.parse(reporters.sarif(odd, context)).runs[0].results[0].locations[0]
      .physicalLocation;
    expect(artifactLocation.uri).toBe('my%20shop/%C3%A4%231.ts');
  });
});
