import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** A commit as a test writes it: the files that get one more line, by whom and when. */
export interface Wanted {
  readonly day: string;
  readonly files?: readonly string[];
  readonly author?: string;
  readonly subject?: string;
  readonly tag?: string;
}

/** Runs git in a folder, without the settings of whoever runs the test. */
export function git(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync('git', ['-C', root, '-c', 'commit.gpgSign=false', '-c', 'tag.gpgSign=false', ...args], {
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes a folder a repository; all that lies in it is in its first commit. */
export function commitAll(root: string, day: string): void {
  git(root, ['init', '--quiet', '--initial-branch=main']);
  commit(root, { day, subject: 'The shop' });
}

/** Makes one commit. Lines are comments, so that code stays code. */
export function commit(
  root: string,
  { day, files = [], author = 'Anna <anna@example.com>', subject = 'Work', tag }: Wanted,
): void {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    appendFileSync(path.join(root, file), `// ${day} ${author.split(' ')[0] ?? ''}\n`);
  }
  const [name = '', email = ''] = author.replace('>', '').split(' <');
  const date = day.includes('T') ? `${day}Z` : `${day}T12:00:00Z`;
  const env = {
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: date },
  };
  git(root, ['add', '--all']);
  git(root, ['commit', '--quiet', '--allow-empty', '-m', subject], env);
  if (tag !== undefined) git(root, ['tag', tag]);
}
