import { compareWithEntries, entryOf } from '../../lint/baseline.ts';
import { lintModel, type LintOptions, type LintResult } from '../../lint/engine.ts';
import { selectFindings } from '../../lint/select-findings.ts';
import type { Sources } from '../../lint/span.ts';
import { count } from '../../lint/wording.ts';
import { UserError } from '../../util/user-error.ts';
import { baseCommit, type BaseCommit } from '../git/base-commit.ts';
import { changedFiles, type ChangedFiles } from '../git/changed-files.ts';
import { openGit } from '../git/git.ts';
import { isDirectory } from '../../io/read-text.ts';
import { recoverRepository } from '../read-repository.ts';
import type { LintFlags } from './lint-flags.ts';

/** What was changed, and since when. */
export interface Change extends ChangedFiles {
  readonly base: BaseCommit;
}

/** Asks git what was changed. Throws UserError, with the remedy, when it cannot tell. */
export async function readChange(dir: string, { changed, facts }: LintFlags): Promise<Change | undefined> {
  if (changed === undefined) return undefined;
  if (facts !== undefined) throw new UserError('"--changed" needs the repository: it does not go with "--facts"');
  const git = await openGit(dir);
  const ref = changed === true ? undefined : changed;
  // What follows an option is its value.
  const isFolder = ref !== undefined && isDirectory(ref);
  const base = await baseCommit(
    git,
    ref,
    isFolder ? `"${ref}" is a folder: write it in front, archwright lint ${ref} --changed` : undefined,
  );
  const files = await changedFiles(git, base.sha);
  const what = files.paths.size === 0 ? 'nothing has changed' : `${count(files.paths.size, 'file')} changed`;
  process.stderr.write(`${what} since ${base.sha.slice(0, 12)} (${base.name})\n`);
  return { ...files, base };
}

/**
 * The findings that a change has to do with: a step of their evidence is in a file that it touches, or the system as it
 * was before did not have them, because the change took away what protected from them.
 */
export async function selectChanged(
  result: LintResult,
  { paths, earlier }: Change,
  run: { readonly dir: string; readonly flags: LintFlags; readonly options: LintOptions; readonly sources: Sources },
): Promise<LintResult> {
  const { dir, flags, options, sources } = run;
  const touched = new Set(result.findings.filter(({ evidence }) => evidence.some(({ file }) => isIn(file, paths))));
  if (paths.size === 0 || touched.size === result.findings.length)
    return selectFindings(result, (finding) => touched.has(finding));
  const before = await recoverRepository(dir, { cache: flags.cache }, earlier);
  const sourcesBefore: Sources = (file) => {
    const bytes = earlier.get(file);
    return bytes === undefined ? sources(file) : bytes?.toString();
  };
  const { findings } = lintModel(before, { ...options, sources: sourcesBefore });
  const entries = findings.map((finding) => entryOf(finding, sourcesBefore));
  // Known ones first: what a baseline knows must not stand for what was there before.
  const brought = new Set(compareWithEntries([...result.known, ...result.findings], entries, sources).fresh);
  return selectFindings(result, (finding) => touched.has(finding) || brought.has(finding));
}

// Of a submodule git names the folder.
function isIn(file: string, paths: ReadonlySet<string>): boolean {
  if (paths.has(file)) return true;
  for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1))
    if (paths.has(file.slice(0, at))) return true;
  return false;
}
