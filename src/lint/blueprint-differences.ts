import { compareModels, type Comparison } from '../model/compare.ts';
import type { Difference } from '../model/difference.ts';
import { PLATFORM_CHANNELS, PLATFORM_TABLES } from '../model/platform-tables.ts';
import type { SystemModel } from '../model/system.ts';

/** What of a declared dependency a rule speaks of. */
export type DependencyKind = 'service' | 'call' | 'publication' | 'subscription' | 'table';

/** A difference that is about a dependency, or a whole service. */
export type DependencyDifference = Difference & { readonly kind: DependencyKind };

/**
 * Where blueprint and code do not agree about what services depend on. Facts of services that only one side has are left
 * out: that the service is missing says it all. Of a modular monolith nothing is said: its modules are no services in the code.
 * Nor of events that are declared to stay within a process: code shows those that reach a broker.
 */
export function dependencyDifferences(declared: SystemModel, observed: SystemModel): Comparison {
  if (declared.services.some(({ kind }) => kind === 'module')) return { declaredOnly: [], observedOnly: [] };
  const compared = compareModels(declared, observed, {
    ignoreTables: PLATFORM_TABLES,
    ignoreChannels: PLATFORM_CHANNELS,
  });
  const names = new Set(declared.services.map(({ name }) => name));
  const both = new Set(observed.services.map(({ name }) => name).filter((name) => names.has(name)));
  const inside = new Set(declared.channels.filter(({ broker }) => broker === 'in-process').map(({ name }) => name));
  const isInside = ({ kind, what }: Difference): boolean =>
    (kind === 'publication' || kind === 'subscription') && inside.has(what);
  const isOfBoth = ({ kind, service }: Difference): boolean =>
    kind === 'service' || (service !== null && both.has(service));
  return {
    declaredOnly: compared.declaredOnly.filter((difference) => isOfBoth(difference) && !isInside(difference)),
    observedOnly: compared.observedOnly.filter(isOfBoth),
  };
}

/** Narrows a difference to those that are about dependencies. */
export function isDependency(difference: Difference): difference is DependencyDifference {
  return /^(?:service|call|publication|subscription|table)$/.test(difference.kind);
}

/** `calls payment POST /charges`: the difference as what the service does. */
export function deed({ kind, what }: DependencyDifference): string {
  const verbs = {
    service: 'is there',
    call: 'calls',
    publication: 'publishes',
    subscription: 'consumes',
    table: 'stores',
  };
  return kind === 'service' ? verbs.service : `${verbs[kind]} ${kind === 'call' ? what : `"${what}"`}`;
}
