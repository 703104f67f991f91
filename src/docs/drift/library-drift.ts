import type { DriftItem, DriftState } from '../../model/drift.ts';
import type { Evidence, Library, SystemModel } from '../../model/system.ts';
import { serviceNames } from '../../model/service-names.ts';
import { byCodeUnit } from '../../util/by-code-unit.ts';
import { plainName } from './align-names.ts';

/**
 * Libraries that one side lacks, that lie elsewhere, or that other services use. A blueprint that names no library says
 * nothing of them; one that nobody uses is no part of the system yet, and packages may wait for their first user.
 */
export function libraryDrift(declared: SystemModel, observed: SystemModel): readonly DriftItem[] {
  const [said = [], found = []] = [declared.libraries, observed.libraries];
  if (said.length === 0) return [];
  const same = (a: Library, b: Library): boolean =>
    a.path === b.path || plainName(a.name, declared.name) === plainName(b.name, declared.name);
  const unsaid = found.filter(({ users }) => users.length > 0).filter((one) => !said.some((other) => same(other, one)));
  return [
    ...said.flatMap((one) => {
      const other = found.find((candidate) => same(one, candidate));
      return other ? differences(one, other, [declared, observed]) : [item('declared-only', null, one.name, one, [])];
    }),
    ...unsaid.map((one) => item('observed-only', null, one.name, undefined, one.evidence)),
  ];
}

function differences(
  said: Library,
  found: Library,
  [declared, observed]: readonly [SystemModel, SystemModel],
): readonly DriftItem[] {
  const users = (model: SystemModel, { users: ids }: Library): ReadonlySet<string> => {
    const nameOf = serviceNames(model);
    return new Set(ids.map(nameOf));
  };
  const both = new Set(
    declared.services.map(({ name }) => name).filter((name) => observed.services.some((one) => one.name === name)),
  );
  const [before, after] = [users(declared, said), users(observed, found)];
  const only = (some: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
    [...some].filter((name) => both.has(name) && !others.has(name)).sort(byCodeUnit);
  const moved: DriftItem = {
    ...item('changed', null, said.name, said, found.evidence),
    attribute: 'path',
    declared: said.path,
    observed: found.path,
  };
  return [
    ...(said.path === found.path ? [] : [moved]),
    ...only(before, after).map((name) => item('declared-only', name, said.name, said, [])),
    ...only(after, before).map((name) => item('observed-only', name, said.name, undefined, found.evidence)),
  ];
}

function item(
  state: DriftState,
  service: string | null,
  what: string,
  said: Library | undefined,
  inCode: readonly Evidence[],
): DriftItem {
  const inBlueprint = said?.evidence ?? [];
  return {
    state,
    kind: 'library',
    service,
    what,
    attribute: null,
    declared: null,
    observed: null,
    inBlueprint,
    inCode,
  };
}
