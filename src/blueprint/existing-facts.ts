import type { Observed, Policy, Service } from '../model/system.ts';
import type { Blueprint, ServiceSpec } from './blueprint.ts';
import type { ExistingSpec } from './read-existing.ts';

const UNKNOWN: Observed = { state: 'unknown', evidence: [] };

/** What guards a call of code that is there: a blueprint does not say. */
export const unknownPolicy: Policy = {
  timeout: { state: 'unknown', ms: null, source: 'the code is there already' },
  retry: { state: 'unknown', source: 'the code is there already' },
  circuitBreaker: { state: 'unknown', source: 'the code is there already' },
  bulkhead: { state: 'unknown', source: 'the code is there already' },
};

/** What is declared of a service whose code is there, where it differs from one that is generated. */
export function existingFacts({ port }: ServiceSpec, { name, language }: ExistingSpec): Partial<Service> {
  const unknown = { health: UNKNOWN, shutdown: UNKNOWN, completeApi: UNKNOWN };
  return { name, language, frameworks: [], ports: port === 0 ? [] : [port], ...unknown };
}

/** What carries the events of a service. */
export function busOf({ existing }: ServiceSpec, { bus }: Blueprint['defaults']): string {
  return existing?.bus ?? bus;
}

/** The engines of a service's stores, that of its tables first. */
export function enginesOf({ existing }: ServiceSpec, { database }: Blueprint['defaults']): readonly string[] {
  return [...new Set(existing?.stores ?? [database])];
}
