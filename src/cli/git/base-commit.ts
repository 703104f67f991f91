import { UserError } from '../../util/user-error.ts';
import type { Git } from './git.ts';

/** The commit that a change is compared with. */
export interface BaseCommit {
  readonly sha: string;
  /** What it was found by: `origin/main`. */
  readonly name: string;
}

const DEFAULTS = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/**
 * The commit at which HEAD left a branch or commit (the default branch, where none is named).
 * Throws UserError, with the remedy, when the history that is here does not tell; `remedy` stands for one of ours.
 */
export async function baseCommit(git: Git, ref: string | undefined, remedy?: string): Promise<BaseCommit> {
  if (ref !== undefined) checkName(ref);
  if ((await commitOf(git, 'HEAD')) === undefined) throw new UserError('there is no commit yet to compare with');
  const names = ref === undefined ? DEFAULTS : [ref, `origin/${ref}`];
  for (const name of names) {
    const tip = await commitOf(git, name);
    if (tip === undefined) continue;
    const base = await git(['merge-base', tip, 'HEAD']);
    if (base.status === 0) return { sha: base.stdout.toString().trim(), name };
    throw noCommonHistory(name, await isShallow(git));
  }
  throw unknownBase(ref, await isShallow(git), remedy);
}

/** The commit that a name stands for, itself. Throws UserError, with the remedy, when it is not here. */
export async function exactCommit(git: Git, ref: string): Promise<BaseCommit> {
  checkName(ref);
  for (const name of [ref, `origin/${ref}`]) {
    const sha = await commitOf(git, name);
    if (sha !== undefined) return { sha, name };
  }
  throw unknownBase(ref, await isShallow(git));
}

function checkName(ref: string): void {
  if (ref.startsWith('-') || ref === '' || /[\s\0]/.test(ref))
    throw new UserError(`"${ref}" is no name of a commit or branch`);
}

async function commitOf(git: Git, name: string): Promise<string | undefined> {
  const { status, stdout } = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return status === 0 ? stdout.toString().trim() : undefined;
}

async function isShallow(git: Git): Promise<boolean> {
  return (await git(['rev-parse', '--is-shallow-repository'])).stdout.toString().trim() === 'true';
}

function noCommonHistory(name: string, shallow: boolean): UserError {
  const what = `the commit at which this branch left "${name}" is not known`;
  if (!shallow) return new UserError(what, { help: `"${name}" and HEAD have no common history: name another commit` });
  return new UserError(`${what}: this clone is shallow`, { help: deepen(name.replace(/^origin\//, '')) });
}

function unknownBase(ref: string | undefined, shallow: boolean, remedy?: string): UserError {
  if (ref === undefined) {
    return new UserError(`the default branch is not known here: there is none of ${DEFAULTS.join(', ')}`, {
      help: `${shallow ? deepen('main') : 'git fetch origin main'}; or name a commit or branch: --changed=<ref>`,
    });
  }
  return new UserError(`there is no commit or branch "${ref}" here`, {
    help: remedy ?? (shallow ? deepen(ref) : `git fetch origin ${ref.replace(/^origin\//, '')}`),
  });
}

function deepen(branch: string): string {
  return `fetch the history: "fetch-depth: 0" for actions/checkout, GIT_DEPTH: 0 in GitLab, or git fetch --unshallow origin ${branch}`;
}
