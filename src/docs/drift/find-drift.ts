import type { Drift, DriftItem, RuntimeEdge } from '../../model/drift.ts';
import type { SystemModel } from '../../model/system.ts';
import { byCodeUnit } from '../../util/by-code-unit.ts';
import { alignNames } from './align-names.ts';
import { compareSides } from './compare-sides.ts';
import { libraryDrift } from './library-drift.ts';
import { pairChanges } from './pair-changes.ts';
import { policyDrift } from './policy-drift.ts';
import { runtimeDrift } from './runtime-drift.ts';
import { brokerDrift, serviceDrift } from './service-drift.ts';

/**
 * Holds what is declared, what code does and what was seen at run time against each other. Ids, the names of path
 * parameters and what packaging adds to names do not matter; what could not be decided is told apart and is no drift.
 */
export function findDrift(declared: SystemModel, found: SystemModel, runtime: readonly RuntimeEdge[] = []): Drift {
  const observed = alignNames(declared, found);
  const sides = compareSides(declared, observed);
  const seen = runtimeDrift(declared, observed, runtime);
  const items = [
    ...pairChanges(sides.items, declared.services, observed.services),
    ...serviceDrift(declared, observed),
    ...policyDrift(declared, observed),
    ...brokerDrift(declared, observed),
    ...libraryDrift(declared, observed),
    ...seen.items,
  ];
  return { items: ordered(items), undecided: sides.undecided, unseen: seen.unseen };
}

const KINDS: readonly DriftItem['kind'][] = [
  'bus',
  'service',
  'endpoint',
  'call',
  'publication',
  'subscription',
  'table',
  'library',
  'edge',
];

function ordered(items: readonly DriftItem[]): readonly DriftItem[] {
  const key = ({ service, what, attribute, state }: DriftItem): string =>
    [service ?? '', what, attribute ?? '', state].join('\n');
  return [...items].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || byCodeUnit(key(a), key(b)));
}
