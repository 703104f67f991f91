import { ts } from '#typescript';
import { declareConstructors } from './constructor-functions.ts';
import type { FileFacts } from './file-facts.ts';
import { Lowering } from './lowering.ts';
import { mentions } from './mentions.ts';
import { lowerStatements } from './lower-statements.ts';

/**
 * Facts of one source file. Never throws for broken source: the parser recovers, and its errors are part of the facts.
 * `file` is relative to the root; its ending decides the dialect (JSX is allowed in .js).
 */
export function lowerFile(file: string, text: string): FileFacts {
  const source = ts.createSourceFile(
    file,
    text.replace(/^\uFEFF/, ''),
    { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    false,
    dialect(file),
  );
  const lowering = new Lowering(file, source);
  declareConstructors(lowering, source.statements);
  lowerStatements(lowering, source.statements, true);
  const found = mentions(text, (offset) => lowering.position(offset));
  return {
    ...lowering.facts(),
    ...(found && { mentions: found }),
    ...(isClient(source) && { isClient: true }),
    ignores: ignoreComments(text),
    errors: syntaxErrors(source),
  };
}

// A directive stands in front of everything else.
function isClient({ statements: [first] }: ts.SourceFile): boolean {
  return (
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === 'use client'
  );
}

function dialect(file: string): ts.ScriptKind {
  if (/\.tsx$/.test(file)) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/.test(file)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
}

function syntaxErrors(source: ts.SourceFile): FileFacts['errors'] {
  const { parseDiagnostics = [] } = source as unknown as { parseDiagnostics?: ts.DiagnosticWithLocation[] };
  return parseDiagnostics.slice(0, 3).map((diagnostic) => {
    const { line, character } = source.getLineAndCharacterOfPosition(diagnostic.start);
    return {
      line: line + 1,
      column: character + 1,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
    };
  });
}

const IGNORE = /(?:\/\/|\/\*|^\s*\*)\s*archwright-ignore\b([^\r\n]*)/;

function ignoreComments(text: string): FileFacts['ignores'] {
  if (!text.includes('archwright-ignore')) return [];
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const match = IGNORE.exec(line);
    return match
      ? [{ line: index + 1, column: match.index + 1, text: (match[1] ?? '').replace(/\*\/\s*$/, '').trim() }]
      : [];
  });
}
