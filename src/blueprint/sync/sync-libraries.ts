import { setInYaml } from '../../io/edit-yaml.ts';
import { removeInYaml } from '../../io/remove-in-yaml.ts';
import type { DriftItem } from '../../model/drift.ts';
import { toKebab } from '../names.ts';
import { lengthAt, rawAt, Refusal, specOf, type Draft, type Edited } from './draft.ts';

/** Adds or removes a library, sets its folder, or writes who uses it. */
export function syncLibrary(draft: Draft, item: DriftItem): Edited {
  const { file, text, observed } = draft;
  if (item.service !== null) return item.state === 'observed-only' ? withUse(draft, item) : withoutUse(draft, item);
  if (item.state === 'declared-only') return withoutLibrary(draft, item.what);
  const name = item.state === 'changed' ? item.what : toKebab(item.what);
  const isBare = rawAt({ file, text }, ['libraries', name]) === null;
  const folder = item.observed ?? observed.libraries?.find(({ name }) => name === item.what)?.path;
  if (folder === undefined) return new Refusal('it is not in the code');
  // A name with nothing behind it holds no path yet.
  return isBare
    ? setInYaml(file, text, ['libraries', name], { path: folder })
    : setInYaml(file, text, ['libraries', name, 'path'], folder);
}

function withUse({ file, text }: Draft, { service, what }: DriftItem): Edited {
  const list = ['services', service ?? '', 'uses'];
  return setInYaml(file, text, [...list, lengthAt({ file, text }, list)], what);
}

function withoutUse(draft: Draft, { service, what }: DriftItem): Edited {
  const index = specOf(draft, service)?.uses.indexOf(what) ?? -1;
  if (service === null || index < 0) return new Refusal('it is not declared');
  return removeInYaml(draft.file, draft.text, ['services', service, 'uses', index]);
}

// Who uses it names it, and would be left with a name that nobody has.
function withoutLibrary({ file, text, blueprint }: Draft, name: string): Edited {
  const users = blueprint.services.filter(({ uses }) => uses.includes(name));
  const unused = users.reduce(
    (now, service) => removeInYaml(file, now, ['services', service.name, 'uses', service.uses.indexOf(name)]),
    text,
  );
  // Of an only one the whole list goes, so that nothing empty is left.
  return removeInYaml(file, unused, blueprint.libraries.length > 1 ? ['libraries', name] : ['libraries']);
}
