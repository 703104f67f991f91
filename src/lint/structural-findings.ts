import type { SystemModel } from '../model/system.ts';
import { blueprintRules } from './design-rules/index.ts';

/** A finding about the structure of a system, without a place: models that were only thought of have none. */
interface StructuralFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/** What the rules about structure find in a model, whether it was declared, recovered or only thought of. */
export function structuralFindings(model: SystemModel): readonly StructuralFinding[] {
  return blueprintRules.flatMap((rule) =>
    rule.run(model).map(({ message, severity }) => ({ rule: rule.name, severity: severity ?? rule.severity, message })),
  );
}

/** Findings of one list that the other lacks. */
export function missingFrom(
  some: readonly StructuralFinding[],
  others: readonly StructuralFinding[],
): readonly StructuralFinding[] {
  return some.filter(({ rule, message }) => !others.some((other) => other.rule === rule && other.message === message));
}
