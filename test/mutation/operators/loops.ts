import { Node } from 'ts-morph';
import { after, replace, type Draft, type Operator } from '../mutant.ts';
import { pathOf, type System } from '../system.ts';
import { asked, type Asked } from './asked.ts';

const rule = 'chatty-calls';

function* loops(system: System, make: (one: Asked) => string | undefined): Iterable<Draft> {
  for (const one of asked(system)) {
    const text = make(one);
    if (text !== undefined) yield { edits: [replace(one.statement, text)], expected: [one.places] };
  }
}

function forOf({ statement, data }: Asked): string {
  const text = statement.getText().replace(/^return /, '');
  return `for (const each of ${data}) {\n${text}\n}`;
}

function promiseAll({ call, statement, data }: Asked): string {
  const all = `(await Promise.all(${data}.map(async (each) => ${call.getText()})))[0]`;
  return statement.getText().replace(call.getParentOrThrow().getText(), () => all);
}

function forEach({ call, data }: Asked): string {
  return `${data}.forEach(async (each) => {\nawait ${call.getText()};\n});`;
}

function indexed({ statement, data }: Asked): string {
  return `for (let i = 0; i < ${data}.length; i++) {\n${statement.getText().replace(/^return /, '')}\n}`;
}

// The call, and three more of its kind to the same service.
function* four(system: System): Iterable<Draft> {
  const sites = new Set(system.model.calls.map(({ evidence }) => `${evidence[0]?.file}:${evidence[0]?.line}`));
  for (const { call, statement, places } of asked(system)) {
    const isSite = sites.has(`${pathOf(call.getSourceFile())}:${call.getStartLineNumber()}`);
    if (!isSite || !Node.isVariableStatement(statement)) continue;
    const more = [2, 3, 4].map((n) => `const more${n} = await ${call.getText()};`).join('\n');
    yield { edits: [after(statement, more)], expected: [places] };
  }
}

/** Operators that ask again and again. */
export const loopOperators: readonly Operator[] = [
  { name: 'for … of around a call', rule, mutants: (system) => loops(system, forOf) },
  { name: 'a counting loop around a call', rule, mutants: (system) => loops(system, indexed) },
  { name: 'Promise.all(map) around a call', rule, mutants: (system) => loops(system, promiseAll) },
  { name: 'forEach around a call', rule, mutants: (system) => loops(system, forEach) },
  { name: 'four calls in one function', rule, mutants: four },
];
