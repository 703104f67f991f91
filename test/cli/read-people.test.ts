import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPeople } from '../../src/cli/read-people.ts';

let root = '';

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'archwright-people-'));
  await git('init', '--quiet', '--initial-branch=main');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

// The history must not depend on the settings of whoever runs the test.
async function git(...args: readonly string[]): Promise<void> {
  await execa('git', ['-C', root, '-c', 'commit.gpgSign=false', '-c', 'core.hooksPath=/dev/null', ...args], {
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}

async function commits(count: number, author: string, day: string): Promise<void> {
  const [name = '', address = ''] = author.split(' <');
  const env = `${day}T12:00:00Z`;
  for (let i = 0; i < count; i++) {
    writeFileSync(join(root, 'orders.js'), `${author} ${day} ${i}`);
    await git('add', '.');
    await execa('git', ['-C', root, '-c', 'commit.gpgSign=false', 'commit', '--quiet', '-m', 'orders'], {
      env: {
        ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: address.replace('>', ''), GIT_AUTHOR_DATE: env },
        ...{ GIT_COMMITTER_NAME: 'shop', GIT_COMMITTER_EMAIL: 'shop@example.com', GIT_COMMITTER_DATE: env },
        ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      },
    });
  }
}

test('authors of the last year before the newest commit count, once whatever they call themselves', async () => {
  await commits(2, 'Carla <carla@example.com>', '2021-01-05');
  await commits(6, 'Anna <anna@example.com>', '2024-02-01');
  await commits(1, 'anna b <anna@example.com>', '2024-03-01');
  await commits(1, 'Anna <anna@home.example>', '2024-03-02');
  await commits(4, 'Ben <ben@example.com>', '2024-04-01');
  await commits(3, 'renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>', '2024-04-02');
  expect(await readPeople(root)).toEqual({ authors: 2, owners: [] });
});

test('owners come from CODEOWNERS, persons and teams', async () => {
  mkdirSync(join(root, '.github'));
  writeFileSync(
    join(root, '.github/CODEOWNERS'),
    '# who\n* @anna\n/payment @shop/money ben@example.com\n/docs @anna\n',
  );
  await commits(10, 'Anna <anna@example.com>', '2024-02-01');
  expect(await readPeople(root)).toEqual({ authors: 1, owners: ['@anna', '@shop/money', 'ben@example.com'] });
});

test('a history that is too short, or none, says nothing', async () => {
  expect(await readPeople(root)).toBeUndefined();
  await commits(9, 'Anna <anna@example.com>', '2024-02-01');
  expect(await readPeople(root)).toBeUndefined();
  expect(await readPeople(tmpdir())).toBeUndefined();
});

test('nothing that the configuration of the repository names is run', async () => {
  const trap = join(root, 'trap.sh');
  const sprung = join(root, 'sprung');
  writeFileSync(trap, `#!/bin/sh\ntouch "${sprung}"\n`, { mode: 0o755 });
  await commits(10, 'Anna <anna@example.com>', '2024-02-01');
  for (const key of ['core.fsmonitor', 'core.pager', 'gpg.program', 'core.sshCommand', 'diff.external'])
    await git('config', key, trap);
  await git('config', 'log.showSignature', 'true');
  expect(await readPeople(root)).toEqual({ authors: 1, owners: [] });
  await expect(execa('ls', [sprung])).rejects.toThrow();
});
