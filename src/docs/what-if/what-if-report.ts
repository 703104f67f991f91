import type { WhatIfChange } from '../../model/what-if/change.ts';
import type { Assumptions, RequestFigures } from '../../model/what-if/request-figures.ts';
import type { WhatIf } from '../../model/what-if/what-if.ts';
import { percent } from '../words.ts';

/** A finding as it is told here. */
interface ToldFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/** What changes would do, ready to be told. */
export interface WhatIfReport {
  readonly changes: readonly WhatIfChange[];
  readonly outcome: WhatIf;
  readonly findings: { readonly gone: readonly ToldFinding[]; readonly new: readonly ToldFinding[] };
  readonly assumed: Assumptions;
}

/** One change in words: `orders tells payment by an event instead of waiting for it`. */
export function changeText(change: WhatIfChange): string {
  switch (change.kind) {
    case 'async':
      return `${change.from} tells ${change.to} by an event instead of waiting for it`;
    case 'cache':
      return `${change.from} keeps answers of ${change.to}, which are enough for ${percent(change.hits)} of its requests`;
    case 'replicas':
      return `${change.service} has ${String(change.count)} ${change.count === 1 ? 'replica' : 'replicas'}`;
    case 'merge':
      return `${change.services.join(' and ')} are one service`;
    case 'split':
      return `what ${change.service} answers under ${change.path} is a service of its own, ${change.into}`;
  }
}

/** What a change asks for that figures do not show. */
export function priceOf(change: WhatIfChange): string {
  switch (change.kind) {
    case 'async':
      return `${change.from} answers before ${change.to} has done it: callers need a way to learn of the outcome, ${change.to} a consumer that bears repetition, and a failure an undo.`;
    case 'cache':
      return `Answers of ${change.to} may be stale: say for how long that is right, and what makes room. A cold cache needs ${change.to} as before.`;
    case 'replicas':
      return `Replicas of ${change.service} fail independently only as far as they share nothing: not the database, the release and the zone.`;
    case 'merge':
      return `${change.services.join(' and ')} are then released, scaled and owned together.`;
    case 'split':
      return `${change.into} needs data of its own: as long as it uses the store of ${change.service}, the two are one service over the network.`;
  }
}

/** A row for each figure of the whole system: what, before, after. */
export function systemRows({ before, after }: WhatIf): readonly (readonly [string, string, string])[] {
  const least = ({ leastAvailable }: WhatIf['before']): string =>
    leastAvailable === null ? 'none' : `${percent(leastAvailable.availability)} (${leastAvailable.endpoint})`;
  const list = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(' → '));
  return [
    ['services', String(before.services), String(after.services)],
    ['synchronous calls', String(before.calls), String(after.calls)],
    ['longest chain', list(before.longestChain), list(after.longestChain)],
    ['cycles', cycles(before.cycles), cycles(after.cycles)],
    ['shared datastores', String(before.sharedDatastores), String(after.sharedDatastores)],
    ['least available request', least(before), least(after)],
  ];
}

function cycles(sets: readonly (readonly string[])[]): string {
  return sets.length === 0 ? 'none' : sets.map((set) => set.join(', ')).join('; ');
}

/** A row for each figure of a request that differs: what, before, after. */
export function requestRows(
  before: RequestFigures | null,
  after: RequestFigures | null,
): readonly (readonly [string, string, string])[] {
  const row = (what: string, of: (figures: RequestFigures) => string): readonly [string, string, string] => [
    what,
    before ? of(before) : 'nothing',
    after ? of(after) : 'nothing',
  ];
  return [
    row('needs', ({ needs }) => needs.join(', ') || 'nobody'),
    row('available', ({ availability, isExact }) => atLeast(percent(availability), isExact)),
    row('hops', ({ hops, isWhole }) => atLeast(String(hops), isWhole)),
    row('typically', ({ typical, isWhole }) => atLeast(range(typical), isWhole)),
    row('at most, by its deadlines', ({ longest }) =>
      longest === null ? 'no end: a call has no deadline' : range(longest),
    ),
    row('slow, by its calls', ({ slow, isWhole }) => atLeast(percent(slow), isWhole)),
  ].filter(([, was, is]) => was !== is);
}

// Of a dense circle not every path is followed.
function atLeast(text: string, isAll: boolean): string {
  return isAll ? text : `${text} or more`;
}

// Whether a handler makes its calls together or one after the other, a model does not tell.
function range({ parallel, sequential }: { readonly parallel: number; readonly sequential: number }): string {
  const ms = (value: number): string => String(Math.round(value));
  return ms(parallel) === ms(sequential) ? `${ms(parallel)} ms` : `${ms(parallel)} to ${ms(sequential)} ms`;
}

/** What the figures rest on, in one sentence. */
export function assumptionText({ availability, latency, slow }: Assumptions): string {
  return `Assumed of each service: available ${percent(availability)} of the time for each replica, ${String(latency)} ms by itself, ${percent(slow)} of its answers slow; failures independent. An endpoint that asks nobody any more needs its own service alone.`;
}
