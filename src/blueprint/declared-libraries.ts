import type { Library } from '../model/system.ts';
import type { Blueprint } from './blueprint.ts';
import type { Witness } from './declared-evidence.ts';

/** The libraries that a blueprint declares, sorted by name, each with the services that use it. */
export function declaredLibraries({ libraries, services }: Blueprint, witness: Witness): readonly Library[] {
  const all = libraries.map(({ name, path }): Library => ({
    id: name,
    name,
    path,
    kind: 'library',
    language: 'typescript',
    users: services
      .filter(({ uses }) => uses.includes(name))
      .map((service) => service.name)
      .sort(),
    evidence: [witness(['libraries', name], `library "${name}"`, true)],
  }));
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}
