import { Node, SyntaxKind } from 'ts-morph';
import { leave, type FixContext, type FixOutcome } from './fix.ts';
import { scopeOf } from './find-site.ts';

/** Calls `enableShutdownHooks` before a Nest application listens. */
export function enableShutdownHooks({ site }: FixContext): FixOutcome {
  const callee = site.getExpression();
  const app = Node.isPropertyAccessExpression(callee) ? callee.getExpression() : undefined;
  if (!Node.isIdentifier(app)) return leave('what listens is not a Nest application in a variable');
  const made = scopeOf(site)
    .getDescendantsOfKind(SyntaxKind.VariableDeclaration)
    .find((declaration) => declaration.getName() === app.getText());
  if (!/^(await\s+)?NestFactory\s*\.\s*create/.test(made?.getInitializer()?.getText() ?? ''))
    return leave('what listens is not a Nest application that is made here');
  const statement = site.getFirstAncestor((above) => Node.isExpressionStatement(above));
  if (statement === undefined) return leave('the application does not listen in a statement of its own');
  const start = statement.getStart();
  const text = statement.getSourceFile().getFullText();
  const indent = /[^\S\n]*$/.exec(text.slice(0, start))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const end = statement.getText().endsWith(';') ? ';' : '';
  return {
    edits: [{ start, end: start, text: `${app.getText()}.enableShutdownHooks()${end}${newline}${indent}` }],
    title: 'shutdown hooks enabled',
  };
}
