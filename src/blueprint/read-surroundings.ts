import type { Blueprint, CallSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import type { Flaw } from './names.ts';
import { readNames } from './read-names.ts';

const deployments = ['compose', 'kubernetes'] as const;

/** `defaults.deploy`: what descriptions of a deployment are generated; `compose` alone unless it is said. */
export function readDeploy(list: Cursor | undefined): Blueprint['defaults']['deploy'] {
  if (list === undefined) return ['compose'];
  const found = (list.asList('deploy') ?? []).flatMap((item) => item.asOneOf('deploy', deployments) ?? []);
  return deployments.filter((each) => found.includes(each));
}

/** `owner` of the system or a service: who is asked about it, as CODEOWNERS names them. */
export function readOwner(entry: Cursor | undefined): string | null {
  const owner = entry?.asString('owner');
  return entry && owner !== undefined && entry.check(owner, flawOfOwner(owner)) ? owner : null;
}

function flawOfOwner(owner: string): Flaw | undefined {
  if (/^@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)?$/.test(owner))
    return undefined;
  return { what: 'is not the name of a team or a person', help: 'write "@organization/team", or "@person"' };
}

/** `reads` of a call: the fields of the answer that the caller relies on. */
export function readReads(list: Cursor | undefined): CallSpec['reads'] {
  return readNames(list, 'reads', flawOfField).map(({ name }) => name);
}

function flawOfField(name: string): Flaw | undefined {
  if (/^[A-Za-z_]\w*$/.test(name)) return undefined;
  return { what: 'is not the name of a field', help: 'name fields of the answer itself, like "amount"' };
}
