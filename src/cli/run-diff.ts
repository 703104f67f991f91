import { compareWithEntries, entryOf } from '../lint/baseline.ts';
import { lintModel } from '../lint/engine.ts';
import { checkSettings } from '../lint/settings.ts';
import { rules } from '../lint/rules/index.ts';
import type { Sources } from '../lint/span.ts';
import { suppressionDocs } from '../lint/suppression-rules.ts';
import type { FindingChange } from '../docs/diff/diff-models.ts';
import type { Finding } from '../model/finding.ts';
import type { SystemModel } from '../model/system.ts';
import type { EditedFiles } from '../recover/sources/disk-tree.ts';
import { baseCommit, exactCommit } from './git/base-commit.ts';
import { changedFiles } from './git/changed-files.ts';
import { openGit, type Git } from './git/git.ts';
import { readLintSettings } from './lint/lint-settings.ts';
import { recoverRepository } from './read-repository.ts';
import { sourceReader } from './source-reader.ts';

/** One state of a repository: the files by which it differs from what is on the disk, and what to call it. */
export interface RepositoryState {
  readonly name: string;
  readonly edited: EditedFiles;
}

/** Two states of a repository, and the files that differ between them. */
export interface StatePair {
  readonly before: RepositoryState;
  readonly after: RepositoryState;
  readonly changed: ReadonlySet<string>;
}

/** A state, read. */
export interface ReadState {
  readonly model: SystemModel;
  readonly findings: readonly Finding[];
  readonly sources: Sources;
}

/**
 * The states to compare: the commit at which this branch left `from` (the default branch, where none is named) and the
 * work tree; or, with `to`, exactly these two commits. Throws UserError, with the remedy, when git does not know them.
 */
export async function readStates(dir: string, from: string | undefined, to: string | undefined): Promise<StatePair> {
  const git = await openGit(dir);
  const base = from !== undefined && to !== undefined ? await exactCommit(git, from) : await baseCommit(git, from);
  const before = await changedFiles(git, base.sha);
  const name = (label: string, sha: string): string => `${label} (${sha.slice(0, 12)})`;
  const first = { name: name(base.name, base.sha), edited: before.earlier };
  if (to === undefined)
    return { before: first, after: { name: 'the work tree', edited: new Map() }, changed: before.paths };
  const tip = await exactCommit(git, to);
  const after = await changedFiles(git, tip.sha);
  const changed = await changedBetween(git, base.sha, tip.sha);
  return { before: first, after: { name: name(tip.name, tip.sha), edited: after.earlier }, changed };
}

/** Recovers the system in one state, and lints it by today's settings. */
export async function readState(
  dir: string,
  { edited }: RepositoryState,
  flags: { cache: boolean },
): Promise<ReadState> {
  const disk = sourceReader(dir);
  const sources: Sources = (file) => {
    const bytes = edited.get(file);
    return bytes === undefined ? disk(file) : bytes?.toString();
  };
  const { settings, locate, declared } = readLintSettings(dir, undefined);
  checkSettings(settings, [...rules, ...suppressionDocs], locate);
  const recovery = await recoverRepository(dir, { cache: flags.cache }, edited.size === 0 ? undefined : edited);
  const beside = declared === undefined ? {} : { beside: { declared } };
  const { findings } = lintModel({ ...recovery, ...beside }, { settings, rules, sources, locate });
  return { model: recovery.model, findings, sources };
}

/** Findings of one state that the other does not have, told apart as a baseline does: moved lines are not news. */
export function compareFindings(before: ReadState, after: ReadState): FindingChange {
  const entries = before.findings.map((finding) => ({ ...entryOf(finding, before.sources), finding }));
  const { fresh, gone } = compareWithEntries(after.findings, entries, after.sources);
  const removed = gone.map(({ finding }) => finding);
  return { added: without(fresh, removed), removed: without(removed, fresh) };
}

/** Leaves out what the other list says of the same file too: the site moved within it, and the finding stayed. */
function without(some: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ rule, service, file, message }: Finding): string => JSON.stringify([rule, service, file, message]);
  const left = others.map(keyOf);
  return some.filter((finding) => {
    const place = left.indexOf(keyOf(finding));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

async function changedBetween(git: Git, from: string, to: string): Promise<ReadonlySet<string>> {
  const { stdout } = await git([
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--relative',
    from,
    to,
    '--',
  ]);
  return new Set(stdout.toString().split('\0').filter(Boolean));
}
