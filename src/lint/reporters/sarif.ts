import type { Finding, Severity } from '../../model/finding.ts';
import type { CoverageGap, Evidence } from '../../model/system.ts';
import type { LintResult } from '../engine.ts';
import { ruleMarkdown, ruleText } from '../explain-rule.ts';
import type { RuleDoc } from '../rule.ts';
import type { ReportContext } from './reporter.ts';

type Json = Readonly<Record<string, unknown>>;

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0 for code scanning: fingerprints, related locations, code flows for paths, and the help of each rule. */
export function sarif(result: LintResult, { version }: Pick<ReportContext, 'version'>): string {
  const { rules, findings, suppressed, coverage } = result;
  const run = {
    tool: { driver: { name: 'archwright', version, semanticVersion: version, rules: rules.map(descriptor) } },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: coverage.gaps.map(notification) }],
    results: [
      ...findings.map((finding) => sarifResult(finding, rules)),
      ...suppressed.map((finding) => ({
        ...sarifResult(finding, rules),
        suppressions: [{ kind: 'inSource', justification: finding.reason }],
      })),
    ],
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: RuleDoc): Json {
  return {
    id: rule.name,
    name: rule.name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.summary },
    fullDescription: { text: `${rule.summary} ${rule.why}` },
    help: { text: ruleText(rule), markdown: ruleMarkdown(rule) },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: ['architecture', 'maintainability'], precision: 'high' },
  };
}

function sarifResult(finding: Finding, rules: readonly RuleDoc[]): Json {
  const index = rules.findIndex(({ name }) => name === finding.rule);
  const [, ...others] = finding.evidence;
  const { line, column, endLine, endColumn } = finding;
  return {
    ruleId: finding.rule,
    ruleIndex: index,
    level: LEVELS[finding.severity],
    message: { text: `${finding.message}. To mend it: ${finding.help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(finding.file),
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
        logicalLocations: [{ name: finding.service, kind: 'module' }],
      },
    ],
    ...(others.length > 0 && { relatedLocations: others.map((site, id) => ({ id: id + 1, ...location(site) })) }),
    ...(rules[index]?.evidence === 'path' && finding.evidence.length > 1 && { codeFlows: [codeFlow(finding)] }),
    partialFingerprints: { 'archwrightFinding/v1': finding.fingerprint },
  };
}

function codeFlow({ evidence }: Finding): Json {
  const steps = evidence.map((site, index) => ({ location: location(site), executionOrder: index + 1 }));
  return { threadFlows: [{ locations: steps }] };
}

function location(site: Evidence): Json {
  return {
    physicalLocation: {
      artifactLocation: artifact(site.file),
      ...(site.line > 0 && { region: { startLine: site.line, startColumn: Math.max(1, site.column) } }),
    },
    ...(site.note !== undefined && { message: { text: site.note } }),
  };
}

function artifact(file: string): Json {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function notification({ reason, ...site }: CoverageGap): Json {
  return { level: 'note', message: { text: `not understood: ${reason}` }, locations: [location(site)] };
}
