import { basename } from 'node:path';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { readText } from '../io/read-text.ts';
import { listPlan, planToJson, summarizePlan } from '../scaffold/describe-plan.ts';
import { existingLine } from '../scaffold/existing-services.ts';
import { diffPlan } from '../scaffold/diff-plan.ts';
import { readPending } from '../scaffold/existing.ts';
import { applyPlan, planGeneration, readTemplates } from '../scaffold/generate.ts';
import { BASE_PATH, MANIFEST_PATH, sha256 } from '../scaffold/manifest.ts';
import { NODE_MAJORS, type NodeMajor } from '../scaffold/package-json.ts';
import type { Operation, Plan } from '../scaffold/plan.ts';
import { likelyRenames } from '../scaffold/renames.ts';
import { UserError } from '../util/user-error.ts';
import { inRoot } from './in-root.ts';
import { isSound } from './is-sound.ts';
import { version } from './version.ts';

/** What becomes of a file where a person and the template changed the same thing. */
export type ConflictMode = 'markers' | 'refuse' | 'ours' | 'theirs';

/** What the flags of `generate` and `new service` say in common. */
export interface GenerationFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly keep?: readonly string[];
  readonly restore?: boolean;
  /** `markers` unless said otherwise. */
  readonly conflicts?: ConflictMode;
  /** Release of Node.js to generate for. */
  readonly node?: string;
  /** Run npm install afterwards when something was written. */
  readonly install?: boolean;
  /** False: the blueprint is not judged first. */
  readonly lint?: boolean;
  /** Paths that are taken under generation; nothing else is written. */
  readonly adopt?: readonly string[];
  /** Tells from which templates to which. */
  readonly versions?: boolean;
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
  const { dryRun = false, json = false, keep = [], restore = false, conflicts: mode = 'markers', adopt } = flags;
  requireSettled(root);
  if (flags.lint !== false && !isSound(blueprint, also)) {
    process.exitCode = 1;
    return 0;
  }
  const planned = planGeneration(root, blueprint, readTemplates(), {
    template: version(),
    blueprint: sha256(blueprintText(blueprint, also)),
    node: flags.node === undefined ? undefined : parseNode(flags.node),
    runningOn: Number(process.versions.node.split('.')[0]),
    keep,
    restore,
    side: mode === 'ours' || mode === 'theirs' ? mode : undefined,
    adopt,
  });
  const plan = { ...planned, operations: [...also, ...planned.operations] };
  requireKnown(keep, plan);
  const conflicts = plan.operations.some(({ kind }) => kind === 'conflict');
  const refuse = mode === 'refuse';
  const written = dryRun ? 0 : applyPlan(root, plan, { refuse });
  const existing = existingLine(blueprint);
  if (!json && existing !== '') process.stdout.write(existing);
  if (json) {
    const diff = dryRun || (conflicts && refuse) ? { diff: diffPlan(plan) } : {};
    process.stdout.write(planToJson(plan, { root, written: written > 0, ...diff }));
  } else {
    const head = flags.versions ? `${versionLine(plan)}\n` : '';
    if (dryRun) process.stdout.write(`${diffPlan(plan)}${head}${preview(plan)}`);
    else process.stdout.write(head + (conflicts ? conflictReport(plan, root, refuse) : report(plan, root, written)));
  }
  process.exitCode = conflicts ? 1 : 0;
  return written;
}

/** Makes sure that no update waits to be continued or aborted. Throws UserError otherwise. */
export function requireSettled(root: string): void {
  const pending = readPending(root);
  if (pending === undefined) return;
  const count = pending.conflicts.length;
  throw new UserError(`an update with ${count === 1 ? 'a file' : `${count} files`} in conflict is under way`, {
    help: `settle the conflicts and run "${inRoot('archwright update', root)} --continue", or "--abort" to have everything back`,
  });
}

function blueprintText(blueprint: Blueprint, also: readonly Operation[]): string {
  const edited = also.find(({ path }) => path === basename(blueprint.file));
  return edited !== undefined && 'text' in edited ? edited.text : readText(blueprint.file, 'the blueprint');
}

function parseNode(text: string): NodeMajor {
  const found = NODE_MAJORS.find((major) => String(major) === text);
  if (found !== undefined) return found;
  throw new UserError(`"${text}" is no release of Node.js that can be generated for`, {
    help: `the releases are ${NODE_MAJORS.join(', ')}`,
  });
}

function versionLine({ previous, manifest }: Plan): string {
  const [from, to] = [previous?.template ?? 'none', manifest.template];
  if (from !== to) return `templates ${from} → ${to}`;
  return previous?.templates === manifest.templates ? `templates ${to}, as before` : `templates ${to}, changed since`;
}

// Which of the new files is the old one is a guess, so that what was edited is moved by who edited it.
function renameLines(plan: Plan): string[] {
  return likelyRenames(plan).flatMap(({ from, to, left }) => [
    `"${from}" looks renamed to "${to}", and ${left.length === 1 ? 'a file' : `${left.length} files`} that you edited would stay behind.`,
    ' = help: to carry your edits over, put your files in the place of the new ones when those are written:',
    ...left.map(([before, after]) => `   git mv -f ${before} ${after}`),
  ]);
}

function preview(plan: Plan): string {
  return `${[...listPlan(plan), ...renameLines(plan), '', `dry run, nothing written: ${summarizePlan(plan)}`].join('\n')}\n`;
}

function report(plan: Plan, root: string, written: number): string {
  const notable = plan.operations.filter(({ kind }) => kind === 'skip' || kind === 'delete');
  const merged = plan.operations.filter((operation) => operation.kind === 'update' && operation.merged);
  const lines = listPlan({ ...plan, operations: [...notable, ...merged] });
  const idle = plan.operations.every(({ kind }) => kind === 'unchanged' || kind === 'skip');
  if (idle) lines.push(written === 0 ? `nothing to write: ${summarizePlan(plan)}` : `recorded: ${summarizePlan(plan)}`);
  else lines.push(summarizePlan(plan));
  lines.push(...renameLines(plan));
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

function conflictReport(plan: Plan, root: string, refused: boolean): string {
  const conflicts = plan.operations.filter(({ kind }) => kind === 'conflict');
  const update = inRoot('archwright update', root);
  const help = refused
    ? [
        ' = help: --dry-run shows both sides. Without "--conflicts refuse" they are written to be settled, and can be undone;',
        `   "--keep ${conflicts[0]?.path ?? ''}" keeps your version of a file`,
      ]
    : [
        ' = help: settle these places: between markers choose or combine; in JSON and YAML your value stands until you change it.',
        `   Then "${update} --continue" (with --ours or --theirs FILE to settle a file whole), or "${update} --abort"`,
        '   to have every file back as it was',
      ];
  const head = refused ? 'nothing was written' : 'written, with conflicts to settle';
  return [...listPlan({ ...plan, operations: conflicts }), `${head}: ${summarizePlan(plan)}`, ...help, ''].join('\n');
}

function requireKnown(keep: readonly string[], plan: Plan): void {
  const known = new Set(plan.operations.map(({ path }) => path));
  for (const path of keep)
    if (!known.has(path))
      throw new UserError(`--keep "${path}" names no generated file`, {
        help: 'paths are relative to archwright.yaml, as the report shows them',
      });
}
