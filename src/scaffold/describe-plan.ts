import { describePlace } from './describe-place.ts';
import type { Operation, Plan } from './plan.ts';

/** How many files a plan would touch, by what it would do to them. `edited` are those that stay as a person made them. */
export interface PlanCounts {
  readonly created: number;
  readonly updated: number;
  readonly merged: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly conflicts: number;
}

/** Counts the operations of a plan. */
export function countPlan({ operations }: Plan): PlanCounts {
  const count = (test: (operation: Operation) => boolean): number => operations.filter(test).length;
  return {
    created: count(({ kind }) => kind === 'create'),
    updated: count((operation) => operation.kind === 'update' && !operation.merged),
    merged: count((operation) => operation.kind === 'update' && operation.merged),
    deleted: count(({ kind }) => kind === 'delete'),
    unchanged: count(({ kind }) => kind === 'unchanged'),
    skipped: count(({ kind }) => kind === 'skip'),
    conflicts: count(({ kind }) => kind === 'conflict'),
  };
}

/** `12 created, 1 merged with your edits, 200 unchanged` */
export function summarizePlan(plan: Plan): string {
  const counts = countPlan(plan);
  const parts = [
    [counts.created, 'created'],
    [counts.updated, 'updated'],
    [counts.merged, 'merged with your edits'],
    [counts.deleted, 'deleted'],
    [counts.conflicts, counts.conflicts === 1 ? 'conflict' : 'conflicts'],
    [counts.skipped, 'left alone'],
    [counts.unchanged, 'unchanged'],
  ] as const;
  const said = parts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : [])).join(', ');
  return said === '' ? 'no file is generated' : said;
}

/** One line per operation; `unchanged` ones are left out. */
export function listPlan({ operations }: Plan): string[] {
  return operations.flatMap((operation) => {
    if (operation.kind === 'conflict')
      return operation.places.map(
        (place) => `conflict  ${operation.path}:${place.line}: ${describePlace(place, operation.style)}`,
      );
    const line = describe(operation);
    return line === undefined ? [] : [line];
  });
}

function describe(operation: Exclude<Operation, { kind: 'conflict' }>): string | undefined {
  const { kind, path } = operation;
  if (kind === 'unchanged') return undefined;
  if (kind === 'skip') return `leave     ${path}: ${operation.reason}`;
  if (kind === 'update' && operation.merged) return `merge     ${path}`;
  return `${kind.padEnd(9)} ${path}`;
}

/** The plan as JSON for other programs; `diff` is its unified diff. */
export function planToJson(plan: Plan, details: { root: string; written: boolean; diff?: string }): string {
  const templates = { from: plan.previous?.template ?? null, to: plan.manifest.template };
  const operations = plan.operations.map((operation) => {
    const { kind, path } = operation;
    if (kind === 'skip') return { kind, path, reason: operation.reason };
    if (kind === 'conflict') {
      const { lines, style, places } = operation;
      return { kind, path, lines, style, places: places.map(({ line, value }) => ({ line, ...value })) };
    }
    if (kind === 'update') return { kind, path, merged: operation.merged };
    return { kind, path };
  });
  const { root, written, diff } = details;
  const summary = countPlan(plan);
  return `${JSON.stringify({ schemaVersion: 1, root, templates, written, summary, operations, ...(diff === undefined ? {} : { diff }) }, null, 2)}\n`;
}
