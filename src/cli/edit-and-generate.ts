import { basename } from 'node:path';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { editBlueprint, type BlueprintEdit } from '../blueprint/edit-blueprint.ts';
import { parseBlueprint } from '../blueprint/read-blueprint.ts';
import { UserError } from '../util/user-error.ts';
import { runGeneration, type GenerationFlags } from './run-generation.ts';

/**
 * Edits a blueprint (`before`: its text, null when it is new) and generates from it, in one stroke: what the reader refuses is
 * told and nothing is written. Installs dependencies where that was asked for.
 */
export async function editAndGenerate(
  root: string,
  { path, before }: { readonly path: string; readonly before: string | null },
  edits: readonly BlueprintEdit[],
  flags: GenerationFlags,
): Promise<void> {
  const text = editBlueprint(before ?? '', edits, path);
  const file = basename(path);
  const change =
    before === null
      ? { kind: 'create' as const, path: file, text }
      : { kind: 'update' as const, path: file, before, text, merged: false };
  const written = runGeneration(root, readEdited(path, text), flags, [change]);
  if (flags.install && written > 0) await (await import('./install-dependencies.ts')).installDependencies(root);
}

// The edited text is not on disk: a position in it would send the user to a line that is not there.
function readEdited(path: string, text: string): Blueprint {
  try {
    return parseBlueprint(path, text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const frame = [error.frame, ...error.others.map((other) => other.message)]
      .filter((part) => part !== undefined)
      .join('\n');
    throw new UserError(error.message, { frame, ...(error.help !== undefined && { help: error.help }) });
  }
}
