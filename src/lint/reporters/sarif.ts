import type { Finding, Severity } from '../../model/finding.ts';
import type { CoverageGap, Evidence } from '../../model/system.ts';
import { encodePath } from '../../util/encode-path.ts';
import type { LintResult } from '../engine.ts';
import { ruleMarkdown, ruleText } from '../explain-rule.ts';
import type { RuleDoc } from '../rule.ts';
import { ciPath } from './places.ts';
import type { ReportContext } from './reporter.ts';

type Json = Readonly<Record<string, unknown>>;
type Context = Pick<ReportContext, 'prefix'>;

const BASE = '%SRCROOT%';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * SARIF 2.1.0 for code scanning: fingerprints, related locations, code flows for paths, silenced and known findings as
 * suppressed results, the help of each rule, and what was not understood as notifications.
 */
export function sarif(result: LintResult, context: Pick<ReportContext, 'version' | 'prefix'>): string {
  const { rules, findings, suppressed, known } = result;
  const { version } = context;
  const run = {
    tool: { driver: { name: 'archwright', version, semanticVersion: version, rules: rules.map(descriptor) } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [BASE]: { description: { text: 'The folder that Archwright was started in.' } } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(result, context) }],
    results: [
      ...findings.map((finding) => ({ ...sarifResult(finding, rules, context), suppressions: [] })),
      ...suppressed.map((finding) => ({
        ...sarifResult(finding, rules, context),
        suppressions: [{ kind: 'inSource', status: 'accepted', justification: finding.reason }],
      })),
      ...known.map((finding) => ({
        ...sarifResult(finding, rules, context),
        suppressions: [{ kind: 'external', status: 'accepted', justification: 'known in the baseline' }],
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
    ...(rule.references[0] !== undefined && { helpUri: rule.references[0] }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ['architecture', 'maintainability'],
      precision: rule.group === 'core' ? 'high' : 'medium',
      'problem.severity': rule.severity === 'info' ? 'recommendation' : rule.severity,
    },
  };
}

function sarifResult(finding: Finding, rules: readonly RuleDoc[], context: Context): Json {
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
          artifactLocation: artifact(finding.file, context),
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
        logicalLocations: [{ name: finding.service, kind: 'module' }],
      },
    ],
    ...(others.length > 0 && {
      relatedLocations: others.map((site, id) => ({ id: id + 1, ...location(site, context) })),
    }),
    ...(rules[index]?.evidence === 'path' &&
      finding.evidence.length > 1 && { codeFlows: [codeFlow(finding, context)] }),
    partialFingerprints: { 'archwrightFinding/v1': finding.fingerprint },
  };
}

function codeFlow({ evidence }: Finding, context: Context): Json {
  const steps = evidence.map((site, index) => ({ location: location(site, context), executionOrder: index + 1 }));
  return { threadFlows: [{ locations: steps }] };
}

function location(site: Evidence, context: Context): Json {
  return {
    physicalLocation: {
      artifactLocation: artifact(site.file, context),
      ...(site.line > 0 && { region: { startLine: site.line, startColumn: Math.max(1, site.column) } }),
    },
    ...(site.note !== undefined && { message: { text: site.note } }),
  };
}

function artifact(file: string, context: Context): Json {
  return { uri: encodePath(ciPath(file, context)), uriBaseId: BASE };
}

function notifications({ coverage, unresolved }: LintResult, context: Context): Json[] {
  const { gaps, opaqueServices } = coverage;
  return [
    ...gaps.map(({ reason, ...site }: CoverageGap) => notification(`not understood: ${reason}`, site, context)),
    ...unresolved.map((site) => notification('the target of this call is not known', site, context)),
    ...opaqueServices.map((id) =>
      notification(`no known library was recognised in the service "${id}"`, null, context),
    ),
  ];
}

function notification(text: string, site: Evidence | null, context: Context): Json {
  const place = site === null ? undefined : location({ ...site }, context);
  return { level: 'note', message: { text }, ...(place !== undefined && { locations: [place] }) };
}
