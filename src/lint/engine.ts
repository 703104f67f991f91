import picomatch from 'picomatch';
import type { LintSettings } from '../blueprint/blueprint.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { Recovery } from '../model/recovery.ts';
import type { Coverage, Evidence, SystemModel } from '../model/system.ts';
import { byCodeUnit } from '../util/by-code-unit.ts';
import { fingerprinter } from './fingerprint.ts';
import type { Report, Rule, RuleDoc } from './rule.ts';
import { unresolvedCalls } from './sites.ts';
import { checkSettings, severityOf, type Locate, type RuleSettings } from './settings.ts';
import { endOfExpression, linesOf, type Sources } from './span.ts';
import { suppressionDoc, suppressionDocs, unusedSuppressionDoc } from './suppression-rules.ts';
import { readSuppression, type Suppression } from './suppressions.ts';

/** A finding that a comment in the source silences, and the reason given there. */
export interface SuppressedFinding extends Finding {
  readonly reason: string;
}

/** What linting gave; findings in the order of file, line, column and rule. */
export interface LintResult {
  readonly root: string;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** Findings in files that the configuration leaves out. */
  readonly ignored: number;
  /** The rules that were run, and those about suppressions. */
  readonly rules: readonly RuleDoc[];
  readonly services: number;
  readonly coverage: Coverage;
  /** Calls whose target is not known. */
  readonly unresolved: readonly Evidence[];
}

export interface LintOptions {
  readonly settings: LintSettings;
  readonly rules: readonly Rule[];
  /** Names of the rules to run; all when left out. */
  readonly only?: readonly string[];
  readonly sources: Sources;
  readonly locate?: Locate;
}

interface Raw extends Report {
  readonly rule: RuleDoc;
  readonly level: Severity;
}

/**
 * Runs the rules on a recovered model and applies settings and suppressions.
 * Throws UserError when the settings name a rule or option that does not exist.
 */
export function lintModel({ model, ignores }: Recovery, options: LintOptions): LintResult {
  const { settings, rules, only, sources } = options;
  const known: readonly RuleDoc[] = [...rules, ...suppressionDocs];
  const settingsOf = checkSettings(settings, known, options.locate ?? (() => ({})));
  const active = known.filter(
    (rule) => settingsOf(rule.name).severity !== 'off' && (only?.includes(rule.name) ?? true),
  );
  const isIgnored = picomatch([...settings.ignore], { dot: true });
  const suppressions = ignores
    .filter((comment) => !isIgnored(comment.file))
    .map((comment) =>
      readSuppression(
        comment,
        known.map(({ name }) => name),
        sources,
      ),
    );

  const raw = rules
    .filter((rule) => active.includes(rule))
    .flatMap((rule) => runRule(rule, model, settingsOf(rule.name)));
  const reported = raw.filter(({ at }) => !isIgnored(at.file));
  const found = finish(reported, sources);
  const used = new Set<string>();
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of found) {
    const suppression = suppressions.find((one) => silences(one, finding));
    if (suppression) suppressed.push({ ...finding, reason: suppression.reason });
    else findings.push(finding);
    if (suppression) used.add(useKey(suppression, finding.rule));
  }
  const aboutComments = suppressions.flatMap((one) => commentReports(one, model, active, used, settingsOf));
  return {
    root: model.root,
    findings: [...findings, ...finish(aboutComments, sources)].sort(byPlace),
    suppressed,
    ignored: raw.length - reported.length,
    rules: active,
    services: model.services.length,
    coverage: model.coverage,
    unresolved: unresolvedCalls(model),
  };
}

function runRule(rule: Rule, model: SystemModel, { severity, options }: RuleSettings): Raw[] {
  return rule.run(model, options).map((report) => {
    const level = severityOf(rule, report, severity === 'off' ? undefined : severity);
    return { ...report, rule, level };
  });
}

function finish(reports: readonly Raw[], sources: Sources): Finding[] {
  const lineAt = ({ file, line }: Evidence): string | undefined => {
    const source = sources(file);
    return source === undefined ? undefined : linesOf(source)[line - 1];
  };
  const fingerprint = fingerprinter();
  const findings = reports.map(({ at, rule, level, service, message, evidence, help }) => {
    const text = lineAt(at);
    return {
      finding: {
        rule: rule.name,
        severity: level,
        message,
        service,
        file: at.file,
        line: at.line,
        column: at.column,
        endLine: at.line,
        endColumn: endOfExpression(text ?? '', at.column),
        evidence: [at, ...evidence],
        help: help ?? rule.fix,
      },
      text: text ?? message,
    };
  });
  findings.sort((a, b) => byPlace(a.finding, b.finding));
  return findings.map(({ finding, text }) => ({ ...finding, fingerprint: fingerprint({ ...finding, text }) }));
}

type Placed = Pick<Finding, 'file' | 'line' | 'column' | 'rule' | 'message'>;

function byPlace(a: Placed, b: Placed): number {
  return (
    byCodeUnit(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    byCodeUnit(a.rule, b.rule) ||
    byCodeUnit(a.message, b.message)
  );
}

function silences({ comment, rules, lines }: Suppression, finding: Finding): boolean {
  return comment.file === finding.file && lines.includes(finding.line) && rules.includes(finding.rule);
}

function useKey({ comment }: Suppression, rule: string): string {
  return `${comment.file}:${comment.line}:${comment.column} ${rule}`;
}

function commentReports(
  suppression: Suppression,
  model: SystemModel,
  active: readonly RuleDoc[],
  used: ReadonlySet<string>,
  settingsOf: (rule: string) => RuleSettings,
): Raw[] {
  const { file, line, column } = suppression.comment;
  const base = { at: { file, line, column }, service: serviceOf(model, file), evidence: [] };
  const make = (rule: RuleDoc, message: string): Raw[] => {
    const configured = settingsOf(rule.name).severity;
    if (!active.includes(rule) || configured === 'off') return [];
    return [{ ...base, rule, message, level: severityOf(rule, {}, configured) }];
  };
  const unused = suppression.rules.filter(
    (name) => active.some((rule) => rule.name === name) && !used.has(useKey(suppression, name)),
  );
  return [
    ...suppression.problems.flatMap((problem) => make(suppressionDoc, problem)),
    ...unused.flatMap((name) => make(unusedSuppressionDoc, `there is no finding of "${name}" here to silence`)),
  ];
}

function serviceOf(model: SystemModel, file: string): string {
  const owners = model.services.filter(({ path }) => path === '.' || file === path || file.startsWith(`${path}/`));
  return owners.sort((a, b) => b.path.length - a.path.length)[0]?.id ?? '';
}
