import type { SystemModel } from '../../model/system.ts';

type Owned = readonly { readonly service: string }[];

/** What is known of services, as far as it tells who does anything. */
export type Traffic = Pick<SystemModel, 'endpoints' | 'calls'> & {
  readonly datastoreUses: Owned;
  readonly publications: Owned;
  readonly subscriptions: Owned;
};

/** Ids of services of which anything is known. */
export function activeServices(traffic: Traffic): ReadonlySet<string> {
  const { endpoints, calls, datastoreUses, publications, subscriptions } = traffic;
  const callers = calls.map(({ from }) => from);
  return new Set([...callers, ...servicesOf([...endpoints, ...datastoreUses, ...publications, ...subscriptions])]);
}

/** Ids of services that answer anything, that take messages, and of which anything is known. */
export function whoDoesWhat(traffic: Traffic): Record<'serving' | 'consuming' | 'active', ReadonlySet<string>> {
  const { endpoints, subscriptions } = traffic;
  return { serving: servicesOf(endpoints), consuming: servicesOf(subscriptions), active: activeServices(traffic) };
}

// Ids of the services that these belong to.
function servicesOf(items: Owned): ReadonlySet<string> {
  return new Set(items.map(({ service }) => service));
}
