import { createTwoFilesPatch } from 'diff';
import type { Plan } from './plan.ts';

/** The unified diff of everything that a plan would change, conflicts with their markers included. */
export function diffPlan(plan: Plan): string {
  const patches: string[] = [];
  for (const operation of plan.operations) {
    const { path, kind } = operation;
    if (kind === 'create') patches.push(patch('/dev/null', `b/${path}`, '', operation.text));
    if (kind === 'update' || kind === 'conflict')
      patches.push(patch(`a/${path}`, `b/${path}`, operation.before, operation.text));
    if (kind === 'delete') patches.push(patch(`a/${path}`, '/dev/null', operation.before, ''));
  }
  return patches.join('');
}

function patch(from: string, to: string, before: string, after: string): string {
  // The first line is a row of "=" that diff tools do not need.
  return createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: 3 }).replace(/^=+\n/, '');
}
