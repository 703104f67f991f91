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
    const parts = {
      changeRate: commits / weeks,
      value: values.get(name) ?? 1,
      fanIn: one.importedBy.length,
      sharedTables: one.sharedTables.length,
      // What everybody shares stays a library of both sides.
      fanOut: one.imports.filter(isCandidate).length,
      coChange: commits === 0 ? 0 : (own?.joint ?? 0) / commits,
    };
    const score = changes === null ? null : scoreOf(parts, weights);
    const { role, because } = roles.get(name) ?? { role: 'candidate', because: '' };
    const cycle = cycles.get(name) ?? [];
    return { ...one, role, roleBecause: because, cycle, parts, score, churn: own?.churn ?? 0, commits, partners };
  });
  return seams.sort(bySuitability);
}

const ROLES: readonly Role[] = ['candidate', 'host', 'library', 'tool'];

/** Candidates first, the best before the others; without a history those that least hangs on. */
function bySuitability(a: Seam, b: Seam): number {
  return (
    ROLES.indexOf(a.role) - ROLES.indexOf(b.role) ||
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
