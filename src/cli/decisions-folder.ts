import { join } from 'node:path';
import { findBlueprint } from '../blueprint/read-blueprint.ts';
import { readText } from '../io/read-text.ts';
import { parseYaml } from '../io/yaml.ts';

/**
 * The folder of the decisions of a repository: what archwright.yaml in `dir` says, else `docs/decisions`.
 * Only this one setting is read, so that a blueprint with mistakes elsewhere does not keep anybody from deciding.
 */
export function decisionsFolder(dir: string): string {
  const fallback = join(dir, 'docs', 'decisions');
  const blueprint = findBlueprint(dir);
  if (blueprint === undefined) return fallback;
  const { value } = parseYaml(blueprint, readText(blueprint, 'the blueprint'));
  const folder: unknown =
    typeof value === 'object' && value !== null && 'decisions' in value ? value.decisions : undefined;
  return typeof folder === 'string' ? join(dir, folder) : fallback;
}
