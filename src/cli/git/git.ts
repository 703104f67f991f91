import { devNull } from 'node:os';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { UserError } from '../../util/user-error.ts';

/** What a run of git gave. */
export interface GitAnswer {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git in one folder. */
export interface Git {
  (args: readonly string[], input?: string): Promise<GitAnswer>;
  /** What a run prints, as it comes: for answers that need not be kept. Ends with an error when git does. */
  readonly stream: (args: readonly string[]) => Readable;
}

// Variables by which a hook that runs us would lead git elsewhere.
const LEADING = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_COMMON_DIR', 'GIT_EXTERNAL_DIFF'];

/**
 * Git for a folder of a repository that nobody vouches for: what its configuration could make git execute (filters,
 * monitors, hooks, transports) is switched off, and nothing is fetched.
 * Throws UserError when git is not installed, or the folder is in no repository.
 */
export async function openGit(folder: string): Promise<Git> {
  const bare = runner(folder, []);
  const inside = await bare(['rev-parse', '--is-inside-work-tree']);
  if (inside.status !== 0 || inside.stdout.toString().trim() !== 'true') {
    const why = inside.stderr.trim().split('\n')[0] ?? '';
    throw new UserError(`"${folder}" is in no work tree of git that can be read${why === '' ? '' : `: ${why}`}`, {
      help: 'run the command in a clone of the repository, or without "--changed"',
    });
  }
  const listed = await bare(['config', '--list', '--name-only', '--includes', '-z']);
  return runner(folder, [...NEUTRAL, ...listed.stdout.toString().split('\0').flatMap(neutralised)]);
}

type Setting = readonly [key: string, value: string];

const NEUTRAL: readonly Setting[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', devNull],
  ['protocol.allow', 'never'],
];

function neutralised(key: string): Setting[] {
  if (/^filter\..*\.(clean|smudge|process)$/is.test(key)) return [[key, '']];
  return /^filter\..*\.required$/is.test(key) ? [[key, 'false']] : [];
}

const PLAIN = ['--no-pager', '--no-replace-objects'];

function runner(folder: string, settings: readonly Setting[]): Git {
  const env: Record<string, string | undefined> = Object.fromEntries(LEADING.map((name) => [name, undefined]));
  Object.assign(env, {
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
    GIT_CONFIG_COUNT: String(settings.length),
  });
  for (const [index, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  const settled = { cwd: folder, env, stripFinalNewline: false } as const;
  const run = async (args: readonly string[], input?: string): Promise<GitAnswer> => {
    const done = await execa('git', [...PLAIN, ...args], {
      ...settled,
      reject: false,
      encoding: 'buffer',
      maxBuffer: 1_000_000_000,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
    });
    if (done.exitCode === undefined) {
      const why = done.code === 'ENOENT' ? 'it is not installed' : (done.shortMessage ?? 'it was stopped');
      throw new UserError(`git cannot be run: ${why}`, { help: 'install git, or run the command without "--changed"' });
    }
    return { status: done.exitCode, stdout: Buffer.from(done.stdout), stderr: Buffer.from(done.stderr).toString() };
  };
  const stream = (args: readonly string[]): Readable =>
    execa('git', [...PLAIN, ...args], { ...settled, stdin: 'ignore', buffer: false }).readable();
  return Object.assign(run, { stream });
}
