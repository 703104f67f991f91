import type { LintSettings } from '../blueprint/blueprint.ts';
import type { Finding } from '../model/finding.ts';
import type { Recovery } from '../model/recovery.ts';
import type { Coverage, Evidence, SystemModel } from '../model/system.ts';
import type { PlacedEntry } from './baseline.ts';
import { applyBaseline } from './baseline-reports.ts';
import { designRules } from './design-rules/index.ts';
import { reportsAboutComments } from './comment-reports.ts';
import { byPlace, finishFindings } from './finish-findings.ts';
import { globMatcher } from './globs.ts';
import { presetOf } from './presets.ts';
import type { Rule, RuleDoc } from './rule.ts';
import { runRules, type Around } from './run-rules.ts';
import { checkSettings, type Locate } from './settings.ts';
import { serverSide } from './server-side.ts';
import { unresolvedCalls } from './sites.ts';
import type { Sources } from './span.ts';
import { suppressionDocs } from './suppression-rules.ts';
import { readSuppression, silences, useKey } from './suppressions.ts';

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
  /** Findings that the baseline knows. */
  readonly known: readonly Finding[];
  /** Findings that were left out because of what the run was asked to show: one service, or what a change brings. */
  readonly outside: number;
  /** The rules that were run, and those about suppressions. */
  readonly rules: readonly RuleDoc[];
  readonly services: number;
  readonly coverage: Coverage;
  /** Calls whose target is not known. */
  readonly unresolved: readonly Evidence[];
  /** What was judged. */
  readonly model: SystemModel;
}

export interface LintOptions {
  readonly settings: LintSettings;
  readonly rules: readonly Rule[];
  /** Names of the rules to run; all when left out. */
  readonly only?: readonly string[];
  readonly sources: Sources;
  readonly locate?: Locate;
  /** True when rules were left out that settings and comments may name. */
  readonly isPartial?: boolean;
  /** Known findings: they are neither shown nor counted. */
  readonly baseline?: readonly PlacedEntry[];
  /** Wraps the run of each rule, for whoever measures it. */
  readonly around?: Around;
}

/**
 * Runs the rules on a recovered model and applies settings and suppressions.
 * Throws UserError when the settings name a rule or option that does not exist.
 */
export function lintModel({ model, ignores, beside = {} }: Recovery, options: LintOptions): LintResult {
  const { settings, rules, only, sources, around, baseline = [], isPartial = false } = options;
  const known: readonly RuleDoc[] = [...rules, ...suppressionDocs];
  const settingsOf = checkSettings(settings, known, options.locate ?? (() => ({})));
  const setting = { settingsOf, preset: presetOf(settings.extends), around };
  const active = known.filter(({ name }) => settingsOf.isOn(name) && (only?.includes(name) ?? true));
  const isIgnored = globMatcher(settings.ignore);
  const names = [...known, ...designRules].map(({ name }) => name);
  const suppressions = ignores
    .filter((comment) => !isIgnored(comment.file))
    .map((comment) => readSuppression(comment, names, sources, isPartial));

  const raw = runRules(
    rules.filter((rule) => active.includes(rule)),
    serverSide(model),
    { ...setting, beside },
  );
  const reported = raw.filter(({ at }) => !isIgnored(at.file));
  const used = new Set<string>();
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of finishFindings(reported, sources)) {
    const suppression = suppressions.find((one) => silences(one, finding));
    if (suppression) suppressed.push({ ...finding, reason: suppression.reason });
    else findings.push(finding);
    if (suppression) used.add(useKey(suppression, finding.rule));
  }
  const aboutComments = suppressions.flatMap((one) => reportsAboutComments(one, { model, active, used, setting }));
  findings.push(...finishFindings(aboutComments, sources));
  const compared = applyBaseline(findings, baseline, { active, sources, setting });
  return {
    root: model.root,
    findings: [...compared.fresh, ...finishFindings(compared.reports, sources)].sort(byPlace),
    known: compared.known,
    outside: 0,
    suppressed,
    ignored: raw.length - reported.length,
    rules: active,
    services: model.services.length,
    coverage: model.coverage,
    unresolved: unresolvedCalls(model),
    model,
  };
}
