import { setInYaml } from '../../io/edit-yaml.ts';
import { removeInYaml } from '../../io/remove-in-yaml.ts';
import type { DriftItem } from '../../model/drift.ts';
import { parseBlueprint } from '../read-blueprint.ts';
import { endpointShape } from '../read-endpoint.ts';
import { lengthAt, onlyKey, rawAt, Refusal, replaceWritten, specOf, type Draft, type Edited } from './draft.ts';

/** Adds, removes or renames an endpoint of a service. */
export function syncEndpoint(draft: Draft, item: DriftItem): Edited {
  const service = specOf(draft, item.service);
  if (!service) return new Refusal('its service is not declared');
  if (item.state === 'observed-only') return addEndpoint(draft, service.name, item.what);
  const index = indexOf(draft, service.name, item.state === 'changed' ? (item.declared ?? '') : item.what);
  if (index < 0) return new Refusal('it is made of other keys: an aggregate or a route');
  const path = ['services', service.name, 'endpoints', index];
  if (item.state === 'declared-only') return removeInYaml(draft.file, draft.text, path);
  return renameEndpoint(draft, service.name, index, item.observed ?? '');
}

/** `POST /orders/:id` as a blueprint writes it: `POST /orders/{id}`. */
export function written(label: string): string {
  return label.replace(/:(\w+)/g, '{$1}');
}

/** Index of an endpoint among those that a service declares, by method and path; -1 when it is not there. */
function indexOf(draft: Draft, service: string, label: string): number {
  return (
    specOf(draft, service)?.endpoints.findIndex(({ method, path }) => shape(`${method} ${path}`) === shape(label)) ?? -1
  );
}

function shape(label: string): string {
  const [method = '', path = ''] = label.split(' ');
  return endpointShape(method, path);
}

function addEndpoint({ file, text }: Draft, service: string, label: string): Edited {
  if (/^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \//.test(label)) {
    const list = ['services', service, 'endpoints'];
    return setInYaml(file, text, [...list, lengthAt({ file, text }, list)], written(label));
  }
  return new Refusal('a blueprint declares HTTP endpoints with one method and a path');
}

function renameEndpoint(draft: Draft, service: string, index: number, label: string): Edited {
  const before = specOf(draft, service)?.endpoints[index];
  if (!before) return new Refusal('it is not declared');
  const old = `${before.method} ${before.path}`;
  const plain = withReferences(draft, service, index, [old, written(label)]);
  if (plain instanceof Refusal || isSound(draft.file, plain)) return plain;
  // Others call the operation by the name that was made of the old path: it keeps it.
  const path = ['services', service, 'endpoints', index];
  const raw = rawAt({ file: draft.file, text: plain }, path);
  const key = onlyKey(raw);
  return key === undefined
    ? setInYaml(draft.file, plain, path, `${String(raw)} as ${before.operation}`)
    : setInYaml(draft.file, plain, [...path, key, 'as'], before.operation);
}

function withReferences(draft: Draft, service: string, index: number, [old, next]: readonly [string, string]): Edited {
  const places = [['services', service, 'endpoints', index]];
  for (const other of draft.blueprint.services) {
    const list = ['services', other.name, 'calls', service];
    for (let at = 0; at < lengthAt(draft, list); at++) places.push([...list, at].map(String));
  }
  let { text } = draft;
  for (const place of places) {
    const raw = rawAt({ file: draft.file, text }, place);
    const key = onlyKey(raw);
    const shown = key ?? String(raw);
    const [, label = ''] = /^(\S+\s+\S+)/.exec(shown) ?? [];
    if (label === '' || shape(label) !== shape(old)) continue;
    const path = key === undefined ? place : [...place, key];
    const edited = replaceWritten({ file: draft.file, text }, path, [label, next], key !== undefined);
    if (edited instanceof Refusal) return edited;
    text = edited;
  }
  return text;
}

function isSound(file: string, text: string): boolean {
  try {
    parseBlueprint(file, text);
    return true;
  } catch {
    return false;
  }
}
