import type { PackageJson } from '../../recover/manifests/package-json.ts';
import { baseOf } from '../../recover/manifests/paths.ts';
import { isTechnicalName } from './find-modules.ts';
import type { Measures, ModuleMeasures } from './measure.ts';

/**
 * What a module is: something that could stand alone (`candidate`), what puts the others together (`host`), what the
 * others share (`library`), or what developers use (`tool`).
 */
export type Role = 'candidate' | 'host' | 'library' | 'tool';

/** What each module is by name, and why, in words. */
export type Roles = ReadonlyMap<string, { readonly role: Role; readonly because: string }>;

// Words of a name that say for whom the code is: everybody, or the developers.
const SHARED_WORD = /^(?:sdk|utils?|helpers?|types?|commons?|shared|core|kit|framework|libs?|internal|client|interfaces?|config)$/i;
const TOOL_WORD = /^(?:tests?|testing|e2e|cli|dev|devtools|lint|eslint|generators?|benchmarks?|scripts?|tools?|mocks?)$/i;

/** Says what each module is. What owns an endpoint or a table is a part of the domain, whatever its name. */
export function rolesOf({ modules }: Measures, packages: readonly PackageJson[]): Roles {
  return new Map(modules.map((one) => [one.module.name, roleOf(one, modules.length - 1, packages)]));
}

function roleOf(
  { module, importedBy, imports, endpoints, tables }: ModuleMeasures,
  others: number,
  packages: readonly PackageJson[],
): { role: Role; because: string } {
  if (imports.length > Math.max(2, others / 3) && importedBy.length * 4 <= imports.length)
    return { role: 'host', because: `it puts the others together: it imports ${imports.length} of ${others}` };
  if (endpoints.length > 0 || tables.length > 0) return { role: 'candidate', because: '' };
  if (importedBy.length >= Math.max(3, others / 3))
    return { role: 'library', because: `${importedBy.length} modules import it, and it has no endpoint and no table` };
  const name = baseOf(module.folder);
  const words = name.split(/[-_.]/);
  const tool = words.find((word) => TOOL_WORD.test(word));
  if (tool !== undefined) return { role: 'tool', because: `"${tool}" in its name says that it is for developers` };
  if (packages.some(({ folder, bin }) => folder === module.folder && folder !== '.' && bin.length > 0))
    return { role: 'tool', because: 'its package is a command ("bin")' };
  const shared = isTechnicalName(name) ? name : words.find((word) => SHARED_WORD.test(word));
  if (shared !== undefined)
    return { role: 'library', because: `"${shared}" in its name says how it is written, not what it is about` };
  return { role: 'candidate', because: '' };
}

/** Whether a folder's name is about the domain rather than about how code is written or who it is for. */
export function isDomainName(folder: string): boolean {
  const name = baseOf(folder);
  return !isTechnicalName(name) && !name.split(/[-_.]/).some((word) => SHARED_WORD.test(word) || TOOL_WORD.test(word));
}
