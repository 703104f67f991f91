import type { Service, SystemModel } from '../model/system.ts';

/** How large a service is, in three ways. */
export interface ServiceSize {
  readonly service: Service;
  readonly endpoints: number;
  /** Tables and collections that its code names. */
  readonly tables: number;
  /** Lines of its own source. */
  readonly lines: number;
}

/** The services that can be held against each other: business services in JavaScript or TypeScript with an API and readable source. */
export function comparableSizes(model: SystemModel): readonly ServiceSize[] {
  return model.services
    .filter(({ kind, language, lines }) => kind === 'service' && /^(?:java|type)script$/.test(language) && lines > 0)
    .map((service) => ({
      service,
      lines: service.lines,
      endpoints: model.endpoints.filter((one) => one.service === service.id).length,
      tables: tablesOf(model, service),
    }))
    .filter(({ endpoints }) => endpoints > 0);
}

/**
 * How far `value` lies from the median of `values`, as the modified z-score of Iglewicz and Hoaglin. Logarithms are compared,
 * for sizes differ by factors: a service of half the size is as far off as one of twice the size.
 */
export function robustScore(value: number, values: readonly number[]): number {
  const logs = values.map((one) => Math.log1p(one));
  const middle = median(logs);
  const spread = median(logs.map((one) => Math.abs(one - middle)));
  // Peers of nearly one size would make an outlier of every difference: a fifth is always in order.
  return (0.6745 * (Math.log1p(value) - middle)) / Math.max(spread, Math.log(1.2));
}

/** The middle of a list of numbers; 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

function tablesOf({ datastoreUses }: SystemModel, { id }: Service): number {
  const uses = datastoreUses.filter(({ service }) => service === id);
  return new Set(uses.flatMap(({ accesses }) => accesses.flatMap(({ table }) => table ?? []))).size;
}
