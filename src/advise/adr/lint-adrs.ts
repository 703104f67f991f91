import { byCodeUnit } from '../../util/by-code-unit.ts';
import type { AdrFinding, Report } from './adr-finding.ts';
import { checkContent } from './check-content.ts';
import { checkFields } from './check-fields.ts';
import { checkNames } from './check-names.ts';
import { checkRelations } from './check-relations.ts';
import type { Adr } from './read-adr.ts';

/** What `lintAdrs` has to know besides the records. */
export interface AdrSurroundings {
  /** Whether a file is there that a link names, relative to the folder of the records. */
  readonly exists: (path: string) => boolean;
}

/** Everything that is wrong with the records of a folder, in the order of file, line and column. */
export function lintAdrs(records: readonly Adr[], { exists }: AdrSurroundings): readonly AdrFinding[] {
  const findings: AdrFinding[] = [];
  const report: Report = (check, file, at, message, help, severity = 'error') => {
    const { line, column } = at ?? { line: 1, column: 1 };
    findings.push({ check, severity, message, help, file, line, column });
  };
  checkNames(records, report);
  for (const adr of records) {
    checkFields(adr, report);
    checkContent(adr, report);
  }
  checkRelations(records, exists, report);
  return inOrder(findings);
}

/** Findings in the order in which they are read: file, line, column, check. */
export function inOrder(findings: readonly AdrFinding[]): AdrFinding[] {
  return findings.toSorted(
    (a, b) => byCodeUnit(a.file, b.file) || a.line - b.line || a.column - b.column || byCodeUnit(a.check, b.check),
  );
}
