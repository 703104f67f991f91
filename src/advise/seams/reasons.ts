import { count } from '../../util/markdown.ts';
import { AS_ONE, FEWEST_COMMITS, type Seam } from './judge.ts';

/** What speaks for taking a module out, and what against it, in sentences that name their grounds. */
export interface Reasons {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

/** Partners with which a module changes as one, as far as there are commits enough to say so. */
export function asOne({ partners, commits }: Seam): Seam['partners'] {
  return commits < FEWEST_COMMITS ? [] : partners.filter(({ share }) => share >= AS_ONE);
}

/** The reasons of a candidate. */
export function reasonsOf(seam: Seam): Reasons {
  return { good: forIt(seam), bad: againstIt(seam) };
}

function forIt({ parts, importedBy, sharedTables, tables, endpoints, commits, score }: Seam): string[] {
  const coChange = Math.round(parts.coChange * 100);
  return [
    ...(importedBy.length === 0 ? ['No other module imports it: nothing inside has to call it over the network.'] : []),
    ...(score !== null && parts.changeRate >= 1
      ? [`It changes ${rate(parts.changeRate)} times a week: releases of its own would pay.`]
      : []),
    ...(commits >= FEWEST_COMMITS && coChange <= 20
      ? [`It mostly changes alone: ${coChange} % of its commits change another module as well.`]
      : []),
    ...(tables.length > 0 && sharedTables.length === 0
      ? [`Its ${count(tables.length, 'table')} are its own: ${some(tables)}.`]
      : []),
    ...(endpoints.length > 0
      ? [`It owns ${count(endpoints.length, 'endpoint')}: its traffic can be routed from outside.`]
      : []),
  ];
}

function againstIt(seam: Seam): string[] {
  const { parts, importedBy, imports, sharedTables, callsInto, cycle, commits, score } = seam;
  const together = asOne(seam).map(({ module, share }) => `${module} (${Math.round(share * 100)} %)`);
  return [
    ...(importedBy.length > 0
      ? [`${count(importedBy.length, 'module')} import it: ${some(importedBy)}. ${count(callsInto, 'call')} would become remote.`]
      : callsInto > 0
        ? [`${count(callsInto, 'call')} from files between modules would become remote.`]
        : []),
    ...sharedTables.slice(0, 3).map((shared) => {
      const others = shared.users.filter(({ module }) => module !== seam.module.name);
      const writes = others.some((user) => user.writes);
      return `Table ${shared.table} is ${writes ? 'written' : 'read'} by ${some(others.map(({ module }) => module))} as well.`;
    }),
    ...(sharedTables.length > 3 ? [`${sharedTables.length - 3} more tables are shared.`] : []),
    ...(cycle.length > 0 ? [`It stands in a cycle with ${some(cycle)}.`] : []),
    ...(together.length > 0
      ? [`It changes as one with ${some(together)}: as services they would be released together.`]
      : []),
    ...(parts.fanOut > 2 ? [`It imports ${parts.fanOut} others: ${some(imports)}.`] : []),
    ...(score !== null && commits < FEWEST_COMMITS
      ? [`It hardly changes (${count(commits, 'commit')}): little is gained by releasing it alone.`]
      : []),
  ];
}

/** One decimal, none where it says nothing: `3`, `0.4`. */
export function rate(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 1 : 0)));
}

/** The first few of a list: `orders, payment, stock and 4 more`. */
export function some(names: readonly string[], most = 4): string {
  const rest = names.length - most;
  return rest > 1 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
