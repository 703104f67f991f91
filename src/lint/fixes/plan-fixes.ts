import { dirname, join } from 'node:path/posix';
import { Project, ts, type SourceFile } from 'ts-morph';
import type { Finding } from '../../model/finding.ts';
import { UserError } from '../../util/user-error.ts';
import type { Sources } from '../span.ts';
import type { Edit, FixContext, FixOutcome, Surroundings } from './fix.ts';
import { leave } from './fix.ts';
import { findSite } from './find-site.ts';
import { boundRetries } from './retry-bound.ts';
import { enableShutdownHooks } from './shutdown-hooks.ts';
import { readSurroundings } from './surroundings.ts';
import { timeoutFixers } from './timeout-fixers.ts';

/** A finding that can be mended, with the edits of its file that do it. */
export interface PlannedFix {
  readonly finding: Finding;
  /** What the edits do, in a few words. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** A finding that a person has to mend, and why. */
export interface LeftFinding {
  readonly finding: Finding;
  readonly reason: string;
}

export interface FixPlan {
  readonly fixes: readonly PlannedFix[];
  readonly left: readonly LeftFinding[];
}

/** Says for every finding with a hint how its file would have to be edited, or why a person has to. Pure: writes nothing. */
export function planFixes(findings: readonly Finding[], sources: Sources): FixPlan {
  const fixes: PlannedFix[] = [];
  const left: LeftFinding[] = [];
  const open = fileOpener(sources);
  for (const finding of findings) {
    if (finding.fix === undefined) continue;
    const outcome = fixOf(finding, open(finding.file), sources);
    if (outcome.edits === undefined) left.push({ finding, reason: outcome.reason });
    else if (fixes.some((other) => other.finding.file === finding.file && clash(other.edits, outcome.edits)))
      left.push({ finding, reason: 'another fix changes the same place; run it again' });
    else fixes.push({ finding, title: outcome.title, edits: outcome.edits });
  }
  return { fixes, left };
}

/** True when a text of JavaScript or TypeScript can be parsed. */
export function isWellFormed(file: string, text: string): boolean {
  const { diagnostics } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { allowJs: true, jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext },
  });
  return (diagnostics ?? []).every(({ category }) => category !== ts.DiagnosticCategory.Error);
}

function fixOf(finding: Finding, source: SourceFile | undefined, sources: Sources): FixOutcome {
  const { fix, file, line, column } = finding;
  if (source === undefined || fix === undefined) return leave('the file is not JavaScript or TypeScript');
  const lineStart = source.compilerNode.getLineStarts()[line - 1];
  const site = lineStart === undefined ? undefined : findSite(source, lineStart + column - 1);
  if (site === undefined) return leave('there is no call here that could be given an option');
  const surroundings = surroundingsOf(file, sources);
  const context: FixContext = { source, site, ms: fix.ms ?? 10_000, client: fix.client ?? '', surroundings };
  if (fix.kind === 'shutdown-hooks') return enableShutdownHooks(context);
  if (fix.kind === 'retry-bound') return boundRetries(context);
  const fixer = Object.hasOwn(timeoutFixers, context.client) ? timeoutFixers[context.client] : undefined;
  return fixer?.(context) ?? leave(`how a call of ${context.client} gets a limit is for a person to choose`);
}

function fileOpener(sources: Sources): (file: string) => SourceFile | undefined {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { allowJs: true },
  });
  const opened = new Map<string, SourceFile | undefined>();
  return (file) => {
    if (!opened.has(file)) {
      const text = /\.[cm]?[jt]sx?$/.test(file) ? sources(file) : undefined;
      opened.set(file, text === undefined ? undefined : project.createSourceFile(`/${file}`, text));
    }
    return opened.get(file);
  };
}

/** What the nearest package.json says; the nearest one that names Node.js or its types decides about those. */
function surroundingsOf(file: string, sources: Sources): Surroundings {
  const manifests: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const text = sources(join(folder, 'package.json'));
    if (text !== undefined) manifests.push(text);
    if (folder === '.' || folder === '/') break;
  }
  return readSurroundings(manifests);
}

function clash(one: readonly Edit[], other: readonly Edit[]): boolean {
  return one.some((a) =>
    other.some((b) => {
      const isSame = a.start === b.start && a.end === b.end && a.text === b.text;
      if (isSame) return false;
      return a.start === b.start || (a.start < b.end && b.start < a.end);
    }),
  );
}

/** The texts of the files after fixes. Edits that several fixes share are made once. Throws UserError when a file is gone. */
export function applyFixes(fixes: readonly PlannedFix[], sources: Sources): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const file of new Set(fixes.map(({ finding }) => finding.file))) {
    const text = sources(file);
    if (text === undefined) throw new UserError(`"${file}" cannot be read any more`, { help: 'run the command again' });
    texts.set(file, edited(text, editsOf(fixes, file)));
  }
  return texts;
}

/** Where an offset of the text before lies after the edits of a file. */
export function movedOffset(offset: number, edits: readonly Edit[]): number {
  const before = edits.filter((edit) => edit.start < offset || (edit.start === offset && edit.end === offset));
  return before.reduce((sum, edit) => sum + edit.text.length - (edit.end - edit.start), offset);
}

/** All edits of one file, each once, from its beginning to its end. */
export function editsOf(fixes: readonly PlannedFix[], file: string): readonly Edit[] {
  const edits = new Map<string, Edit>();
  for (const { finding, edits: own } of fixes)
    if (finding.file === file) for (const edit of own) edits.set(`${edit.start}:${edit.end}:${edit.text}`, edit);
  return [...edits.values()].sort((a, b) => a.start - b.start);
}

function edited(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
