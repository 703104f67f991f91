import { findBlueprint, readBlueprint } from '../blueprint/read-blueprint.ts';
import { requireFolder } from '../io/read-text.ts';
import { readPending, readRecord } from '../scaffold/existing.ts';
import { abortUpdate, continueUpdate, editedSince } from '../scaffold/settle-update.ts';
import { UserError } from '../util/user-error.ts';
import { recordedPaths } from './recorded-paths.ts';
import { inRoot } from './in-root.ts';
import { runGeneration, type GenerationFlags } from './run-generation.ts';

/** The flags of `update`. */
export interface UpdateFlags extends GenerationFlags {
  readonly continue?: true;
  readonly abort?: true;
  readonly force?: true;
  readonly ours?: readonly string[];
  readonly theirs?: readonly string[];
}

/** Brings generated files to the templates of this version, or ends an update that left conflicts. */
export async function runUpdate(dir: string, flags: UpdateFlags): Promise<void> {
  requireFolder(dir);
  if (flags.continue && flags.abort) throw new UserError('--continue and --abort exclude each other');
  if (!flags.continue && (flags.ours ?? flags.theirs) !== undefined)
    throw new UserError('--ours and --theirs settle files of an update that is under way', {
      help: 'give them with --continue; for a whole update at once there is "--conflicts ours" and "--conflicts theirs"',
    });
  if (flags.continue) return goOn(dir, flags);
  if (flags.abort) return abort(dir, flags);
  const path = findBlueprint(dir);
  if (path === undefined)
    throw new UserError(`there is no archwright.yaml in "${dir}"`, { help: 'run this beside it, or name its folder' });
  if (readRecord(dir) === undefined)
    throw new UserError(`nothing was generated in "${dir}" yet, or .archwright/manifest.json is gone`, {
      help: 'restore it from version control; "archwright generate" writes what is not there and leaves the rest alone',
    });
  const written = runGeneration(dir, readBlueprint(path), { ...flags, versions: true, lint: false });
  if (flags.install && written > 0) await (await import('./install-dependencies.ts')).installDependencies(dir);
}

function goOn(dir: string, flags: UpdateFlags): void {
  const pending = requirePending(dir);
  const paths = (given: readonly string[] = []): string[] => recordedPaths(dir, given);
  const open = continueUpdate(dir, pending, { ours: paths(flags.ours), theirs: paths(flags.theirs) });
  const places = open.map(({ path, line, what }) => `conflict  ${path}:${line}: ${what}`);
  const last =
    open.length === 0
      ? `the update to ${pending.to} is done`
      : `still to settle: ${new Set(open.map(({ path }) => path)).size} of ${pending.conflicts.length} files`;
  const help =
    open.length === 0
      ? []
      : [' = help: edit them, or name them with --ours FILE (as they are, without the template) or --theirs FILE'];
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, done: open.length === 0, open }, null, 2)}\n`);
  else process.stdout.write(`${[...places, last, ...help].join('\n')}\n`);
  process.exitCode = open.length === 0 ? 0 : 1;
}

function abort(dir: string, flags: UpdateFlags): void {
  const pending = requirePending(dir);
  const edited = editedSince(dir, pending);
  if (edited.length > 0 && !flags.force)
    throw new UserError(`edited since the update began: ${edited.join(', ')}`, {
      help: 'an abort would take these edits away: save them elsewhere, then give --force',
    });
  const restored = abortUpdate(dir, pending);
  if (flags.json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, restored }, null, 2)}\n`);
  else process.stdout.write(`the update to ${pending.to} is undone: ${restored} files are as they were\n`);
}

function requirePending(dir: string): NonNullable<ReturnType<typeof readPending>> {
  const pending = readPending(dir);
  if (pending !== undefined) return pending;
  throw new UserError(`no update is under way in "${dir}"`, {
    help: `"${inRoot('archwright update', dir)}" begins one`,
  });
}
