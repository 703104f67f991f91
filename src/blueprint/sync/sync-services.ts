import { setInYaml } from '../../io/edit-yaml.ts';
import { removeInYaml } from '../../io/remove-in-yaml.ts';
import type { DriftItem } from '../../model/drift.ts';
import { ownPort } from '../../model/own-port.ts';
import type { ServiceKind } from '../../model/system.ts';
import { toKebab } from '../names.ts';
import { lengthAt, Refusal, specOf, type Draft, type Edited } from './draft.ts';

/** Kinds that a line says: a service needs none, a gateway more than its kind, and a job is a worker to a blueprint. */
const WRITTEN: Partial<Record<ServiceKind, 'worker' | 'bff'>> = { worker: 'worker', job: 'worker', bff: 'bff' };

/** Adds or removes a service, or sets its folder, port or kind. */
export function syncService({ file, text, observed, ...draft }: Draft, item: DriftItem): Edited {
  if (item.state === 'observed-only') {
    const found = observed.services.find(({ name }) => name === item.what);
    if (!found) return new Refusal('it is not in the code');
    const kind = WRITTEN[found.kind];
    const port = ownPort(found, observed.services);
    const isFree = port !== undefined && draft.blueprint.services.every((service) => service.port !== port);
    const value = { ...(kind && { kind }), path: found.path, ...(isFree && kind !== 'worker' && { port }) };
    return setInYaml(file, text, ['services', toKebab(found.name)], value);
  }
  const path = ['services', item.what];
  if (item.state === 'declared-only') return removeInYaml(file, text, path);
  if (item.attribute === 'path') return setInYaml(file, text, [...path, 'path'], item.observed);
  if (item.attribute === 'kind' && item.observed !== 'gateway')
    return setInYaml(file, text, [...path, 'kind'], item.observed);
  const found = observed.services.find(({ name }) => name === item.what);
  if (item.attribute === 'port' && found)
    return setInYaml(file, text, [...path, 'port'], ownPort(found, observed.services) ?? found.ports[0]);
  if (item.attribute === 'kind') return new Refusal('a gateway needs "routes": write them with "kind: gateway"');
  return new Refusal(`others name it: a person has to change its ${item.attribute ?? 'name'} everywhere`);
}

/** Adds or removes a table of a service, or gives it to another one. */
export function syncTable(draft: Draft, item: DriftItem): Edited {
  const { file, text, blueprint } = draft;
  if (item.state === 'observed-only') {
    const owner = blueprint.services.find((service) => service.owns.includes(item.what));
    if (owner) return new Refusal(`"${owner.name}" owns it, and a table has one owner: which one is a decision`);
    return withTable(file, text, item.service ?? '', item.what);
  }
  const from = item.state === 'changed' ? item.declared : item.service;
  const service = specOf(draft, from);
  if (!service) return new Refusal('its service is not declared');
  const removed = withoutTable(draft, service.name, item.what);
  if (removed instanceof Refusal || item.state === 'declared-only') return removed;
  return withTable(file, removed, item.observed ?? '', item.what);
}

function withTable(file: string, text: string, service: string, table: string): Edited {
  const list = ['services', service, 'owns'];
  return setInYaml(file, text, [...list, lengthAt({ file, text }, list)], table);
}

function withoutTable(draft: Draft, name: string, table: string): Edited {
  const { file, text } = draft;
  const service = specOf(draft, name);
  const index = service?.owns.indexOf(table) ?? -1;
  if (index >= 0) return removeInYaml(file, text, ['services', name, 'owns', index]);
  const list = (['views', 'copies'] as const).find((one) => service?.[one].some((feed) => feed.table === table));
  return list === undefined
    ? new Refusal('it is not declared')
    : removeInYaml(file, text, ['services', name, list, table]);
}

/** Sets the broker that carries events, where all of them left the one that is declared. */
export function syncBus({ file, text, observed: code }: Draft, { declared, observed }: DriftItem): Edited {
  if (code.channels.some(({ broker }) => broker === declared))
    return new Refusal(`other events go over ${declared ?? ''}, and a blueprint has one bus`);
  return setInYaml(file, text, ['defaults', 'bus'], observed);
}
