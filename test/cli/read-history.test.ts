import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHistory } from '../../src/cli/git/read-history.ts';
import type { Commit, History } from '../../src/model/history.ts';
import { commit, commitAll, git } from '../support/history.ts';
import { writeFiles } from '../support/recover-files.ts';

async function historyOf(root: string): Promise<History> {
  const history = await readHistory(root);
  if ('missing' in history) throw new Error(history.missing);
  return history;
}

async function commitsOf(history: History, since?: number): Promise<Commit[]> {
  const found: Commit[] = [];
  for await (const one of history.walk(since)) found.push(one);
  return found;
}

test('commits come newest first, with strange names and subjects as they are', async () => {
  const root = writeFiles({ 'orders.ts': '', 'stock/a.ts': '' });
  commitAll(root, '2024-01-01');
  commit(root, {
    day: '2024-02-01',
    files: ['stock/é b\n.ts'],
    author: 'Zoë "z" B <zoe@example.com>',
    subject: 'a | b\tc',
    tag: 'v1.0.0',
  });
  git(root, ['checkout', '--quiet', '-b', 'side', 'HEAD~1']);
  commit(root, { day: '2024-02-02', files: ['stock/side.ts'] });
  git(root, ['checkout', '--quiet', 'main']);
  git(root, ['-c', 'user.name=Anna', '-c', 'user.email=anna@example.com', 'merge', '--quiet', '--no-edit', 'side'], {
    GIT_COMMITTER_DATE: '2024-02-03T12:00:00Z',
    GIT_AUTHOR_DATE: '2024-02-03T12:00:00Z',
  });
  const history = await historyOf(root);
  const day = (text: string): number => Date.parse(`${text}T12:00:00Z`) / 1000;
  expect(history).toMatchObject({ oldest: day('2024-01-01'), tags: [{ name: 'v1.0.0', time: day('2024-02-01') }] });
  const commits = await commitsOf(history);
  expect(commits.find(({ subject }) => subject === 'a | b\tc')).toEqual({
    time: day('2024-02-01'),
    author: { name: 'Zoë "z" B', email: 'zoe@example.com' },
    subject: 'a | b\tc',
    isMerge: false,
    files: ['stock/é b\n.ts'],
  });
  expect(commits.filter(({ isMerge }) => isMerge).flatMap(({ files }) => files)).toEqual([]);
  expect((await commitsOf(history, day('2024-02-02'))).every(({ time }) => time >= day('2024-02-02'))).toBe(true);
});

test('of a folder inside a repository only what lies under it counts', async () => {
  const root = writeFiles({ 'orders/a.ts': '', 'stock/a.ts': '' });
  commitAll(root, '2024-01-01');
  commit(root, { day: '2024-02-01', files: ['orders/a.ts'] });
  commit(root, { day: '2024-03-01', files: ['stock/a.ts'] });
  const commits = await commitsOf(await historyOf(join(root, 'orders')));
  expect(commits.map(({ files }) => files)).toEqual([['a.ts'], ['a.ts']]);
});

test('where there is no history, or a part of one, the reason and the remedy are told', async () => {
  const root = writeFiles({ 'orders.ts': '' });
  expect(await readHistory(root)).toMatchObject({ missing: 'there is no git history here' });
  git(root, ['init', '--quiet', '--initial-branch=main']);
  expect(await readHistory(root)).toMatchObject({ missing: 'no commit touches this folder yet' });
  commit(root, { day: '2024-01-01' });
  commit(root, { day: '2024-01-02', files: ['orders.ts'] });
  git(root, ['clone', '--quiet', '--depth=1', `file://${root}`, `${root}-shallow`]);
  expect(await readHistory(`${root}-shallow`)).toMatchObject({
    missing: 'this clone is shallow: it has a part of the history only',
    remedy: expect.stringContaining('git fetch --unshallow') as string,
  });
});

test('nothing that the configuration of the repository names is run', async () => {
  const root = writeFiles({ 'orders.ts': '' });
  commitAll(root, '2024-01-01');
  const trap = join(root, '..', 'trap.sh');
  writeFileSync(trap, `#!/bin/sh\ntouch "${join(root, 'sprung')}"\n`, { mode: 0o755 });
  for (const key of ['core.fsmonitor', 'core.pager', 'diff.external', 'gpg.program']) git(root, ['config', key, trap]);
  git(root, ['config', 'log.showSignature', 'true']);
  expect(await commitsOf(await historyOf(root))).toHaveLength(1);
  expect(
    git(root, ['status', '--porcelain', '--ignored'], {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: 'false',
    }),
  ).not.toContain('sprung');
});
