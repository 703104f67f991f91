import { Node, SyntaxKind } from 'ts-morph';
import { placeOf, replace, type Draft, type Edit, type Operator } from '../mutant.ts';
import { pathOf, type System } from '../system.ts';
import { asked, type Asked } from './asked.ts';
import { callAround, calledName, properties } from './syntax.ts';

const rule = 'unsafe-retry';

function* loops(system: System, make: (one: Asked) => string): Iterable<Draft> {
  for (const one of asked(system)) {
    const expected = [[...one.places, placeOf(system, one.statement)]];
    yield { edits: [replace(one.statement, make(one))], expected };
  }
}

function forEver({ statement }: Asked): string {
  return `while (true) {\ntry {\n${plain(statement)}\nbreak;\n} catch {}\n}`;
}

function atOneBeat({ statement }: Asked): string {
  return `for (let attempt = 0; attempt < 5; attempt++) {\ntry {\n${plain(statement)}\nbreak;\n} catch {\nawait new Promise((resolve) => setTimeout(resolve, 500));\n}\n}`;
}

function plain(statement: Node): string {
  return statement.getText().replace(/^return /, '');
}

// Options of a client or of a policy that say how often and when it tries again.
function* optioned(system: System, change: (object: Node) => readonly Edit[]): Iterable<Draft> {
  for (const source of system.sources)
    for (const object of source.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) {
      const edits = change(object);
      const call = callAround(object) ?? object;
      const users = system.model.calls.filter(({ evidence }) => evidence.some(({ file }) => file === pathOf(source)));
      if (edits.length === 0 || users.length === 0) continue;
      const sites = users.flatMap(({ evidence }) => evidence.slice(0, 1));
      const places = sites.map(({ file, line }) => ({ file, from: line, to: line, service: users[0]?.from }));
      yield { edits, expected: [[placeOf(system, call), ...places]] };
    }
}

function valueOf(object: Node, name: RegExp): Node | undefined {
  const [property] = Node.isObjectLiteralExpression(object) ? properties(object, name) : [];
  return Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
}

// `retry: { limit: 2, methods: ['GET'] }` of got repeats what may be done twice, and a POST only when told so.
function alsoPosts(object: Node): readonly Edit[] {
  const methods = valueOf(object, /^methods$/);
  const posts = object
    .getSourceFile()
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .some((call) => calledName(call) === 'post');
  return methods && posts && /GET/.test(methods.getText()) ? [replace(methods, "['GET', 'POST']")] : [];
}

function withoutGrowth(object: Node): readonly Edit[] {
  const backoff = valueOf(object, /^backoff$/);
  const attempts = valueOf(object, /^maxAttempts$/);
  if (!backoff || !attempts || !/ExponentialBackoff/.test(backoff.getText())) return [];
  const imported = object
    .getSourceFile()
    .getImportDeclarations()
    .flatMap((one) => one.getNamedImports())
    .find((one) => one.getName() === 'ExponentialBackoff');
  return imported
    ? [replace(imported, 'ConstantBackoff'), replace(backoff, 'new ConstantBackoff(500)'), replace(attempts, '5')]
    : [];
}

/** Operators that try again in a way that does harm. */
export const retries: readonly Operator[] = [
  { name: 'try again for ever', rule, mutants: (system) => loops(system, forEver) },
  { name: 'try again at one beat', rule, mutants: (system) => loops(system, atOneBeat) },
  { name: 'send a POST again', rule, mutants: (system) => optioned(system, alsoPosts) },
  { name: 'a backoff that does not grow', rule, mutants: (system) => optioned(system, withoutGrowth) },
];
