import type { Blueprint } from '../../blueprint/blueprint.ts';
import { UserError } from '../../util/user-error.ts';
import type { Draft } from './draft.ts';

/** What is said of a library that is to be made. Empty texts: not said. */
interface LibraryAnswers {
  readonly name: string;
  readonly path: string;
  readonly owner: string;
  /** Names of the services that are to use it. */
  readonly usedBy: readonly string[];
}

/** Adds a library to a blueprint, and its name to the services that use it. Throws UserError for a service that is not declared. */
export function addLibrary(draft: Draft, { name, path, owner, usedBy }: LibraryAnswers): void {
  const given = { ...(path !== '' && { path }), ...(owner !== '' && { owner }) };
  for (const user of usedBy) {
    const service = draft.service(user);
    if (service.existing !== null)
      throw new UserError(`the code of "${user}" is there already: what it imports is not generated`, {
        where: draft.blueprint.where(['services', user], true),
        help: 'name services that are generated',
      });
  }
  draft.set(['libraries', name], given);
  for (const user of new Set(usedBy)) draft.ensure(['services', user, 'uses'], name);
}

/** The blueprint, which has to have a service that is generated: a library alone does nothing. Throws UserError otherwise. */
export function requireUsers(blueprint: Blueprint | undefined): Blueprint {
  if (blueprint?.services.some(({ existing }) => existing === null)) return blueprint;
  throw new UserError('a library is for services, and none is generated here yet', {
    help: 'begin with "archwright new service <name>"',
  });
}
