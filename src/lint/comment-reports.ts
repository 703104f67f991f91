import type { SystemModel } from '../model/system.ts';
import { ownerOf } from './owner.ts';
import type { RuleDoc } from './rule.ts';
import { graded, type GradedReport } from './run-rules.ts';
import { suppressionDoc, unusedSuppressionDoc } from './suppression-rules.ts';
import { useKey, type Suppression } from './suppressions.ts';

interface Context {
  readonly model: SystemModel;
  readonly active: readonly RuleDoc[];
  /** Keys of the suppressions that silenced something. */
  readonly used: ReadonlySet<string>;
  readonly setting: Parameters<typeof graded>[2];
}

/** What is wrong with a comment that silences findings: what it says, or that there is nothing to silence. */
export function reportsAboutComments(suppression: Suppression, context: Context): GradedReport[] {
  const { model, active, used, setting } = context;
  const { file, line, column } = suppression.comment;
  const base = { at: { file, line, column }, service: ownerOf(model, file), evidence: [] };
  const make = (rule: RuleDoc, message: string): GradedReport[] =>
    active.includes(rule) ? graded(rule, { ...base, message }, setting) : [];
  const runs = (name: string): boolean =>
    active.some((rule) => rule.name === name) && setting.settingsOf(name, file).severity !== 'off';
  const unused = suppression.rules.filter((name) => runs(name) && !used.has(useKey(suppression, name)));
  return [
    ...suppression.problems.flatMap((problem) => make(suppressionDoc, problem)),
    ...unused.flatMap((name) => make(unusedSuppressionDoc, `there is no finding of "${name}" here to silence`)),
  ];
}
