import { execa } from 'execa';
import { UserError } from '../util/user-error.ts';

/**
 * Runs `npm install` in a generated system, its output on standard error so that standard output stays ours.
 * Throws UserError when npm is not there or fails; what was generated stays as it is.
 */
export async function installDependencies(root: string): Promise<void> {
  const { exitCode, code } = await execa('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: root,
    stdin: 'ignore',
    stdout: process.stderr,
    stderr: process.stderr,
    reject: false,
  });
  if (exitCode === 0) return;
  const why =
    exitCode === undefined
      ? `npm could not be started: ${code ?? 'unknown reason'}`
      : `npm ended with status ${exitCode}`;
  throw new UserError(`"npm install" in "${root}" did not succeed (${why})`, {
    help: 'everything was generated; run "npm install" there yourself',
  });
}
