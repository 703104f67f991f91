import type { Cursor } from './cursor.ts';
import type { Flaw } from './names.ts';

/** A name in a list of the blueprint, and where it stands. */
export interface Named {
  readonly name: string;
  readonly cursor: Cursor;
}

/** A list of names, each checked and none twice; `nameOf` gives the name of an item that is more than a name. */
export function readNames(
  list: Cursor | undefined,
  what: string,
  flawOf: (name: string) => Flaw | undefined,
  nameOf: (item: Cursor) => Cursor | undefined = (item) => item,
): readonly Named[] {
  const names = new Map<string, Named>();
  for (const item of list?.asList(what) ?? []) {
    const cursor = nameOf(item);
    if (!cursor) continue;
    const name = cursor.asString(`an item of "${what}"`);
    if (name === undefined || !cursor.check(name, flawOf(name))) continue;
    if (names.has(name)) cursor.fail(`"${name}" stands twice under "${what}"`, 'keep one');
    else names.set(name, { name, cursor });
  }
  return [...names.values()];
}
