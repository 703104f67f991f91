import { join } from 'node:path';
import { execa } from 'execa';
import { isFile, readText } from '../io/read-text.ts';
import type { People } from '../model/recovery.ts';
import { countPeople, isRobot } from '../util/people.ts';

const YEAR = 365 * 24 * 60 * 60;
const FEWEST_COMMITS = 10;
// The history is somebody else's: nothing that its configuration names is started, and nothing is fetched.
const HARMLESS = [
  '--no-optional-locks',
  ...['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'log.showSignature=false', 'protocol.allow=never'].flatMap(
    (setting) => ['-c', setting],
  ),
];

/**
 * Who worked on what lies under a folder in the year before its newest commit; undefined where git does not say: without a
 * repository, without git, or in a clone that has only a part of the history.
 */
export async function readPeople(dir: string): Promise<People | undefined> {
  if ((await git(dir, 'rev-parse', '--is-shallow-repository')) !== 'false') return undefined;
  const newest = Number(await git(dir, 'log', '-1', '--format=%ct', 'HEAD', '--', '.'));
  if (!(newest > 0)) return undefined;
  const authors = await git(dir, 'log', `--since=${newest - YEAR}`, '--format=%aE%x09%aN', 'HEAD', '--', '.');
  if (authors === undefined) return undefined;
  const lines = authors.split('\n').filter((line) => line !== '' && !isRobot(line));
  // Code that was brought in as a whole was written by people of another history.
  if (lines.length < FEWEST_COMMITS) return undefined;
  const people = [...new Set(lines)].map((line) => {
    const [email = '', name = ''] = line.split('\t');
    return { name, email };
  });
  return { authors: countPeople(people), owners: ownersOf(dir) };
}

async function git(dir: string, ...args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await execa('git', ['-C', dir, ...HARMLESS, ...args], {
    stdin: 'ignore',
    reject: false,
    env: { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0' },
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}

function ownersOf(dir: string): string[] {
  const file = ['.github', '.', 'docs', '.gitlab'].map((folder) => join(dir, folder, 'CODEOWNERS')).find(isFile);
  if (file === undefined) return [];
  const words = readText(file, 'CODEOWNERS')
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return [...new Set(words.filter((word) => word.includes('@')))].sort();
}
