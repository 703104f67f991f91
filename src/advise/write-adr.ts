import { join } from 'node:path';
import { createFile } from '../io/create-file.ts';
import { listFolder } from '../io/list-folder.ts';
import { readText } from '../io/read-text.ts';
import { UserError } from '../util/user-error.ts';

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

/**
 * The place for an ADR: the next free number, or the file that already says exactly this. `family` is the beginning that
 * all records of one question share (`communication-`), `slug` the end of the file's name.
 */
export function placeAdr(folder: string, family: string, slug: string, text: string): AdrPlace {
  const records = listFolder(folder).filter((name) => /^\d{4}-.+\.md$/.test(name));
  const same = records.find((name) => name.slice(5) === slug && readText(join(folder, name), 'the ADR') === text);
  const earlier = records.filter((name) => name.slice(5).startsWith(family) && name !== same);
  if (same !== undefined) return { name: same, recorded: true, earlier };
  const last = records.at(-1);
  return { name: numbered(last === undefined ? 1 : Number(last.slice(0, 4)) + 1, slug), recorded: false, earlier };
}

/** Writes an ADR under the next free number, whole or not at all, and never over another file. */
export function writeAdr(folder: string, family: string, slug: string, text: string): AdrPlace {
  for (let attempt = 0; attempt < tries; attempt++) {
    const place = placeAdr(folder, family, slug, text);
    if (place.recorded || createFile(join(folder, place.name), text)) return place;
  }
  throw new UserError('no free number was found for the ADR', { where: { file: folder } });
}

function numbered(number: number, slug: string): string {
  return `${String(number).padStart(4, '0')}-${slug}`;
}
