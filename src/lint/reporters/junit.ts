import type { Finding } from '../../model/finding.ts';
import type { LintResult, SuppressedFinding } from '../engine.ts';
import type { RuleDoc } from '../rule.ts';
import { ciPath, placeText } from './places.ts';
import type { ReportContext } from './reporter.ts';

/**
 * JUnit's XML: a suite for each rule. Errors and warnings are failures, hints and silenced findings are skipped, and a rule
 * that found nothing is one test that passed.
 */
export function junit(result: LintResult, context: Pick<ReportContext, 'prefix'>): string {
  const suites = result.rules.map((rule) => suite(rule, result, context));
  const total = (key: 'tests' | 'failures' | 'skipped'): string =>
    String(suites.reduce((sum, one) => sum + one[key], 0));
  const attributes = { name: 'archwright', tests: total('tests'), failures: total('failures'), errors: '0' };
  const head = `<testsuites${attributeText({ ...attributes, skipped: total('skipped') })}>`;
  const lines = suites.flatMap((one) => one.lines);
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...lines, '</testsuites>']
    .map((line) => `${line}\n`)
    .join('');
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly skipped: number;
  readonly lines: readonly string[];
}

function suite(rule: RuleDoc, result: LintResult, context: Pick<ReportContext, 'prefix'>): Suite {
  const found = result.findings.filter((finding) => finding.rule === rule.name);
  const silenced = result.suppressed.filter((finding) => finding.rule === rule.name);
  const failures = found.filter(({ severity }) => severity !== 'info').length;
  const skipped = found.length - failures + silenced.length;
  const cases = [
    ...found.flatMap((finding) => findingCase(finding, context)),
    ...silenced.flatMap((finding) => silencedCase(finding, context)),
  ];
  const clean = `    <testcase${attributeText({ classname: rule.name, name: 'no finding' })}/>`;
  const tests = Math.max(1, found.length + silenced.length);
  const counts = { tests, failures, skipped };
  const head = { name: `archwright.${rule.name}`, tests, failures, errors: 0, skipped };
  const lines = [`  <testsuite${attributeText(head)}>`, ...(cases.length === 0 ? [clean] : cases), '  </testsuite>'];
  return { ...counts, lines };
}

function findingCase(finding: Finding, context: Pick<ReportContext, 'prefix'>): string[] {
  const [at, ...others] = finding.evidence.map((site) => placeText({ ...site, file: ciPath(site.file, context) }));
  const notes = finding.evidence.slice(1).map(({ note }) => note ?? '');
  const body = [at, ...others.map((place, index) => `  ${place} ${notes[index] ?? ''}`), `To mend it: ${finding.help}`];
  const text = escapeXml(body.map((line) => line?.trimEnd()).join('\n'));
  const tag = finding.severity === 'info' ? 'skipped' : 'failure';
  const type = tag === 'failure' ? { type: finding.severity } : {};
  return [
    `    <testcase${attributeText(caseOf(finding, context))}>`,
    `      <${tag}${attributeText({ message: finding.message, ...type })}>${text}</${tag}>`,
    '    </testcase>',
  ];
}

function silencedCase(finding: SuppressedFinding, context: Pick<ReportContext, 'prefix'>): string[] {
  return [
    `    <testcase${attributeText(caseOf(finding, context))}>`,
    `      <skipped${attributeText({ message: `silenced: ${finding.reason}` })}/>`,
    '    </testcase>',
  ];
}

function caseOf(finding: Finding, context: Pick<ReportContext, 'prefix'>): Record<string, string | number> {
  const file = ciPath(finding.file, context);
  const name = `${file}:${finding.line}:${finding.column} ${finding.message}`;
  return { classname: `${finding.rule}.${finding.service}`, name, file, line: finding.line };
}

function attributeText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/[\t\n\r]/g, reference)}"`)
    .join('');
}

/** Text for XML 1.0: markup escaped, and what no XML document may hold (control characters, halves of characters) replaced. */
function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]|\p{Cs}/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
