import type { ServiceSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import type { Flaw } from './names.ts';
import { readNames, type Named } from './read-names.ts';

/** The events of a list, and the versions of those that say one. */
export interface EventsDraft {
  readonly names: readonly Named[];
  readonly versions: ReadonlyMap<string, number>;
}

/** Reads a list of events: `order.created`, or `order.created@2` for what it says since it says something else. */
export function readEvents(
  list: Cursor | undefined,
  what: string,
  flawOf: (name: string) => Flaw | undefined,
): EventsDraft {
  const versions = new Map<string, number>();
  const names = readNames(list, what, flawOf, (item) => {
    const [, name = '', version = ''] = /^(.+)@([^@]*)$/.exec(String(item.value)) ?? [];
    if (typeof item.value !== 'string' || name === '') return item;
    const number = Number(version);
    if (!/^\d{1,3}$/.test(version) || number < 1)
      return item.fail(
        `"${item.value}" names no version`,
        `write "${name}@2": a whole number from 1 to 999, and 1 goes without saying`,
      );
    if (number > 1) versions.set(name, number);
    return item.renamed(name);
  });
  return { names, versions };
}

/** Which version a service publishes or reads: 1 unless it says another. */
export function versionOf(service: ServiceSpec, list: 'publishes' | 'subscribes', type: string): number {
  return service.versions[list].get(type) ?? 1;
}

/** The name and the version of an event as a list has it; 0 where it says none. */
export function splitVersion(text: string): { readonly type: string; readonly version: number } {
  const [, type = text, version = '0'] = /^(.+)@(\d{1,3})$/.exec(text) ?? [];
  return { type, version: Number(version) };
}
