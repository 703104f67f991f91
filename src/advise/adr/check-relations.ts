import type { Report } from './adr-finding.ts';
import { fileNameOf } from './adr-status.ts';
import { adrLabel, type Adr } from './read-adr.ts';
import { resolveReferences, successions, supersessionCycles } from './supersession.ts';

/** How records refer to one another: links that lead nowhere, and supersessions that only one side knows of. */
export function checkRelations(records: readonly Adr[], exists: (path: string) => boolean, report: Report): void {
  for (const adr of records) checkLinks(adr, exists, report);
  for (const { from, reference, to } of resolveReferences(records)) {
    if (to !== null) continue;
    const what = reference.file ?? `number ${String(reference.number)}`;
    const help = 'name a record of this folder, or take the sentence out';
    report(
      'superseded-by-nothing',
      from.file,
      reference,
      `"${reference.kind}" names a record that is not there: ${what}`,
      help,
    );
  }
  for (const adr of records) checkUnnamed(adr, report);
  checkBothWays(records, report);
  for (const [first, ...rest] of supersessionCycles(records)) {
    if (first === undefined) continue;
    const way = [first, ...rest, first].map(adrLabel).join(' → ');
    const help = 'one of these records is the newest: take "superseded by" out of it';
    report('supersede-cycle', first.file, first.status, `the records supersede each other in a circle: ${way}`, help);
  }
}

function checkLinks({ file, markdown, references }: Adr, exists: (path: string) => boolean, report: Report): void {
  for (const { target, line, column } of markdown.links) {
    // Of records that supersede each other more can be said, and is.
    if (references.some((each) => each.line === line && each.file === fileNameOf(target))) continue;
    const path = target.split('#')[0] ?? '';
    if (!/\.(?:md|markdown)$/i.test(path) || /^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith('/')) continue;
    if (exists(decoded(path))) continue;
    report(
      'broken-link',
      file,
      { line, column },
      `the link leads to "${path}", which is not there`,
      'name a file of this folder by its bare name',
    );
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function checkUnnamed({ state, status, references, file }: Adr, report: Report): void {
  if (state !== 'superseded' || references.some(({ kind }) => kind === 'superseded by')) return;
  const help = '"archwright adr supersede OLD NEW" writes it into both records';
  report('superseded-by-nothing', file, status, 'the record is superseded, and does not say by which one', help);
}

function checkBothWays(records: readonly Adr[], report: Report): void {
  for (const { older, newer, saidByNewer, saidByOlder } of successions(records)) {
    const help = `"archwright adr supersede ${numberOf(older)} ${numberOf(newer)}" writes it into both records`;
    if (saidByNewer === null) {
      const message = `it is superseded by ${adrLabel(newer)}, which does not say so`;
      report('one-way-supersede', older.file, saidByOlder, message, help);
    } else if (saidByOlder === null || older.state !== 'superseded') {
      const message = `it supersedes ${adrLabel(older)}, which is ${older.state === 'unknown' ? 'not superseded' : older.state}`;
      report('one-way-supersede', newer.file, saidByNewer, message, help);
    }
  }
}

function numberOf({ parts, name }: Adr): string {
  return parts.number === null ? name : String(parts.number);
}
