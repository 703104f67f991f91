import { strongComponents } from '../../model/strong-components.ts';
import type { Changes } from '../evidence/changes.ts';
import type { Link, Measures, ModuleMeasures } from './measure.ts';
import type { Role, Roles } from './roles.ts';
import { scoreOf, type ScoreParts, type Weights } from './score.ts';

/** A module, measured and judged. */
export interface Seam extends ModuleMeasures {
  readonly role: Role;
  /** Why it is that, in words. */
  readonly roleBecause: string;
  readonly parts: ScoreParts;
  /** Candidates that it imports: what the new service would have to ask. */
  readonly asks: readonly string[];
  /** What has to be done first, in words; empty where it could go now. */
  readonly blockers: readonly string[];
  /** Candidates that it reaches through imports, and that reach it. */
  readonly cycle: readonly string[];
  /** Null without a history, from which the change rate comes. */
  readonly score: number | null;
  readonly churn: number;
  readonly commits: number;
  /** Modules with which it is changed in one commit, most often first. */
  readonly partners: readonly { readonly module: string; readonly commits: number; readonly share: number }[];
}

/** From this share of its commits on, two modules change as one. */
export const AS_ONE = 0.4;
/** Fewer commits say nothing about how two modules change. */
export const FEWEST_COMMITS = 5;

/** Judges every module; the best candidates first, then what is none. */
export function judge(
  measures: Measures,
  roles: Roles,
  { changes, weeks }: { readonly changes: Changes | null; readonly weeks: number },
  { weights, values }: { readonly weights: Weights; readonly values: ReadonlyMap<string, number> },
): readonly Seam[] {
  const isCandidate = (name: string): boolean => roles.get(name)?.role === 'candidate';
  const cycles = cyclesAmong(measures.modules.map(({ module }) => module.name).filter(isCandidate), measures.links);
  const seams = measures.modules.map((one): Seam => {
    const { name } = one.module;
    const own = changes?.parts.get(name);
    const commits = own?.commits ?? 0;
    const partners = [...(own?.with ?? [])]
      .map(([module, shared]) => ({ module, commits: shared, share: shared / commits }))
      .sort((a, b) => b.commits - a.commits || (a.module < b.module ? -1 : 1));
    // What everybody shares stays a library of both sides.
    const asks = one.imports.filter(isCandidate);
    const parts = {
      changeRate: commits / weeks,
      value: values.get(name) ?? 1,
      fanIn: one.importedBy.length,
      sharedTables: one.sharedTables.length,
      fanOut: asks.length,
      coChange: commits === 0 ? 0 : (own?.joint ?? 0) / commits,
    };
    const score = changes === null ? null : scoreOf(parts, weights);
    const { role, because } = roles.get(name) ?? { role: 'candidate', because: '' };
    const cycle = cycles.get(name) ?? [];
    const judged = { ...one, role, roleBecause: because, asks, cycle, parts, score, commits, partners };
    return { ...judged, churn: own?.churn ?? 0, blockers: blockersOf(judged) };
  });
  return seams.sort(bySuitability);
}

/** Partners with which a module changes as one, as far as there are commits enough to say so. */
export function asOne({ partners, commits }: Pick<Seam, 'partners' | 'commits'>): Seam['partners'] {
  return commits < FEWEST_COMMITS ? [] : partners.filter(({ share }) => share >= AS_ONE);
}

// What would be released together, written by two, or call each other in a circle is no service yet.
function blockersOf(seam: Pick<Seam, 'module' | 'cycle' | 'sharedTables' | 'partners' | 'commits'>): string[] {
  const written = seam.sharedTables.filter(({ users }) =>
    users.some(({ module, writes }) => writes && module !== seam.module.name),
  );
  return [
    ...(seam.cycle.length > 0 ? ['a cycle'] : []),
    ...(written.length > 0 ? [`${written.length} ${written.length === 1 ? 'table' : 'tables'} that others write`] : []),
    ...asOne(seam).map(({ module }) => `changes that always concern ${module}`),
  ];
}

const ROLES: readonly Role[] = ['candidate', 'host', 'library', 'tool'];

/** Candidates first: those that could go now, and the best before the others; without a history those that least hangs on. */
function bySuitability(a: Seam, b: Seam): number {
  return (
    ROLES.indexOf(a.role) - ROLES.indexOf(b.role) ||
    Number(a.blockers.length > 0) - Number(b.blockers.length > 0) ||
    (b.score ?? 0) - (a.score ?? 0) ||
    a.parts.fanIn + a.parts.sharedTables - (b.parts.fanIn + b.parts.sharedTables) ||
    (a.module.folder < b.module.folder ? -1 : 1)
  );
}

function cyclesAmong(names: readonly string[], links: readonly Link[]): ReadonlyMap<string, readonly string[]> {
  const known = new Set(names);
  const inside = links.filter(({ from, to, imports }) => known.has(from) && known.has(to) && imports > 0);
  const targets = new Map(names.map((name) => [name, inside.filter(({ from }) => from === name).map(({ to }) => to)]));
  const components = strongComponents(names, (name) => targets.get(name) ?? []).filter(({ length }) => length > 1);
  return new Map(
    components.flatMap((all) => all.map((name) => [name, all.filter((other) => other !== name).sort()] as const)),
  );
}
