import { answerText } from '../format-value.ts';
import type { AuditedDecision, Passed } from './audited.ts';

/** How many decisions came out which way. */
export interface AuditSummary {
  readonly holds: number;
  readonly violated: number;
  readonly thresholdPassed: number;
  readonly unverifiable: number;
}

/** Counts the outcomes. */
export function auditSummary(decisions: readonly AuditedDecision[]): AuditSummary {
  const number = (outcome: AuditedDecision['outcome']): number =>
    decisions.filter((decision) => decision.outcome === outcome).length;
  return {
    holds: number('holds'),
    violated: number('violated'),
    thresholdPassed: number('threshold passed'),
    unverifiable: number('unverifiable'),
  };
}

/** An audit as data for other programs: `schema/audit.schema.json`. Answers are written as an answers file has them. */
export function auditJson(decisions: readonly AuditedDecision[], pending: number): Record<string, unknown> {
  return {
    schemaVersion: 1,
    summary: { ...auditSummary(decisions), notAccepted: pending },
    decisions: decisions.map((decision) => ({
      decision: decision.place.label,
      recordedIn: decision.place.kind,
      title: decision.title,
      file: decision.place.file,
      line: decision.place.line,
      column: decision.place.column,
      tree: decision.tree?.id ?? null,
      option: decision.option?.id ?? null,
      outcome: decision.outcome,
      violations: decision.violations,
      passed: decision.passed.map(passedJson),
      held: decision.held,
      notVerified: decision.open,
      confirm: decision.confirm,
    })),
  };
}

function passedJson({ kind, text, condition, values, thresholds }: Passed): Record<string, unknown> {
  return {
    kind,
    text,
    condition,
    values: values.map(({ input, then, now, source }) => ({
      question: input.id,
      then: then === undefined ? null : answerText(input, then),
      now: answerText(input, now),
      source,
    })),
    thresholds: thresholds.map(({ threshold, value }) => ({
      name: threshold.id,
      value,
      unit: threshold.type === 'duration' ? 'ms' : threshold.unit,
      default: threshold.value,
    })),
  };
}
