import { relative } from 'node:path';
import { headline, STATES, type DriftReport, type Settled } from '../docs/drift/drift-words.ts';
import { fingerprinter } from '../lint/fingerprint.ts';
import type { LintResult } from '../lint/engine.ts';
import type { RuleDoc } from '../lint/rule.ts';
import type { DriftState } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import type { Evidence, SystemModel } from '../model/system.ts';

const RULES: Readonly<Record<DriftState, Pick<RuleDoc, 'summary' | 'why' | 'fix'>>> = {
  'declared-only': {
    summary: 'The blueprint declares it, and the code does not have it.',
    why: 'Whoever reads the blueprint counts on something that nobody built, or that is gone.',
    fix: 'Build it, or take it from archwright.yaml.',
  },
  'observed-only': {
    summary: 'The code has it, and the blueprint does not declare it.',
    why: 'Nobody agreed to it, and what is decided from the blueprint leaves it out.',
    fix: 'Declare it in archwright.yaml, or remove it.',
  },
  'runtime-only': {
    summary: 'Telemetry has seen it, and neither the blueprint nor the code shows it.',
    why: 'Something talks to something, and no file says why.',
    fix: 'Find out who does it: a service of another repository, or code that was not understood.',
  },
  changed: {
    summary: 'The blueprint and the code say different things about it.',
    why: 'One of the two is wrong, and people trust both.',
    fix: 'Make either follow the other: "archwright sync --to blueprint", or change the code.',
  },
};

const LIMITS = ['What cannot be decided is told apart, and is no finding.'];

/** Drift as what a linter found, for the formats that continuous integration reads: one rule for each state. */
export function driftFindings(dir: string, report: DriftReport, observed: SystemModel): LintResult {
  const print = fingerprinter();
  return {
    root: dir,
    findings: report.settled.map((one) => findingOf(dir, one, report, print)),
    suppressed: [],
    ignored: 0,
    known: [],
    outside: 0,
    rules: (Object.keys(RULES) as DriftState[]).map(ruleOf),
    services: observed.services.length,
    coverage: observed.coverage,
    unresolved: observed.calls
      .filter(({ toKind }) => toKind === 'unresolved')
      .flatMap((call) => call.evidence.slice(0, 1)),
    model: observed,
  };
}

function ruleOf(state: DriftState): RuleDoc {
  const frame = { group: 'core', severity: 'error', limits: LIMITS, options: {}, references: [] } as const;
  const examples = { bad: '', good: '' };
  return { name: `drift-${state}`, ...frame, ...RULES[state], examples, evidence: 'related', scope: 'drift' };
}

// At the code where there is some: that is what a pull request changes.
function findingOf(
  dir: string,
  { item, code, why }: Settled,
  { blueprint }: DriftReport,
  print: ReturnType<typeof fingerprinter>,
): Finding {
  const rule = `drift-${item.state}`;
  const inCode = item.state === 'runtime-only' ? [] : item.inCode;
  const file = relative(dir, blueprint).replaceAll('\\', '/');
  const [at = { file, line: 1, column: 1 }, ...others]: readonly Evidence[] = [...inCode, ...item.inBlueprint];
  const service = item.service ?? '';
  const [line, column] = [Math.max(1, at.line), Math.max(1, at.column)];
  const words = `In the code: ${code.todo}. ${why === null ? 'Or let the blueprint follow: archwright sync --to blueprint' : `By hand in the blueprint: ${why}`}`;
  return {
    rule,
    severity: 'error',
    message: item.state === 'changed' ? headline(item) : `${STATES[item.state].toLowerCase()}: ${headline(item)}`,
    service,
    file: at.file,
    line,
    column,
    endLine: line,
    endColumn: column + 1,
    evidence: [at, ...others],
    fingerprint: print({ rule, service, file: at.file, text: `${item.kind} ${item.what} ${item.attribute ?? ''}` }),
    help: words,
  };
}
