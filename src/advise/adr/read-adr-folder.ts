import { join } from 'node:path';
import { listFolder } from '../../io/list-folder.ts';
import { isDirectory, isFile, readText } from '../../io/read-text.ts';
import { byCodeUnit } from '../../util/by-code-unit.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { UserError } from '../../util/user-error.ts';
import { parseAdrName } from './adr-names.ts';
import { adrLabel, looksLikeAdr, readAdr, type Adr } from './read-adr.ts';

/** The records of a folder, by their numbers; those without one come last. A folder that is not there has none. */
export function readAdrFolder(folder: string): readonly Adr[] {
  const names = isDirectory(folder) ? listFolder(folder) : [];
  const records = names.flatMap((name) => {
    const path = join(folder, name);
    if (parseAdrName(name) === null || !isFile(path)) return [];
    const adr = readAdr(path, name, readText(path, 'the record'));
    return adr.parts.number !== null || looksLikeAdr(adr) ? [adr] : [];
  });
  return records.toSorted(
    (a, b) => (a.parts.number ?? Infinity) - (b.parts.number ?? Infinity) || byCodeUnit(a.name, b.name),
  );
}

/** As `readAdrFolder`, but throws UserError for a folder that is not there, so that nothing looks like no decisions. */
export function requireAdrFolder(folder: string): readonly Adr[] {
  if (isDirectory(folder)) return readAdrFolder(folder);
  throw new UserError(`there is no folder "${folder}" with decisions`, {
    help: '"archwright adr new" begins one; --dir names another folder',
  });
}

/** The record that a person means by `7`, `0007`, `ADR-0007` or the name of its file. Throws UserError. */
export function adrNamed(records: readonly Adr[], word: string): Adr {
  const digits = /^(?:ADR[-_ ]?)?#?(\d+)$/i.exec(word)?.[1];
  const name = word.split(/[/\\]/).at(-1) ?? word;
  const found = records.filter((adr) =>
    digits === undefined
      ? adr.name === name || adr.name === `${name}.md` || adr.parts.slug === name
      : adr.parts.number === Number(digits),
  );
  const [first, second] = found;
  if (first && second) {
    throw new UserError(`"${word}" means several records`, {
      help: `give the file: ${found.map((adr) => adr.name).join(', ')}`,
    });
  }
  if (first) return first;
  const near = didYouMean(
    name,
    records.map((adr) => adr.name),
  );
  throw new UserError(`there is no record "${word}"`, {
    help: near ? `did you mean "${near}"?` : `records are: ${records.map(adrLabel).join(', ') || 'none'}`,
  });
}
