import { basename } from 'node:path';
import { editBlueprint } from '../blueprint/edit-blueprint.ts';
import { findBlueprint, parseBlueprint } from '../blueprint/read-blueprint.ts';
import { readText, requireFolder } from '../io/read-text.ts';
import { countPlan, listPlan, summarizePlan } from '../scaffold/describe-plan.ts';
import { diffPlan } from '../scaffold/diff-plan.ts';
import { applyPlan, readTemplates } from '../scaffold/generate.ts';
import { sha256 } from '../scaffold/manifest.ts';
import { extractionEdits, type ExtractionWishes } from '../scaffold/monolith/extraction-edits.ts';
import { planExtraction, type Extraction } from '../scaffold/monolith/plan-extraction.ts';
import type { Operation, Plan } from '../scaffold/plan.ts';
import { UserError } from '../util/user-error.ts';
import { version } from './version.ts';

/** Options of `archwright extract`, as commander gives them. */
export interface ExtractFlags {
  readonly bus?: ExtractionWishes['bus'];
  readonly facade: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly keep?: readonly string[];
  readonly install?: boolean;
}

/** Makes a service of a module, or shows how, and sets the exit status: 1 for a conflict. */
export async function runExtract(module: string, root: string, flags: ExtractFlags): Promise<void> {
  requireFolder(root);
  const path = findBlueprint(root);
  if (path === undefined)
    throw new UserError(`there is no archwright.yaml in "${root}"`, { help: 'name the folder that has it' });
  const text = readText(path, 'the blueprint');
  const before = parseBlueprint(path, text);
  const edits = extractionEdits(module, before, { bus: flags.bus, facade: flags.facade });
  const edited = editBlueprint(text, edits, path);
  const extraction = planExtraction(
    root,
    module,
    { blueprint: parseBlueprint(path, edited), before },
    readTemplates(),
    {
      template: version(),
      node: undefined,
      blueprint: sha256(edited),
      runningOn: Number(process.versions.node.split('.')[0]),
      keep: flags.keep ?? [],
    },
  );
  const change: Operation = { kind: 'update', path: basename(path), before: text, text: edited, merged: false };
  const plan: Plan = { ...extraction.plan, operations: [change, ...extraction.plan.operations] };
  const conflicts = plan.operations.some(({ kind }) => kind === 'conflict');
  const written = flags.dryRun === true || conflicts ? 0 : applyPlan(root, plan);
  const told = { ...extraction, plan };
  if (flags.json === true)
    process.stdout.write(
      toJson(module, told, { root, written: written > 0, diff: flags.dryRun === true || conflicts }),
    );
  else if (conflicts) process.stdout.write(conflictReport(plan, module));
  else
    process.stdout.write(
      flags.dryRun === true
        ? `${diffPlan(plan)}${report(told, 'dry run, nothing written: ')}`
        : `${report(told, '')}${next(extraction, root)}`,
    );
  process.exitCode = conflicts ? 1 : 0;
  if (flags.install === true && written > 0)
    await (await import('./install-dependencies.ts')).installDependencies(root);
}

/** What moved, with edits first, then what else changes. */
function report({ plan, moves }: Extraction, mode: string): string {
  const places = new Set(moves.flatMap(({ from, to }) => [from, to]));
  const edited = moves
    .filter((move) => move.edited)
    .map(({ from, to }) => `move      ${from} -> ${to}, with your edits`);
  const plain = moves.length - edited.length;
  const rest = { ...plan, operations: plan.operations.filter(({ path }) => !places.has(path)) };
  const notable = rest.operations.filter(
    (operation) => operation.kind === 'skip' || (operation.kind === 'update' && operation.path.includes('/src/')),
  );
  return `${[
    ...edited,
    `move      ${plain} ${plain === 1 ? 'file' : 'files'} as they were generated`,
    ...listPlan({ ...plan, operations: notable }),
    `${mode}${moves.length} moved, ${summarizePlan(rest)}`,
  ].join('\n')}\n`;
}

function next({ page }: Extraction, root: string): string {
  const where = root === '.' ? '' : `cd ${root} && `;
  return `\nNext:\n  ${where}npm install && npm test\n  ${page}   how the running system and its data follow\n`;
}

function conflictReport(plan: Plan, module: string): string {
  const conflicts = plan.operations.filter(({ kind }) => kind === 'conflict');
  return `${[
    ...listPlan({ ...plan, operations: conflicts }),
    'nothing was written',
    ' = help: --dry-run shows both sides. Settle a file in favor of your version with',
    `   archwright extract ${module} --keep ${conflicts[0]?.path ?? ''}`,
  ].join('\n')}\n`;
}

function toJson(
  module: string,
  { plan, moves, page }: Extraction,
  { root, written, diff }: { root: string; written: boolean; diff: boolean },
): string {
  const operations = plan.operations
    .filter(({ kind }) => kind !== 'unchanged')
    .map((operation) => ({
      kind: operation.kind,
      path: operation.path,
      ...(operation.kind === 'skip' && { reason: operation.reason }),
      ...(operation.kind === 'conflict' && { lines: operation.lines }),
    }));
  const told = { schemaVersion: 1, root, module, written, page, moves, summary: countPlan(plan), operations };
  return `${JSON.stringify({ ...told, ...(diff && { diff: diffPlan(plan) }) }, null, 2)}\n`;
}
