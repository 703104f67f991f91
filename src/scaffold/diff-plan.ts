import { diffTexts } from '../util/diff-texts.ts';
import type { Plan } from './plan.ts';

/** The unified diff of everything that a plan would change, conflicts with their markers included. */
export function diffPlan(plan: Plan): string {
  const patches = plan.operations.map((operation) => {
    const { path, kind } = operation;
    if (kind === 'create') return diffTexts(path, null, operation.text);
    if (kind === 'update' || kind === 'conflict') return diffTexts(path, operation.before, operation.text);
    return kind === 'delete' ? diffTexts(path, operation.before, null) : '';
  });
  return patches.join('');
}
