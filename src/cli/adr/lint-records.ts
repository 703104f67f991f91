import { join } from 'node:path';
import type { AdrFinding } from '../../advise/adr/adr-finding.ts';
import { contradictionFindings } from '../../advise/adr/contradictions.ts';
import { inOrder, lintAdrs } from '../../advise/adr/lint-adrs.ts';
import { requireAdrFolder } from '../../advise/adr/read-adr-folder.ts';
import { isFile } from '../../io/read-text.ts';
import { count, oneLine } from '../../util/markdown.ts';
import { style } from '../terminal.ts';
import { treesHere } from '../trees-here.ts';
import { folderOf, type FolderFlags } from './write-records.ts';

/** `adr lint`: prints what is wrong with the records. Returns 1 when anything is that is more than a hint. */
export function lintRecords(flags: FolderFlags & { readonly json?: true }): number {
  const folder = folderOf(flags);
  const records = requireAdrFolder(folder);
  const findings = inOrder([
    ...lintAdrs(records, { exists: (path) => isFile(join(folder, path)) }),
    ...contradictionFindings(records, treesHere(undefined).trees),
  ]);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (flags.json === true) {
    const plain = findings.map((finding) => ({ ...finding, file: finding.file.replaceAll('\\', '/') }));
    process.stdout.write(
      `${JSON.stringify({ schemaVersion: 1, folder, decisions: records.length, findings: plain }, null, 2)}\n`,
    );
  } else {
    for (const finding of findings) process.stdout.write(findingText(finding));
    const hints = findings.length - errors;
    process.stdout.write(`${count(records.length, 'decision')}: ${count(errors, 'error')}, ${count(hints, 'hint')}\n`);
  }
  return errors > 0 ? 1 : 0;
}

function findingText({ file, line, column, severity, message, check, help }: AdrFinding): string {
  const word = severity === 'error' ? style.bad('error') : 'info';
  const where = `${file}:${String(line)}:${String(column)}`;
  return `${where}: ${word}: ${oneLine(message)} ${style.quiet(`[${check}]`)}\n = help: ${oneLine(help)}\n`;
}
