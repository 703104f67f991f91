import type { SystemModel } from '../model/system.ts';

/** Id of the service in whose folder a file lies, the innermost one; empty when there is none. */
export function ownerOf(model: Pick<SystemModel, 'services'>, file: string): string {
  const owners = model.services.filter(({ path }) => path === '.' || file === path || file.startsWith(`${path}/`));
  return owners.sort((a, b) => b.path.length - a.path.length)[0]?.id ?? '';
}
