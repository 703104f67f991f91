import { join } from 'node:path';
import { execa } from 'execa';
import { isFile, readText } from '../io/read-text.ts';
import type { People } from '../model/recovery.ts';

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
  const lines = authors.split('\n').filter((line) => line !== '' && !ROBOT.test(line));
  // Code that was brought in as a whole was written by people of another history.
  if (lines.length < FEWEST_COMMITS) return undefined;
  return { authors: countPeople(lines), owners: ownersOf(dir) };
}

const ROBOT =
  /\[bot\]|(?:^|[^a-z])(?:dependabot|renovate|greenkeeper|snyk-bot|github-actions|semantic-release-bot)(?:[^a-z]|$)/i;

/** One person may have several addresses under one name, and several names at one address. */
function countPeople(lines: readonly string[]): number {
  const people: Set<string>[] = [];
  for (const line of new Set(lines)) {
    const marks = line
      .toLowerCase()
      .split('\t')
      .map((mark) => mark.trim());
    const same = people.filter((one) => marks.some((mark) => mark !== '' && one.has(mark)));
    for (const one of same) people.splice(people.indexOf(one), 1);
    people.push(new Set([...same.flatMap((one) => [...one]), ...marks]));
  }
  return people.length;
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
