import { UserError } from '../../util/user-error.ts';
import type { Git } from './git.ts';

/** Files that differ from a commit, relative to the folder that git was opened for, and how they were then. */
export interface ChangedFiles {
  readonly paths: ReadonlySet<string>;
  /** Null for those that were not there. Files of more than 2 MB and submodules are left out. */
  readonly earlier: ReadonlyMap<string, Buffer | null>;
}

const LARGEST = 2_000_000;

/** What differs between a commit and the work tree: committed, staged or not, and files that git does not know yet. */
export async function changedFiles(git: Git, commit: string): Promise<ChangedFiles> {
  const diff = ['diff', '--name-status', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--relative'];
  const changes = fields(await checked(git, [...diff, '--ignore-submodules=dirty', commit, '--']));
  const untracked = fields(await checked(git, ['ls-files', '--others', '--exclude-standard', '-z']));
  const earlier = new Map<string, Buffer | null>(untracked.map((path) => [path, null]));
  const changed: string[] = [];
  for (let index = 0; index + 1 < changes.length; index += 2) {
    const [status = '', path = ''] = changes.slice(index, index + 2);
    if (status === 'A') earlier.set(path, null);
    else changed.push(path);
  }
  for (const [path, bytes] of await contents(git, commit, changed)) earlier.set(path, bytes);
  return { paths: new Set([...untracked, ...changed, ...earlier.keys()]), earlier };
}

async function checked(git: Git, args: readonly string[], input?: string): Promise<Buffer> {
  const { status, stdout, stderr } = await git(args, input);
  if (status === 0) return stdout;
  throw new UserError(`git could not tell what was changed: ${stderr.trim().split('\n')[0]}`, {
    help: `it was asked: git ${args.join(' ')}`,
  });
}

function fields(output: Buffer): string[] {
  return output.toString().split('\0').filter(Boolean);
}

/** The bytes that files had in a commit. */
async function contents(git: Git, commit: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const prefix = (await checked(git, ['rev-parse', '--show-prefix'])).toString().replace(/\n$/, '');
  // A request is one line.
  const asked = paths.filter((path) => !path.includes('\n'));
  const request = (some: readonly string[]): string => some.map((path) => `${commit}:${prefix}${path}\n`).join('');
  if (asked.length === 0) return new Map();
  const heads = (await checked(git, ['cat-file', '--batch-check'], request(asked))).toString().split('\n');
  const wanted = asked.filter((_, index) => {
    const [, type, size] = heads[index]?.split(' ') ?? [];
    return type === 'blob' && Number(size) <= LARGEST;
  });
  const found = new Map<string, Buffer>();
  if (wanted.length === 0) return found;
  const output = await checked(git, ['cat-file', '--batch'], request(wanted));
  let at = 0;
  for (const path of wanted) {
    const end = output.indexOf(10, at);
    const size = Number(output.toString('latin1', at, end).split(' ')[2]);
    found.set(path, output.subarray(end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return found;
}
