import type { Recovery } from '../model/recovery.ts';
import type { SystemModel } from '../model/system.ts';
import type { RecoveryFlags } from './recovery-options.ts';
import { UserError } from '../util/user-error.ts';

/** Where the documents' facts come from. */
export type DocsSource = 'code' | 'blueprint';

/**
 * The model to document: recovered from the files under `dir`, or declared in its blueprint.
 * Throws UserError when there is nothing to document, so that empty documents never look like a small system.
 */
export async function docsModel(dir: string, from: DocsSource, flags: RecoveryFlags): Promise<SystemModel> {
  return (await docsSystem(dir, from, flags)).model;
}

/** The same, with all that reading the code gave; null where nothing was read. */
export async function docsSystem(
  dir: string,
  from: DocsSource,
  flags: RecoveryFlags,
): Promise<{ readonly model: SystemModel; readonly recovery: Recovery | null }> {
  const { requireFolder } = await import('../io/read-text.ts');
  requireFolder(dir);
  if (from === 'blueprint') return { model: await declared(dir), recovery: null };
  const recovery = await observed(dir, flags);
  return { model: recovery.model, recovery };
}

async function declared(dir: string): Promise<SystemModel> {
  const { findBlueprint, readBlueprint } = await import('../blueprint/read-blueprint.ts');
  const { declaredModel } = await import('../blueprint/declared-model.ts');
  const file = findBlueprint(dir);
  if (file === undefined) {
    throw new UserError(`there is no archwright.yaml in "${dir}"`, {
      help: 'give the folder that has it, or leave out --from to read the code',
    });
  }
  const model = declaredModel(readBlueprint(file));
  if (model.services.length === 0) {
    throw new UserError('the blueprint declares no service', {
      where: { file },
      help: 'declare services, or leave out --from to read the code',
    });
  }
  return model;
}

async function observed(dir: string, flags: RecoveryFlags): Promise<Recovery> {
  const { recoverRepository } = await import('./read-repository.ts');
  const recovery = await recoverRepository(dir, flags);
  const { model } = recovery;
  if (model.services.length === 0 && model.coverage.files.seen === 0) {
    throw new UserError(`no service and no JavaScript or TypeScript was found under "${dir}"`, {
      help: 'give the root of a repository with services',
    });
  }
  return recovery;
}
