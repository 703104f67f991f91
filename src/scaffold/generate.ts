import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { lookAt, readTree } from '../io/read-tree.ts';
import { requireInside, writeAll, type FileChange } from '../io/write-all.ts';
import { BASE_PATH, MANIFEST_PATH, formatManifest, parseManifest } from './manifest.ts';
import { nodeMajorFor, type NodeMajor } from './package-json.ts';
import { planFiles, type Existing, type ExistingFile, type Plan, type PlanOptions } from './plan.ts';
import { renderSystem } from './render-system.ts';
import type { Templates } from './render-service.ts';

/** The templates of this installation. */
export function readTemplates(folder: string = fileURLToPath(new URL('../../templates', import.meta.url))): Templates {
  const templates = new Map<string, string>();
  for (const part of ['platform/src', 'service', 'system'])
    for (const [path, text] of readTree(join(folder, part))) templates.set(`${part}/${path}`, text);
  const versions = readTree(join(folder, 'platform')).get('versions.json');
  if (versions !== undefined) templates.set('platform/versions.json', versions);
  return templates;
}

/** The tree below `root`, as far as a plan for these files has to know it. Throws UserError for a path that leads outside. */
export function readExisting(root: string, paths: Iterable<string>): Existing {
  const textAt = (path: string): string | undefined => {
    const found = lookAt(join(root, path));
    return found !== undefined && 'text' in found ? found.text : undefined;
  };
  const manifest = parseManifest(textAt(MANIFEST_PATH), textAt(BASE_PATH));
  const files = new Map<string, ExistingFile>();
  for (const path of new Set([...paths, ...(manifest?.files.keys() ?? [])])) {
    requireInside(root, path);
    const found = lookAt(join(root, path));
    if (found !== undefined) files.set(path, found);
  }
  return { manifest, files };
}

/** `node`: what was asked for, if anything was; `runningOn`: the major version that runs us, for a system that is new. */
export interface GenerationOptions extends Omit<PlanOptions, 'node'> {
  readonly node: NodeMajor | undefined;
  readonly runningOn: number;
}

/** What a blueprint would write into the tree below `root`, which is only looked at. It stays with its release of Node.js until another one is asked for. */
export function planGeneration(
  root: string,
  blueprint: Blueprint,
  templates: Templates,
  options: GenerationOptions,
): Plan {
  const recorded = readExisting(root, []).manifest;
  const node = options.node ?? nodeMajorFor(recorded === undefined ? options.runningOn : recorded.node);
  const output = renderSystem(blueprint, templates, node);
  return planFiles(output, readExisting(root, output.keys()), { ...options, node });
}

/**
 * Does what a plan says, all of it or nothing. Writes nothing at all when there is a conflict or nothing changes.
 * Returns the number of files written or deleted.
 */
export function applyPlan(root: string, plan: Plan): number {
  if (plan.operations.some(({ kind }) => kind === 'conflict')) return 0;
  const changes: FileChange[] = [];
  for (const operation of plan.operations) {
    const { path } = operation;
    if (operation.kind === 'create') changes.push({ path, before: null, text: operation.text });
    if (operation.kind === 'update') changes.push({ path, before: operation.before, text: operation.text });
    if (operation.kind === 'delete') changes.push({ path, before: operation.before, text: null });
  }
  for (const { path, text } of formatManifest(plan.manifest)) {
    const found = lookAt(join(root, path));
    const before = found !== undefined && 'text' in found ? found.text : null;
    if (before !== text) changes.push({ path, before, text });
  }
  writeAll(root, '.archwright', changes);
  return changes.length;
}
