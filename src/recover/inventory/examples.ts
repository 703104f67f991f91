import { baseOf, folderOf, isInside, joinPath } from '../manifests/paths.ts';
import { isSource, roleOf } from './role.ts';

const EXAMPLES = /^(?:examples?|samples?|demos?|playgrounds?|sandbox|docs|documentation|templates?)$/;

/**
 * Folders of examples, documentation and project templates that stand beside a package's own sources: they show the package, nothing deploys
 * them. In a repository that consists of examples they are the system.
 */
export function exampleFolders(files: readonly string[]): readonly string[] {
  const packages = new Set(files.filter((file) => baseOf(file) === 'package.json').map(folderOf));
  const folders = new Set<string>();
  for (const file of files) {
    const found = exampleFolderOf(file, packages);
    if (found !== undefined) folders.add(found);
  }
  const chosen = [...folders].filter((folder) => !/^templates?$/.test(baseOf(folder)) || hasPackage(packages, folder));
  if (chosen.length === 0) return [];
  const hasOwn = files.some(
    (file) =>
      isSource(file) &&
      roleOf(file) === 'production' &&
      !chosen.some((folder) => isInside(file, folder)) &&
      isPackaged(packages, file),
  );
  return hasOwn ? chosen.sort() : [];
}

// The outermost such folder that stands beside a package.json; `src/docs` is code.
function exampleFolderOf(file: string, packages: ReadonlySet<string>): string | undefined {
  const segments = file.split('/').slice(0, -1);
  for (let i = 0; i < segments.length; i++) {
    const parent = segments.slice(0, i).join('/') || '.';
    const segment = segments[i] ?? '';
    if (segment === 'node_modules') return undefined;
    if (EXAMPLES.test(segment) && packages.has(parent)) return joinPath(parent, segment);
  }
  return undefined;
}

function hasPackage(packages: ReadonlySet<string>, folder: string): boolean {
  return [...packages].some((one) => isInside(one, folder));
}

function isPackaged(packages: ReadonlySet<string>, file: string): boolean {
  for (let at = folderOf(file); ; at = folderOf(at)) {
    if (packages.has(at)) return true;
    if (at === '.') return false;
  }
}
