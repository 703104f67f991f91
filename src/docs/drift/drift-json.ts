import { placeText, type DriftReport } from './drift-words.ts';

/** Drift for programs; `schema/drift.schema.json` describes it. */
export function driftJson({ blueprint, runtime, settled, undecided, unseen, compared }: DriftReport): string {
  const value = {
    schemaVersion: 1,
    blueprint,
    runtime,
    compared,
    drift: settled.map(({ item, diff, why, code }) => ({
      ...item,
      settle: { blueprint: diff, blueprintWhyNot: why, code: { place: placeText(code), todo: code.todo } },
    })),
    undecided,
    unseen,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
