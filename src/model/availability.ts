/** The share of time for which one hop answers, unless something better is known. */
export const assumedAvailability = 0.999;

/**
 * Availability of a request that needs every hop: the product of theirs.
 * Give the availability of each (0 to 1), or how many hops there are and what each has.
 */
export function availabilityProduct(hops: number | readonly number[], each: number = assumedAvailability): number {
  if (typeof hops === 'number') return each ** hops;
  return hops.reduce((product, availability) => product * availability, 1);
}

/** The longest that hops in a row may take, in milliseconds, and how many of them have no known deadline. */
export interface TimeoutSum {
  readonly ms: number;
  readonly withoutDeadline: number;
}

/** Sum of the deadlines of calls that wait for one another; null stands for a call whose deadline is absent or not known. */
export function timeoutSum(timeouts: readonly (number | null)[]): TimeoutSum {
  let ms = 0;
  let withoutDeadline = 0;
  for (const timeout of timeouts) {
    if (timeout === null) withoutDeadline++;
    else ms += timeout;
  }
  return { ms, withoutDeadline };
}

/** Probability that at least one of `calls` independent calls is slow, when each is with probability `slow`: 100 calls at 1 % give 63 %. */
export function slowProbability(calls: number, slow = 0.01): number {
  return 1 - (1 - slow) ** calls;
}

/**
 * Availability of a service with several replicas of which one is enough, when they fail independently: 1 − (1 − A)^n.
 * What all of them need (a database, a release, a zone) is not counted. Two at 99 % give 99.99 %
 * (learn.microsoft.com/azure/well-architected/reliability/metrics, "multi-region").
 */
export function replicatedAvailability(each: number, replicas: number): number {
  return 1 - (1 - each) ** replicas;
}
