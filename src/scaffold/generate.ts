import { join } from 'node:path';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { fileMode, lookAt } from '../io/read-tree.ts';
import { rollBackInterrupted, writeAll, type FileChange } from '../io/write-all.ts';
import { STATE_FOLDER, readExisting } from './existing.ts';
import { formatManifest, sha256 } from './manifest.ts';
import { leaveExisting } from './existing-services.ts';
import { nodeMajorFor, type NodeMajor } from './package-json.ts';
import { PENDING_PATH, formatPending, type PendingFile } from './pending.ts';
import { planFiles, type Plan, type PlanOptions } from './plan.ts';
import { withPacks } from './packs/with-packs.ts';
import { hashTemplates } from './read-templates.ts';
import { renderSystem } from './render-system.ts';
import type { Templates } from './render-service.ts';

export { readTemplates } from './read-templates.ts';

/** `node`: what was asked for, if anything was; `runningOn`: the major version that runs us, for a system that is new. */
export interface GenerationOptions extends Omit<PlanOptions, 'node' | 'templates' | 'services'> {
  readonly node: NodeMajor | undefined;
  readonly runningOn: number;
}

/**
 * What a blueprint would write into the tree below `root`, which is only looked at, but that a run that was killed half way
 * is undone first. It stays with its release of Node.js until another one is asked for.
 */
export function planGeneration(
  root: string,
  blueprint: Blueprint,
  templates: Templates,
  options: GenerationOptions,
): Plan {
  rollBackInterrupted(root, STATE_FOLDER);
  const recorded = readExisting(root, []).manifest;
  const node = options.node ?? nodeMajorFor(recorded === undefined ? options.runningOn : recorded.node);
  const packed = withPacks(root, blueprint, templates).templates;
  const output = renderSystem(blueprint, packed, node);
  const plan = planFiles(output, readExisting(root, output.keys()), {
    ...options,
    node,
    templates: hashTemplates(packed),
    services: Object.fromEntries(blueprint.services.map(({ name, path }) => [name, path])),
  });
  return leaveExisting(plan, blueprint);
}

/**
 * Does what a plan says, all of it or nothing; with `refuse`, nothing at all when there is a conflict. Conflicts are written
 * with their markers, beside a record of how everything was. Returns the number of files written or deleted.
 */
export function applyPlan(root: string, plan: Plan, { refuse = false } = {}): number {
  const conflicts = plan.operations.filter((operation) => operation.kind === 'conflict');
  if (refuse && conflicts.length > 0) return 0;
  const changes: FileChange[] = [];
  for (const operation of plan.operations) {
    const { path } = operation;
    if (operation.kind === 'create') changes.push({ path, before: null, text: operation.text });
    if (operation.kind === 'update' || operation.kind === 'conflict')
      changes.push({ path, before: operation.before, text: operation.text });
    if (operation.kind === 'delete') changes.push({ path, before: operation.before, text: null });
  }
  for (const { path, text } of formatManifest(plan.manifest)) {
    const found = lookAt(join(root, path));
    const before = found !== undefined && 'text' in found ? found.text : null;
    // Where nothing was ever generated there is nothing to remember.
    if (before === null && plan.manifest.files.size === 0) continue;
    if (before !== text) changes.push({ path, before, text });
  }
  const written = changes.length;
  if (conflicts.length > 0) changes.push({ path: PENDING_PATH, before: null, text: pendingText(root, plan, changes) });
  writeAll(root, STATE_FOLDER, changes);
  return written;
}

function pendingText(root: string, plan: Plan, changes: readonly FileChange[]): string {
  const conflicts = plan.operations.flatMap((operation): PendingFile[] => {
    if (operation.kind !== 'conflict') return [];
    const { path, style, places, text, theirs } = operation;
    return [{ path, style, places, written: sha256(text), theirs }];
  });
  const undo = changes.map(({ path, before, text }) => ({
    path,
    before,
    mode: fileMode(join(root, path)),
    written: text === null ? null : sha256(text),
  }));
  return formatPending({ from: plan.previous?.template ?? '', to: plan.manifest.template, conflicts, undo });
}
