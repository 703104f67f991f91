import { describe, type Cursor } from './cursor.ts';
import type { Flaw } from './names.ts';

/** What a blueprint says of a service whose code is there already, and which is never generated. */
export interface ExistingSpec {
  /** What code and deployment call it. */
  readonly name: string;
  readonly language: string;
  /** What carries its events, whether or not it can be generated for; null for `defaults.bus`. */
  readonly bus: string | null;
  /** Engines of its datastores, that of its tables first; null for `defaults.database` where it owns tables. */
  readonly stores: readonly string[] | null;
}

/** Keys that a service has whose code is there, whatever its kind. */
export const existingKeys = [
  ...['existing', 'kind', 'path', 'owner', 'port', 'owns', 'endpoints', 'calls', 'publishes', 'subscribes', 'routes'],
] as const;

/** `existing: true`, or `existing: { name, language, bus, stores }`; null without it. */
export function readExistingService(service: string, entry: Cursor | undefined): ExistingSpec | null {
  if (!entry || entry.value === false) return null;
  const plain = { name: service, language: 'typescript', bus: null, stores: null };
  if (entry.value === true) return plain;
  if (typeof entry.value !== 'object') {
    const what = `existing cannot be ${describe(entry.value)}`;
    entry.fail(what, 'allowed: true, false, or what is to be said of it: { language: python, stores: [mongodb] }');
    return plain;
  }
  const given = entry.asMap('existing', ['name', 'language', 'bus', 'stores']);
  const word = (cursor: Cursor | undefined, what: string, flawOf = flawOfCodeName): string | undefined => {
    const text = cursor?.asString(what);
    return cursor && text !== undefined && cursor.check(text, flawOf(text)) ? text : undefined;
  };
  const stores = given?.get('stores')?.asList('stores');
  return {
    name: word(given?.get('name'), 'the name in the code', flawOfTitle) ?? service,
    language: word(given?.get('language'), 'a language') ?? 'typescript',
    bus: word(given?.get('bus'), 'a bus') ?? null,
    stores: stores?.flatMap((item) => word(item, 'the engine of a store') ?? []) ?? null,
  };
}

// Folders and container names have spaces in them at times.
function flawOfTitle(name: string): Flaw | undefined {
  return flawOfCodeName(name.replaceAll(/[ ()]/g, '-'));
}

/** What is wrong with a name that code has already (of a table, an event, a service), or undefined: it only has to be safe to show. */
export function flawOfCodeName(name: string): Flaw | undefined {
  if (/^[\w./:#*+@~$|-]{1,200}$/.test(name)) return undefined;
  return { what: 'is no name that can be written here', help: 'use letters, digits and . / : # * + @ ~ $ | _ -' };
}
