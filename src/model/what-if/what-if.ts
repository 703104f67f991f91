import { synchronousChains } from '../chains.ts';
import { synchronousCycles } from '../cycles.ts';
import { sharedDatastores } from '../sharing.ts';
import type { SystemModel } from '../system.ts';
import { applyChange, flawOfChange, unchanged, type Variant } from './apply-change.ts';
import type { WhatIfChange } from './change.ts';
import { assumptions, requestFigures, type Assumptions, type RequestFigures } from './request-figures.ts';

/** The system as a whole, in one state. */
interface SystemFigures {
  readonly services: number;
  readonly calls: number;
  /** Names of the services of the longest chain; empty without one. */
  readonly longestChain: readonly string[];
  /** Sets of services that call each other in a circle, by names. */
  readonly cycles: readonly (readonly string[])[];
  /** Datastores that several services use. */
  readonly sharedDatastores: number;
  /** Of all requests that need another service, the least available. */
  readonly leastAvailable: { readonly endpoint: string; readonly availability: number } | null;
  readonly requests: readonly RequestFigures[];
}

/** A system before and after changes. */
export interface WhatIf {
  readonly before: SystemFigures;
  readonly after: SystemFigures;
  /** Endpoints whose figures differ, by id: those that only one state has stand with the other null. */
  readonly changed: readonly {
    readonly endpoint: string;
    readonly before: RequestFigures | null;
    readonly after: RequestFigures | null;
  }[];
  readonly models: { readonly before: SystemModel; readonly after: SystemModel };
}

/** What changes would do to a system, one after the other; or what keeps one of them from being tried out. */
export function whatIf(
  model: SystemModel,
  changes: readonly WhatIfChange[],
  assumed: Assumptions = assumptions,
): WhatIf | { readonly change: WhatIfChange; readonly flaw: string } {
  const start = unchanged(model);
  let variant = start;
  for (const change of changes) {
    const flaw = flawOfChange(variant, change);
    if (flaw !== undefined) return { change, flaw };
    variant = applyChange(variant, change);
  }
  const [before, after] = [systemFigures(start, assumed), systemFigures(variant, assumed)];
  return { before, after, changed: difference(before, after), models: { before: model, after: variant.model } };
}

function systemFigures(variant: Variant, assumed: Assumptions): SystemFigures {
  const { model } = variant;
  const names = new Map(model.services.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const requests = requestFigures(variant, assumed);
  const [chain] = [...synchronousChains(model)].sort((a, b) => b.hops.length - a.hops.length);
  const [least] = [...requests].sort((a, b) => a.availability - b.availability || (a.endpoint < b.endpoint ? -1 : 1));
  return {
    services: model.services.length,
    calls: model.calls.filter(({ from, to }) => to !== null && to !== from).length,
    longestChain: (chain?.services ?? []).map(nameOf),
    cycles: synchronousCycles(model).map(({ services }) => services.map(nameOf)),
    sharedDatastores: sharedDatastores(model).length,
    leastAvailable: least ? { endpoint: least.endpoint, availability: least.availability } : null,
    requests,
  };
}

function difference(before: SystemFigures, after: SystemFigures): WhatIf['changed'] {
  const of = ({ requests }: SystemFigures, id: string): RequestFigures | null =>
    requests.find(({ endpoint }) => endpoint === id) ?? null;
  const ids = [...new Set([...before.requests, ...after.requests].map(({ endpoint }) => endpoint))].sort();
  return ids
    .map((endpoint) => ({ endpoint, before: of(before, endpoint), after: of(after, endpoint) }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}
