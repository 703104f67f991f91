import { UserError } from '../../util/user-error.ts';
import { openGit, type Git } from '../git/git.ts';

/** Which of `files` (relative to `root`) git cannot give back: changed since the last commit, or not in it. Null without git or a repository. */
export async function dirtyFiles(root: string, files: readonly string[]): Promise<ReadonlySet<string> | null> {
  const git = await gitIn(root);
  if (git === undefined) return null;
  const what = ['--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignored', '--', ...files];
  const status = await git(['--literal-pathspecs', 'status', ...what]);
  const prefix = await git(['rev-parse', '--show-prefix']);
  if (status.status !== 0 || prefix.status !== 0) return null;
  const inside = prefix.stdout.toString().replace(/\n$/, '');
  const paths = new Set(
    status.stdout
      .toString()
      .split('\0')
      .map((entry) => entry.slice(3)),
  );
  return new Set(files.filter((file) => paths.has(`${inside}${file}`)));
}

async function gitIn(root: string): Promise<Git | undefined> {
  try {
    return await openGit(root);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
