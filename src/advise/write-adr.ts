import { join } from 'node:path';
import { createFile } from '../io/create-file.ts';
import { listFolder } from '../io/list-folder.ts';
import { readText } from '../io/read-text.ts';
import { UserError } from '../util/user-error.ts';
import { nextAdr, parseAdrName } from './adr/adr-names.ts';

/** Where an ADR lies, or would lie. */
export interface AdrPlace {
  /** File name in the decisions folder: `0003-communication-publish.md`. */
  readonly name: string;
  /** True when a file with the same text was there already, so that nothing is to be written. */
  readonly recorded: boolean;
  /** Earlier records of the same question, by file name. */
  readonly earlier: readonly string[];
}

const tries = 100;

/** The text of an ADR; a function of its number where the text holds it. */
export type AdrText = string | ((number: number) => string);

/**
 * The place for an ADR: the next free number, or the file that already says exactly this. `family` is the beginning that
 * all records of one question share (`communication-`), `slug` the end of the file's name.
 */
export function placeAdr(folder: string, family: string, slug: string, text: AdrText): AdrPlace {
  const records = listFolder(folder).flatMap((name) => {
    const parts = parseAdrName(name);
    return parts === null || parts.number === null ? [] : [{ name, number: parts.number, slug: `${parts.slug}.md` }];
  });
  const same = records.find(
    (each) => each.slug === slug && readText(join(folder, each.name), 'the ADR') === adrText(text, each.number),
  );
  const earlier = records.filter((each) => each.slug.startsWith(family) && each !== same).map(({ name }) => name);
  if (same !== undefined) return { name: same.name, recorded: true, earlier };
  const names = records.map(({ name }) => name);
  return { name: nextAdr(names, slug.replace(/\.md$/, '')).name, recorded: false, earlier };
}

/** Writes an ADR under the next free number, whole or not at all, and never over another file. */
export function writeAdr(folder: string, family: string, slug: string, text: AdrText): AdrPlace {
  for (let attempt = 0; attempt < tries; attempt++) {
    const place = placeAdr(folder, family, slug, text);
    const number = parseAdrName(place.name)?.number ?? 0;
    if (place.recorded || createFile(join(folder, place.name), adrText(text, number))) return place;
  }
  throw new UserError('no free number was found for the ADR', { where: { file: folder } });
}

/** The text of an ADR that has a number. */
function adrText(text: AdrText, number: number): string {
  return typeof text === 'string' ? text : text(number);
}
