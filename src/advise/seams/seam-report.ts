import type { History, NoHistory } from '../../model/history.ts';
import type { SystemModel } from '../../model/system.ts';
import type { Code } from '../../recover/read-code.ts';
import { dayOf } from '../../util/day-of.ts';
import { ChangeCounter, type Changes } from '../evidence/changes.ts';
import { findModules, moduleIndex, type Module } from './find-modules.ts';
import { judge, type Seam } from './judge.ts';
import { measureModules, type Link } from './measure.ts';
import { rolesOf } from './roles.ts';
import { extractionOrder, type Step } from './order.ts';
import { valuesFrom, weightsFrom, type Weights } from './score.ts';

/** What of the history is looked at. */
export interface Window {
  /** Days before the newest commit, that commit included. */
  readonly days: number;
  /** Commits with more files are left out. */
  readonly largest: number;
}

/** What a user may set. */
export interface SeamSettings extends Window {
  readonly modules: readonly string[];
  readonly weights: readonly string[];
  readonly values: readonly string[];
}

/** The history as far as it was looked at, or why there was none to look at. */
export type Looked =
  { readonly from: string; readonly to: string; readonly weeks: number; readonly changes: Changes } | NoHistory;

/** The modules of a system, ranked as candidates for extraction, with everything that the ranking rests on. */
export interface SeamReport {
  readonly system: string;
  readonly seams: readonly Seam[];
  readonly links: readonly Link[];
  readonly order: readonly Step[];
  readonly weights: Weights;
  readonly window: Window;
  readonly history: Looked;
  /** Lines of production code in modules, and of all. */
  readonly lines: { readonly inModules: number; readonly all: number };
  /** Sites that access a table whose name is known. */
  readonly accesses: number;
}

const DAY = 86_400;

/** Counts the commits of a window by part. */
export async function lookBack(
  history: History | NoHistory,
  { days, largest }: Window,
  partOf: (file: string) => string | undefined,
  onCommits: (counted: number) => void = () => undefined,
): Promise<Looked> {
  if ('missing' in history) return history;
  const since = history.newest - days * DAY;
  const counter = new ChangeCounter(partOf, largest);
  let [oldest, counted] = [history.newest, 0];
  for await (const commit of history.walk(since)) {
    counter.add(commit);
    oldest = Math.min(oldest, commit.time);
    if (++counted % 500 === 0) onCommits(counted);
  }
  // A repository younger than the window has changed in its own time only; a day is too short to speak of a rate.
  const weeks = Math.max(1, (history.newest - Math.max(since, history.oldest)) / DAY / 7);
  return { from: dayOf(Math.max(since, oldest)), to: dayOf(history.newest), weeks, changes: counter.result() };
}

/** Finds the modules, and ranks them. Throws UserError for settings that do not fit. */
export async function reportSeams(
  { model, code, history }: { model: SystemModel; code: Code; history: History | NoHistory },
  settings: SeamSettings,
  onCommits?: (counted: number) => void,
): Promise<SeamReport> {
  const { uses, packages, files } = code;
  const modules = findModules(code, settings.modules);
  const weights = weightsFrom(settings.weights);
  const values = valuesFrom(
    settings.values,
    modules.map(({ name }) => name),
  );
  const find = moduleIndex(modules);
  const measures = measureModules({ model, uses, modules });
  const roles = rolesOf(measures, packages);
  // What everybody shares changes with everybody, and stays on both sides: it says nothing about what belongs together.
  const partOf = (file: string): string | undefined => {
    const name = find(file)?.name ?? '';
    return /^(?:candidate|host)$/.test(roles.get(name)?.role ?? '') ? name : undefined;
  };
  const looked = await lookBack(history, settings, partOf, onCommits);
  const seen = 'missing' in looked ? { changes: null, weeks: 1 } : looked;
  const seams = judge(measures, roles, seen, { weights, values });
  return {
    system: model.name,
    seams,
    links: measures.links,
    order: extractionOrder(seams),
    weights,
    window: { days: settings.days, largest: settings.largest },
    history: looked,
    lines: { inModules: sumOf(modules), all: sumOf(files) },
    accesses: measures.accesses,
  };
}

function sumOf(items: readonly Pick<Module, 'lines'>[]): number {
  return items.reduce((sum, { lines }) => sum + lines, 0);
}
