import { NODE_MAJORS, type NodeMajor } from '../package-json.ts';
import { lockTree, type LockTable } from './lock-table.ts';
import { LockGap, packageLock } from './package-lock.ts';

/**
 * package-lock.json for the package.json files among `files`, with what templates/platform/locks.json says for this Node.js.
 * Undefined when templates of the user's own bring packages that are not in it: npm has to write the file then.
 */
export function systemLock(
  files: ReadonlyMap<string, string>,
  templates: ReadonlyMap<string, string>,
  node: NodeMajor,
): string | undefined {
  const table = JSON.parse(templates.get('platform/locks.json') ?? '{"packages":{},"trees":{}}') as LockTable;
  const manifests = new Map<string, string>();
  for (const [path, text] of files)
    if (/(^|\/)package\.json$/.test(path)) manifests.set(path.replace(/\/?package\.json$/, ''), text);
  const releases = NODE_MAJORS.filter((major) => major <= node);
  try {
    return packageLock(manifests, lockTree(table, releases));
  } catch (error) {
    if (error instanceof LockGap) return undefined;
    throw error;
  }
}
