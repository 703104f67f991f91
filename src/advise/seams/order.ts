import type { Seam } from './judge.ts';

/** A step on the way out of the monolith: a module, or several that only go together. */
export interface Step {
  readonly modules: readonly string[];
  /** Candidates that import it and go earlier. */
  readonly after: readonly string[];
  /** Candidates that import it and stay behind: a cycle that is too large to go at once. These imports are cut first. */
  readonly tiedTo: readonly string[];
}

// More modules than this in one cycle are no service: they are taken out one by one, and the cycle is cut.
const LARGEST_GROUP = 3;

/**
 * The order to go in: a module goes when the candidates that import it are gone, so that what stays inside never has to
 * call it. Among those that are free the best score goes first, and modules of a small cycle go together.
 */
export function extractionOrder(seams: readonly Seam[]): readonly Step[] {
  const candidates = seams.filter(({ role }) => role === 'candidate');
  const known = new Set(candidates.map(({ module }) => module.name));
  const waiting = groupsOf(candidates).map((group) => ({
    modules: group.map(({ module }) => module.name),
    after: importersOf(group, known),
    cycle: new Set(group.flatMap(({ cycle }) => cycle)),
  }));
  const gone = new Set<string>();
  const steps: Step[] = [];
  while (waiting.length > 0) {
    const isFree = (importers: readonly string[], cycle: ReadonlySet<string>): boolean =>
      importers.every((name) => gone.has(name) || cycle.has(name));
    const free = waiting.findIndex(({ after, cycle }) => isFree(after, cycle));
    const [next] = waiting.splice(free, 1);
    if (next === undefined) throw new Error('an order of modules ended in a cycle that is none');
    const tiedTo = next.after.filter((name) => !gone.has(name));
    for (const name of next.modules) gone.add(name);
    steps.push({ modules: next.modules, after: next.after.filter((name) => !tiedTo.includes(name)), tiedTo });
  }
  return steps;
}

function importersOf(group: readonly Seam[], known: ReadonlySet<string>): readonly string[] {
  const own = new Set(group.map(({ module }) => module.name));
  const all = group.flatMap(({ importedBy }) => importedBy.filter((name) => known.has(name) && !own.has(name)));
  return [...new Set(all)].sort();
}

// In the order of the score: a group stands where its best module stands.
function groupsOf(candidates: readonly Seam[]): readonly (readonly Seam[])[] {
  const placed = new Set<string>();
  return candidates.flatMap((seam) => {
    if (placed.has(seam.module.name)) return [];
    const isSmall = seam.cycle.length < LARGEST_GROUP;
    const partners = isSmall ? candidates.filter(({ module }) => seam.cycle.includes(module.name)) : [];
    const group = [seam, ...partners];
    for (const { module } of group) placed.add(module.name);
    return [group];
  });
}
