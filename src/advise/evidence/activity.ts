import type { Commit, History, NoHistory, Tag } from '../../model/history.ts';
import { countPeople, isRobot } from '../../util/people.ts';
import { ChangeCounter, type Changes } from './changes.ts';

/** Days before the newest commit that are looked at. */
export const RECENT_DAYS = 90;

/** What happened in a repository in the days before its newest commit. Times are in seconds since 1970. */
export interface Activity {
  readonly newest: number;
  readonly oldest: number;
  readonly commits: number;
  /** Of the recent days: commits by people, and how many people they are. */
  readonly recent: { readonly commits: number; readonly people: number };
  readonly releases: readonly Release[];
  /** How the parts of the system changed in the recent days. */
  readonly changes: Changes;
}

/** Tags and release commits that were made within an hour are one release. */
export interface Release {
  readonly time: number;
  readonly names: readonly string[];
  /** Names of packages that its tags carry in front of the version. */
  readonly packages: readonly string[];
}

const DAY = 86_400;
const HOUR = 3600;
// Somebody tries something out; nothing goes to production.
const TRIAL = /[-.](?:alpha|beta|rc|next|canary|preview|snapshot|dev|pre|nightly)(?:[-.\d]|$)/i;
const RELEASE =
  /^(?:(?:chore|ci|build|release)(?:\([^)]*\))?!?:\s*)?(?:release(?:s|d)?\b|publish(?:es|ed)?\b|version packages\b|bump version\b|v?\d+\.\d+\.\d+\b)/i;

/** Walks the recent history once. `partOf` names the part of the system that a file belongs to. */
export async function measureActivity(
  history: History | NoHistory,
  partOf: (file: string) => string | undefined,
): Promise<Activity | NoHistory> {
  if ('missing' in history) return history;
  const since = history.newest - RECENT_DAYS * DAY;
  const counter = new ChangeCounter(partOf);
  const authors = new Map<string, Commit['author']>();
  const marks: Tag[] = history.tags.filter(({ name, time }) => time >= since && !TRIAL.test(name));
  let commits = 0;
  for await (const commit of history.walk(since)) {
    const { name, email } = commit.author;
    if (RELEASE.test(commit.subject)) marks.push({ name: '', time: commit.time });
    counter.add(commit);
    if (isRobot(name) || isRobot(email)) continue;
    commits++;
    authors.set(`${email}\n${name}`, commit.author);
  }
  return {
    newest: history.newest,
    oldest: history.oldest,
    commits: history.commits,
    recent: { commits, people: countPeople([...authors.values()]) },
    releases: releasesOf(marks),
    changes: counter.result(),
  };
}

function releasesOf(marks: readonly Tag[]): readonly Release[] {
  const releases: { time: number; names: string[]; packages: Set<string> }[] = [];
  for (const { name, time } of marks.toSorted((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1))) {
    let last = releases.at(-1);
    if (last === undefined || time - last.time > HOUR) {
      last = { time, names: [], packages: new Set() };
      releases.push(last);
    }
    if (name !== '') last.names.push(name);
    const [, owner] = /^(.+?)[@/_-]v?\d+\.\d+/.exec(name) ?? [];
    if (owner !== undefined) last.packages.add(owner);
  }
  return releases.map(({ time, names, packages }) => ({ time, names, packages: [...packages].sort() }));
}
