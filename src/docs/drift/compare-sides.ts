import { compareModels } from '../../model/compare.ts';
import type { Difference } from '../../model/difference.ts';
import type { DriftItem, DriftKind, Undecided } from '../../model/drift.ts';
import { PLATFORM_CHANNELS, PLATFORM_TABLES } from '../../model/platform-tables.ts';
import type { Service, SystemModel } from '../../model/system.ts';
import { whyUnsayable } from './unsayable.ts';
import { whyUndecided } from './undecided.ts';

type Compared = Difference & { readonly kind: DriftKind };

/** What only one of blueprint and code has, and what could not be decided. */
interface Sides {
  readonly items: readonly DriftItem[];
  readonly undecided: readonly Undecided[];
}

/**
 * What only one side has; what a blueprint has no words for is told as undecided. Facts of services that only one side has are left out: that the service is missing says it all.
 * So are front ends, names that are not known, tables and channels that platforms keep for themselves, and events that
 * are declared to stay within a process, which code shows where they reach a broker.
 */
export function compareSides(declared: SystemModel, observed: SystemModel): Sides {
  const options = { ignoreTables: PLATFORM_TABLES, ignoreChannels: PLATFORM_CHANNELS };
  const compared = compareModels(declared, observed, options);
  const there = new Map(observed.services.map((service) => [service.name, service]));
  const said = new Set(declared.services.map(({ name }) => name));
  const within = new Set(declared.channels.filter(({ broker }) => broker === 'in-process').map(({ name }) => name));
  const isOfBoth = ({ kind, service }: Difference): boolean =>
    kind === 'service' || (service !== null && there.has(service) && said.has(service));
  const items: DriftItem[] = [];
  const undecided: Undecided[] = [];
  for (const difference of compared.declaredOnly.filter(isCompared).filter(isOfBoth)) {
    const { kind, what, service, evidence } = difference;
    if (/^(?:publication|subscription)$/.test(kind) && within.has(what)) continue;
    const owner = there.get(service ?? '');
    const why = owner && kind !== 'service' ? whyUndecided(observed, owner, difference) : undefined;
    if (why === undefined) items.push(oneSided('declared-only', difference));
    else undecided.push({ kind, service: service ?? what, what, why, inBlueprint: evidence });
  }
  for (const difference of compared.observedOnly.filter(isCompared).filter(isOfBoth)) {
    if (isBesides(difference, there.get(difference.service ?? ''))) continue;
    const { kind, what, service } = difference;
    const why = whyUnsayable(declared, observed, difference);
    if (why === undefined) items.push(oneSided('observed-only', difference));
    else undecided.push({ kind, service: service ?? what, what, why, inBlueprint: [] });
  }
  return { items, undecided };
}

function isCompared(difference: Difference): difference is Compared {
  return difference.kind !== 'channel' && difference.kind !== 'datastore';
}

function isBesides({ what }: Difference, service: Service | undefined): boolean {
  return service?.kind === 'frontend' || service?.language === 'browser' || what.includes('{');
}

function oneSided(state: 'declared-only' | 'observed-only', { kind, service, what, evidence }: Compared): DriftItem {
  const isDeclared = state === 'declared-only';
  return {
    state,
    kind,
    service,
    what,
    attribute: null,
    declared: null,
    observed: null,
    inBlueprint: isDeclared ? evidence : [],
    inCode: isDeclared ? [] : evidence,
  };
}
