import { setInYaml } from '../../io/edit-yaml.ts';
import { removeInYaml } from '../../io/remove-in-yaml.ts';
import type { DriftItem } from '../../model/drift.ts';
import { lengthAt, onlyKey, rawAt, Refusal, specOf, type Draft, type Edited } from './draft.ts';

/** Adds, removes or renames an event that a service publishes or consumes. */
export function syncEvent(draft: Draft, item: DriftItem): Edited {
  const { file, text } = draft;
  const list = item.kind === 'publication' ? 'publishes' : 'subscribes';
  const service = specOf(draft, item.service);
  if (!service) return new Refusal('its service is not declared');
  const path = ['services', service.name, list];
  if (item.state === 'observed-only')
    return setInYaml(file, text, [...path, lengthAt(draft, path)], eventName(item.what));
  const event = item.state === 'changed' ? (item.declared ?? '') : item.what;
  const index = service[list].indexOf(event);
  if (index < 0) return new Refusal('it comes from a saga, which a person has to change');
  const next = item.state === 'changed' ? eventName(item.observed ?? '') : undefined;
  const version = service.versions[list].get(event);
  const change = (before: string, place: readonly (string | number)[], keep?: number): string =>
    next === undefined ? removeInYaml(file, before, place, keep) : setInYaml(file, before, place, next);
  let edited =
    next === undefined || version === undefined
      ? change(text, [...path, index])
      : setInYaml(file, text, [...path, index], `${next}@${version}`);
  if (item.kind === 'subscription') return edited;
  for (const at of service.endpoints.keys()) {
    const endpoint = ['services', service.name, 'endpoints', at];
    const key = onlyKey(rawAt({ file, text: edited }, endpoint));
    const events = key === undefined ? undefined : rawAt({ file, text: edited }, [...endpoint, key, 'publishes']);
    const place = Array.isArray(events) ? events.indexOf(event) : -1;
    if (key !== undefined && place >= 0)
      edited = change(edited, [...endpoint, key, 'publishes', place], endpoint.length + 2);
  }
  return edited;
}

// Of RabbitMQ's exchange and key, the key is the event.
function eventName(what: string): string {
  return what.slice(what.indexOf('/') + 1);
}
