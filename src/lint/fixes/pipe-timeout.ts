import { Node, SyntaxKind, type SourceFile } from 'ts-morph';
import { leave, type Edit, type FixContext, type FixOutcome } from './fix.ts';
import { calledName } from './find-site.ts';

/** Pipes the answer of a Nest `ClientProxy.send` through `timeout` of rxjs, and imports it. */
export function pipeTimeout({ site, source, ms, surroundings }: FixContext): FixOutcome {
  if (calledName(site) !== 'send') return leave('the answer is not an observable here');
  const major = surroundings.major('rxjs');
  if (major === undefined || major < 7)
    return leave('"timeout" of rxjs 7 is needed, and package.json does not name it');
  const end = site.getEnd();
  const piped: Edit = { start: end, end, text: `.pipe(timeout(${ms}))` };
  const imported = importOfTimeout(source);
  if (imported === 'taken') return leave('the name "timeout" means something else in this file');
  return { edits: imported === undefined ? [piped] : [imported, piped], title: 'timeout piped' };
}

/** Undefined when `timeout` of rxjs is imported already. */
function importOfTimeout(source: SourceFile): Edit | 'taken' | undefined {
  const imports = source.getImportDeclarations();
  const rxjs = imports.find((one) => one.getModuleSpecifierValue() === 'rxjs' && !one.isTypeOnly());
  const named = rxjs?.getNamedImports() ?? [];
  if (named.some((one) => one.getText() === 'timeout')) return undefined;
  const isTaken = source
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .some((name) => name.getText() === 'timeout' && !isPropertyName(name));
  if (isTaken || imports.length === 0) return 'taken';
  const last = named.at(-1);
  if (last !== undefined) return { start: last.getEnd(), end: last.getEnd(), text: ', timeout' };
  const end = imports.at(-1)?.getEnd() ?? 0;
  return { start: end, end, text: `\nimport { timeout } from 'rxjs';` };
}

function isPropertyName(name: Node): boolean {
  const parent = name.getParent();
  if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() === name;
  return Node.isPropertyAssignment(parent) && parent.getNameNode() === name;
}
