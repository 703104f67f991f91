import { declaredModel } from '../blueprint/declared-model.ts';
import { findBlueprint, parseBlueprint } from '../blueprint/read-blueprint.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { readText, requireFolder } from '../io/read-text.ts';
import type { SystemModel } from '../model/system.ts';
import { UserError } from '../util/user-error.ts';
import { readRepository } from './read-repository.ts';
import type { RecoveryFlags } from './recovery-options.ts';

/** A blueprint and the code that it is about. */
export interface BothModels {
  readonly file: string;
  readonly text: string;
  readonly blueprint: Blueprint;
  readonly declared: SystemModel;
  readonly observed: SystemModel;
}

/**
 * The declared model of the blueprint in `dir` and the observed one of the code beside it. Throws UserError where there is
 * no blueprint with services, or one of a modular monolith, whose modules are no services in the code.
 */
export async function readBothModels(dir: string, flags: RecoveryFlags): Promise<BothModels> {
  requireFolder(dir);
  const file = findBlueprint(dir);
  if (file === undefined) {
    throw new UserError(`there is no archwright.yaml in "${dir}"`, { help: 'give the folder that has it' });
  }
  const text = readText(file, 'the blueprint');
  const blueprint = parseBlueprint(file, text);
  if (blueprint.services.length === 0)
    throw new UserError('the blueprint declares no service', { where: { file }, help: 'declare services first' });
  if (blueprint.system.shape === 'modular-monolith') {
    throw new UserError('a modular monolith cannot be held against its code: its modules are no services there', {
      where: blueprint.where(['system', 'shape']),
      help: 'compare systems of the shape "microservices"',
    });
  }
  const declared = declaredModel(blueprint);
  const { model: observed } = await readRepository(dir, flags);
  return { file, text, blueprint, declared, observed };
}
