import type { Blueprint } from '../blueprint/blueprint.ts';
import { listPlan, planToJson, summarizePlan } from '../scaffold/describe-plan.ts';
import { diffPlan } from '../scaffold/diff-plan.ts';
import { applyPlan, planGeneration, readTemplates } from '../scaffold/generate.ts';
import { BASE_PATH, MANIFEST_PATH } from '../scaffold/manifest.ts';
import { NODE_MAJORS, type NodeMajor } from '../scaffold/package-json.ts';
import type { Operation, Plan } from '../scaffold/plan.ts';
import { UserError } from '../util/user-error.ts';
import { version } from './version.ts';

/** What the flags of `generate` and `new service` say in common. */
export interface GenerationFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly keep?: readonly string[];
  readonly restore?: boolean;
  /** Release of Node.js to generate for. */
  readonly node?: string;
  /** Run npm install afterwards when something was written. */
  readonly install?: boolean;
}

/**
 * Plans a blueprint into `root`, writes or shows it, tells what happened, and sets the exit status: 1 for a conflict.
 * `also` are files written in the same stroke, such as the blueprint itself. Returns the number of files written.
 */
export function runGeneration(
  root: string,
  blueprint: Blueprint,
  flags: GenerationFlags,
  also: readonly Operation[] = [],
): number {
  const { dryRun = false, json = false, keep = [], restore = false } = flags;
  const planned = planGeneration(root, blueprint, readTemplates(), {
    template: version(),
    node: flags.node === undefined ? undefined : parseNode(flags.node),
    runningOn: Number(process.versions.node.split('.')[0]),
    keep,
    restore,
  });
  const plan = { ...planned, operations: [...also, ...planned.operations] };
  requireKnown(keep, plan);
  const conflicts = plan.operations.some(({ kind }) => kind === 'conflict');
  const written = dryRun ? 0 : applyPlan(root, plan);
  if (json) {
    const diff = dryRun || conflicts ? { diff: diffPlan(plan) } : {};
    process.stdout.write(planToJson(plan, { root, written: written > 0, ...diff }));
  } else if (dryRun) process.stdout.write(`${diffPlan(plan)}${preview(plan)}`);
  else process.stdout.write(conflicts ? conflictReport(plan, root) : report(plan, root, written));
  process.exitCode = conflicts ? 1 : 0;
  return written;
}

function parseNode(text: string): NodeMajor {
  const found = NODE_MAJORS.find((major) => String(major) === text);
  if (found !== undefined) return found;
  throw new UserError(`"${text}" is no release of Node.js that can be generated for`, {
    help: `the releases are ${NODE_MAJORS.join(', ')}`,
  });
}

function preview(plan: Plan): string {
  return `${[...listPlan(plan), '', `dry run, nothing written: ${summarizePlan(plan)}`].join('\n')}\n`;
}

function report(plan: Plan, root: string, written: number): string {
  const notable = plan.operations.filter(({ kind }) => kind === 'skip' || kind === 'delete');
  const merged = plan.operations.filter((operation) => operation.kind === 'update' && operation.merged);
  const lines = listPlan({ ...plan, operations: [...notable, ...merged] });
  lines.push(written === 0 ? `nothing to write: ${summarizePlan(plan)}` : summarizePlan(plan));
  if (plan.operations.some(({ kind, path }) => kind === 'create' && path === 'package.json')) {
    const where = root === '.' ? '' : `cd ${root} && `;
    lines.push(
      '',
      'Next:',
      `  ${where}npm install`,
      '  npm test         no infrastructure needed',
      '  npm run dev      the whole system in one process',
    );
    lines.push('', `Keep ${MANIFEST_PATH} and ${BASE_PATH} in version control: later runs merge by them.`);
  }
  return `${lines.join('\n')}\n`;
}

function conflictReport(plan: Plan, root: string): string {
  const conflicts = plan.operations.filter(({ kind }) => kind === 'conflict');
  const first = conflicts[0]?.path ?? '';
  return [
    ...listPlan({ ...plan, operations: conflicts }),
    `nothing was written: ${summarizePlan(plan)}`,
    ' = help: --dry-run shows both sides. Make the template’s change by hand where you want it, then settle the file with',
    `   archwright generate ${root === '.' ? '' : `${root} `}--keep ${first}`,
    '',
  ].join('\n');
}

function requireKnown(keep: readonly string[], plan: Plan): void {
  const known = new Set(plan.operations.map(({ path }) => path));
  for (const path of keep)
    if (!known.has(path))
      throw new UserError(`--keep "${path}" names no generated file`, {
        help: 'paths are relative to archwright.yaml, as the report shows them',
      });
}
