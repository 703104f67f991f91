import { join } from 'node:path';
import { adrNamed, readAdrFolder, requireAdrFolder } from '../../advise/adr/read-adr-folder.ts';
import { nextAdr, slugOf } from '../../advise/adr/adr-names.ts';
import { withPredecessor, withStatus, withSuccessor } from '../../advise/adr/edit-adr.ts';
import { commonFormat, newAdrText, type WrittenFormat } from '../../advise/adr/new-adr.ts';
import { adrLabel, readAdr, type Adr } from '../../advise/adr/read-adr.ts';
import { createFile } from '../../io/create-file.ts';
import { readExact } from '../../io/read-exact.ts';
import { explained, writeFilesAtomic } from '../../io/write-file.ts';
import { UserError } from '../../util/user-error.ts';
import { adrDate } from '../adr-date.ts';
import { decisionsFolder } from '../decisions-folder.ts';

/** Where the records lie. */
export interface FolderFlags {
  readonly dir?: string;
}

/** What a new record is to say. */
export interface NewFlags extends FolderFlags {
  readonly format?: WrittenFormat;
  readonly status: string;
  readonly by?: readonly string[];
  readonly date?: string;
  readonly supersedes?: readonly string[];
}

const tries = 100;

/** `adr new`: writes a record to be filled in, and into older ones that it takes their place. */
export function newRecord(title: string, flags: NewFlags): number {
  const folder = folderOf(flags);
  const heading = title.trim().replaceAll(/\s+/g, ' ');
  if (heading === '') throw new UserError('the record has no title', { help: 'say what is decided in a few words' });
  const date = adrDate(flags.date);
  for (let attempt = 0; attempt < tries; attempt++) {
    const records = readAdrFolder(folder);
    const older = (flags.supersedes ?? []).map((word) => exactly(adrNamed(records, word)));
    const { number, name } = nextAdr(
      records.map((adr) => adr.name),
      slugOf(heading),
    );
    const { status, by: deciders = [] } = flags;
    const blank = newAdrText(flags.format ?? commonFormat(records), { title: heading, number, status, date, deciders });
    const path = join(folder, name);
    let adr = readAdr(path, name, blank);
    for (const each of older) adr = readAdr(path, name, withPredecessor(adr, each, adrLabel(each)));
    const edited = older.map((each) => ({ path: each.file, text: superseded(each, adr) }));
    if (!explained(path, () => createFile(path, adr.text))) continue;
    writeFilesAtomic(edited);
    process.stdout.write(`${path}\n${edited.map((each) => `${each.path}: superseded by ${adrLabel(adr)}\n`).join('')}`);
    return 0;
  }
  throw new UserError('no free number was found for the record', { where: { file: folder } });
}

/** `adr accept` and `adr deprecate`: changes the status and nothing else. */
export function changeStatus(word: string, status: 'accepted' | 'deprecated', flags: FolderFlags): number {
  const adr = exactly(adrNamed(requireAdrFolder(folderOf(flags)), word));
  if (adr.state === 'superseded') {
    throw new UserError(`${adrLabel(adr)} is superseded and cannot become ${status}`, {
      where: placeOf(adr),
      help: 'decide again with "archwright adr new", or change the newer record',
    });
  }
  if (adr.state === status) {
    process.stdout.write(`${adr.file}: already ${status}\n`);
    return 0;
  }
  writeFilesAtomic([{ path: adr.file, text: withStatus(adr, status) }]);
  process.stdout.write(`${adr.file}: ${status}\n`);
  return 0;
}

/** `adr supersede`: writes status and links into both records, as far as they are not there. */
export function supersede(oldWord: string, newWord: string, flags: FolderFlags): number {
  const records = requireAdrFolder(folderOf(flags));
  const [older, newer] = [exactly(adrNamed(records, oldWord)), exactly(adrNamed(records, newWord))];
  if (older.name === newer.name) throw new UserError(`${adrLabel(older)} cannot supersede itself`);
  const edited = [
    { path: older.file, text: superseded(older, newer), before: older.text },
    { path: newer.file, text: withPredecessor(newer, older, adrLabel(older)), before: newer.text },
  ].filter(({ text, before }) => text !== before);
  writeFilesAtomic(edited);
  const said =
    edited.length === 0 ? 'both records say so already' : `written to ${edited.map(({ path }) => path).join(' and ')}`;
  process.stdout.write(`${adrLabel(older)} is superseded by ${adrLabel(newer)}: ${said}\n`);
  return 0;
}

/** The folder that flags or archwright.yaml name. */
export function folderOf({ dir }: FolderFlags): string {
  return dir ?? decisionsFolder('.');
}

function superseded(older: Adr, newer: Adr): string {
  const other = older.references.find(
    ({ kind, file, number }) =>
      kind === 'superseded by' && (file === null ? number !== newer.parts.number : file !== newer.name),
  );
  if (older.state === 'superseded' && other) {
    throw new UserError(
      `${adrLabel(older)} is superseded already, by ${other.file ?? `number ${String(other.number)}`}`,
      {
        where: { file: older.file, line: other.line, column: other.column },
        help: 'supersede the newest of the chain instead',
      },
    );
  }
  return withSuccessor(older, newer, adrLabel(newer));
}

// A record is edited as the bytes that it is, byte order mark and line ends included.
function exactly(adr: Adr): Adr {
  const text = readExact(adr.file);
  if (text === undefined) throw new UserError('the record is no text in UTF-8', { where: { file: adr.file } });
  return readAdr(adr.file, adr.name, text);
}

function placeOf({ file, status }: Adr): { file: string; line: number; column: number } {
  return { file, line: status?.line ?? 1, column: status?.column ?? 1 };
}
