import { AS_ONE, type Seam } from './judge.ts';
import type { Link, SharedTable } from './measure.ts';
import { asOne, some } from './reasons.ts';

/** A heading of a plan and what is to be done under it. */
export interface PlanPart {
  readonly title: string;
  readonly steps: readonly string[];
}

/**
 * How a module leaves the monolith while it stays in use: traffic first behind a façade, then the code, then the data,
 * and the old code last. Code and data never move in one step.
 */
export function stranglerPlan(seam: Seam, links: readonly Link[]): readonly PlanPart[] {
  return [
    { title: 'Façade', steps: facade(seam) },
    { title: 'Anti-corruption layer', steps: antiCorruption(seam, links) },
    { title: 'Data', steps: dataSteps(seam) },
    { title: 'Check', steps: checks(seam) },
    { title: 'Delete', steps: deletion(seam) },
  ];
}

function facade({ endpoints, module }: Seam): string[] {
  const routes = [...new Set(endpoints.map(({ method, path }) => `${method} ${path}`))];
  if (routes.length === 0)
    return [
      `No endpoint of ${module.name} was found, so there is nothing to route from outside: branch by abstraction. Put an interface in front of it inside, give it a second implementation that calls the new service, and switch between the two by configuration.`,
    ];
  return [
    `Route ${some(routes, 6)} through a façade that sends them to the old code, and change nothing else.`,
    'Send a copy of the traffic to the new service and compare the answers; then 1 %, 10 %, 50 % and all of it, with a switch back for each route.',
  ];
}

function antiCorruption({ module, importedBy, imports }: Seam, links: readonly Link[]): string[] {
  const into = links.filter(({ to, calls }) => to === module.name && calls > 0);
  const out = links.filter(({ from, calls }) => from === module.name && calls > 0);
  const text = ({ calls, evidence }: Link, other: string): string =>
    `${other}, ${calls} ${calls === 1 ? 'call' : 'calls'} (first import: ${evidence.file}:${evidence.line})`;
  const inward =
    importedBy.length === 0
      ? 'Nothing inside imports it: no client is needed in the old system.'
      : `In the old system one client stands for it, with a deadline and a fallback; these use it instead of importing: ${some(into.map((link) => text(link, link.from)))}${into.length === 0 ? some(importedBy) : ''}.`;
  const outward =
    imports.length === 0
      ? 'It imports no other module: it needs no way back.'
      : `In the new service one adapter asks the old system, and translates its words: ${out.length > 0 ? some(out.map((link) => text(link, link.to))) : some(imports)}.`;
  return [inward, outward];
}

function dataSteps({ module, tables, sharedTables }: Seam): string[] {
  if (tables.length === 0)
    return ['No table of it was recognised: list what it reads and writes before anything moves.'];
  const writers = sharedTables.filter((shared) => othersOf(shared, module.name).some(({ writes }) => writes));
  return [
    ...writers.map(
      (shared) =>
        `One writer first: ${some(othersOf(shared, module.name).map(({ module: name, evidence }) => `${name} (${evidence.file}:${evidence.line})`))} must ask ${module.name} instead of writing ${shared.table}.`,
    ),
    `Give it a database role of its own for ${some(tables, 8)}, so that the database refuses every other access.`,
    'Then a schema of its own on the same server; joins and foreign keys across the border become ids, calls or copies kept by events.',
    'Then its own database: load, keep in step by change data capture, compare, switch, and drop the old tables last. Going back is easy only until they are dropped.',
  ];
}

function othersOf(shared: SharedTable, name: string): SharedTable['users'] {
  return shared.users.filter(({ module }) => module !== name);
}

function checks(seam: Seam): string[] {
  const together = asOne(seam).map(({ module }) => module);
  return [
    '"archwright lint" on both: shared-database, cyclic-dependency, missing-timeout, missing-circuit-breaker, cross-service-import.',
    'Share of requests that the new service answers, differences between old and new answers, and calls that still reach the old code.',
    ...(together.length > 0
      ? [
          `Co-change with ${some(together)} falls below ${AS_ONE * 100} % before the code moves: archwright seams shows it.`,
        ]
      : []),
  ];
}

function deletion({ module }: Seam): string[] {
  return [
    `Delete ${module.folder} when no call reached it for a whole business cycle (a month's end, a year's end where it counts), and the façade's route for it when nobody may go back any more.`,
  ];
}
