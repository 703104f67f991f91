import type { Finding } from '../../model/finding.ts';
import { linesOf, type Sources } from '../span.ts';
import {
  applyFixes,
  editsOf,
  isWellFormed,
  movedOffset,
  type FixPlan,
  type LeftFinding,
  type PlannedFix,
} from './plan-fixes.ts';

/** Fixes that are known to work, with the texts of the files after them and the findings that are left then. */
export interface ProvenFixes extends FixPlan {
  readonly texts: ReadonlyMap<string, string>;
  /** Findings of the system as it would be after the fixes. */
  readonly after: readonly Finding[];
}

/**
 * Keeps the fixes of a plan that do what they promise: the file can be parsed, the finding is gone when the system is
 * linted with the edits, and none has come up in a file that was edited. `relint` lints with texts that stand for files.
 */
export async function proveFixes(
  plan: FixPlan,
  before: readonly Finding[],
  sources: Sources,
  relint: (texts: ReadonlyMap<string, string>) => Promise<readonly Finding[]>,
): Promise<ProvenFixes> {
  let fixes = plan.fixes;
  const left: LeftFinding[] = [...plan.left];
  for (;;) {
    const texts = applyFixes(fixes, sources);
    const after = fixes.length === 0 ? before : await relint(texts);
    const refuse = refuser(fixes, texts, before, after, sources);
    const refused = fixes.flatMap((fix) => {
      const reason = refuse(fix);
      return reason === undefined ? [] : [{ fix, reason }];
    });
    if (refused.length === 0) return { fixes, left, texts, after };
    left.push(...refused.map(({ fix: { finding }, reason }) => ({ finding, reason })));
    fixes = fixes.filter((fix) => refused.every((other) => other.fix !== fix));
  }
}

/** Says why a fix is not good enough, or undefined when it is. */
function refuser(
  fixes: readonly PlannedFix[],
  texts: ReadonlyMap<string, string>,
  before: readonly Finding[],
  after: readonly Finding[],
  sources: Sources,
): (fix: PlannedFix) => string | undefined {
  const places = new Map([...texts].map(([file, text]) => [file, placesIn(text)] as const));
  const movedKey = (finding: Finding): string => {
    const offset = offsetOf(sources(finding.file) ?? '', finding);
    const place = places.get(finding.file)?.(movedOffset(offset, editsOf(fixes, finding.file)));
    return key(place === undefined ? finding : { ...finding, ...place });
  };
  const expected = new Set(before.map(movedKey));
  const remaining = new Set(after.map(key));
  const broken = new Set([...texts].filter(([file, text]) => !isWellFormed(file, text)).map(([file]) => file));
  const brought = new Set(
    after.filter((finding) => texts.has(finding.file) && !expected.has(key(finding))).map(({ file }) => file),
  );
  return (fix) => {
    const { file } = fix.finding;
    if (broken.has(file)) return 'the edited file could not be parsed';
    if (remaining.has(movedKey(fix.finding))) return 'the finding would still be there';
    return brought.has(file) ? 'the edit would bring another finding' : undefined;
  };
}

function key({ rule, service, file, line, column }: Finding): string {
  return JSON.stringify([rule, service, file, line, column]);
}

function offsetOf(text: string, { line, column }: Finding): number {
  const lines = linesOf(text).slice(0, line - 1);
  const breaks = text.includes('\r\n') ? 2 : 1;
  return lines.reduce((sum, one) => sum + one.length + breaks, 0) + column - 1;
}

function placesIn(text: string): (offset: number) => { line: number; column: number } {
  return (offset) => {
    const before = linesOf(text.slice(0, offset));
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
}
