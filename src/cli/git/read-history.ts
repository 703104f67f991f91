import type { Readable } from 'node:stream';
import type { Commit, History, NoHistory, Tag } from '../../model/history.ts';
import { UserError } from '../../util/user-error.ts';
import { openGit, type Git } from './git.ts';

// Bytes that stand in no name and no subject.
const COMMIT = '\u001E';
const FIELD = '\u001F';
const FORMAT = ['%ct', '%P', '%aN', '%aE', '%s'].join('%x1f');

/**
 * The history of what lies under a folder, or why there is none: no git, no repository, no commit, or a clone that has
 * only a part of it, from which every number would be wrong. Nothing is fetched, and nothing that the repository names is run.
 */
export async function readHistory(folder: string): Promise<History | NoHistory> {
  let git: Git;
  try {
    git = await openGit(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { missing: 'there is no git history here', remedy: 'run it in a clone of the repository, with git installed' };
  }
  if ((await textOf(git, ['rev-parse', '--is-shallow-repository'])) !== 'false')
    return {
      missing: 'this clone is shallow: it has a part of the history only',
      remedy: 'git fetch --unshallow; in CI "fetch-depth: 0" for actions/checkout, or GIT_DEPTH: 0 in GitLab',
    };
  const newest = Number(await textOf(git, ['log', '-1', '--format=%ct', 'HEAD', '--', '.']));
  if (!(newest > 0)) return { missing: 'no commit touches this folder yet', remedy: 'commit what is there' };
  const times = (await textOf(git, ['log', '--format=%ct', 'HEAD', '--', '.'])) ?? '';
  const all = times.split('\n').map(Number);
  return {
    newest: all.reduce((latest, time) => Math.max(latest, time), newest),
    oldest: all.reduce((first, time) => Math.min(first, time), newest),
    commits: all.length,
    tags: await tagsOf(git),
    walk: (since) => walk(git, since),
  };
}

async function textOf(git: Git, args: readonly string[]): Promise<string | undefined> {
  const { status, stdout } = await git(args);
  return status === 0 ? stdout.toString().trim() : undefined;
}

// Only tags of commits that this history has: others belong to lines of work that are elsewhere.
async function tagsOf(git: Git): Promise<readonly Tag[]> {
  const format = '--format=%(refname:strip=2)%09%(creatordate:unix)%09%(committerdate:unix)%09%(*committerdate:unix)';
  const lines = (await textOf(git, ['for-each-ref', '--merged=HEAD', format, 'refs/tags'])) ?? '';
  return lines.split('\n').flatMap((line) => {
    const [name = '', created, direct, peeled] = line.split('\t');
    const time = Number(peeled || direct || created);
    return name !== '' && time > 0 ? [{ name, time }] : [];
  });
}

async function* walk(git: Git, since?: number): AsyncGenerator<Commit> {
  const args = ['log', `--format=${COMMIT}${FORMAT}`, '--name-only', '--no-renames', '--relative', '-z'];
  const from = since === undefined ? [] : [`--since=${since}`];
  const quiet = ['--no-ext-diff', '--no-textconv', '--no-show-signature'];
  const output = git.stream([...args, ...quiet, ...from, 'HEAD', '--', '.']);
  for await (const text of piecesOf(output, COMMIT)) {
    const commit = readCommit(text);
    if (commit) yield commit;
  }
}

async function* piecesOf(output: Readable, separator: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of output.setEncoding('utf8')) {
    const pieces = (rest + String(chunk)).split(separator);
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
  yield rest;
}

function readCommit(text: string): Commit | undefined {
  const [head = '', ...names] = text.split('\0');
  const [time = '', parents = '', name = '', email = '', subject = ''] = head.split(FIELD);
  if (!(Number(time) > 0)) return undefined;
  // The first name follows the empty line behind the subject.
  const files = names.map((file) => file.replace(/^\n/, '')).filter((file) => file !== '');
  return { time: Number(time), author: { name, email }, subject, isMerge: parents.includes(' '), files };
}
