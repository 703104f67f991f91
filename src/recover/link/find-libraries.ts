import type { Library, SystemModel } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';

/**
 * The packages that start nothing, sorted by id, each with the services whose package.json names it; no member where there are
 * none. A package that holds others together is none: the one at the root of a repository with services, and one below which
 * services lie and which none of them names. A repository that is a library as a whole is one.
 */
export function findLibraries(units: readonly Unit[], services: readonly Unit[]): Pick<SystemModel, 'libraries'> {
  const withServices = new Set(services.map((service) => service.repository));
  const packages = units.filter((unit) => isPackage(unit) && !(isRoot(unit) && withServices.has(unit.repository)));
  const found = packages.flatMap((unit): Library[] => {
    const { id, name, path, language, packageJson } = unit;
    const users = services.filter((service) => dependsOn(service, packageJson?.name ?? ''));
    const ids = [...new Set(users.map((service) => service.id))].sort();
    if (ids.length === 0 && services.some((service) => service.path.startsWith(`${path}/`))) return [];
    return [{ id, name, path, kind: 'library', language, users: ids, evidence: unit.evidence.slice(0, 1) }];
  });
  return found.length > 0 ? { libraries: found.sort((a, b) => (a.id < b.id ? -1 : 1)) } : {};
}

// Names of packages differ in nothing but letter case only where one of them is written wrongly.
function dependsOn({ packageJson }: Unit, name: string): boolean {
  const wanted = name.toLowerCase();
  return [...(packageJson?.dependencies.keys() ?? [])].some((one) => one.toLowerCase() === wanted);
}

function isPackage({ kind, language, path, packageJson }: Unit): boolean {
  const isOwn = packageJson !== undefined && packageJson.folder === path && packageJson.name !== null;
  return kind === 'library' && isOwn && path !== '.' && /^(?:typescript|javascript)$/.test(language);
}

function isRoot({ path, repository }: Unit): boolean {
  return path === repository;
}
