import { Node, SyntaxKind, type CallExpression, type NewExpression, type ObjectLiteralExpression } from 'ts-morph';
import { placeOf, remove, replace, type Draft, type Operator, type Place } from '../mutant.ts';
import type { System } from '../system.ts';
import { callAround, calledName, callsOf, properties, statementOf } from './syntax.ts';

const rule = 'missing-timeout';
const REQUESTS = /^(get|post|put|patch|delete|head|request|got|fetch|axios|send)$/;
const MAKERS = /^(create|extend|register|ServiceBroker)$/;
const DEADLINES = /^(timeout|requestTimeout|headersTimeout|bodyTimeout|signal)$/;

interface Bounded {
  readonly object: ObjectLiteralExpression;
  readonly call: CallExpression | NewExpression | undefined;
  readonly deadlines: readonly Node[];
}

// Objects that set a deadline for a client: options of a request, of an instance, of a broker's configuration file.
function bounded({ sources }: System): Bounded[] {
  return sources.flatMap((source) =>
    source.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression).flatMap((object): Bounded[] => {
      const deadlines = properties(object, DEADLINES);
      const call = object.getParent() === undefined ? undefined : callAround(object);
      const isOwn = call?.getArguments().includes(object) === true;
      const isConfigured = /moleculer\.config\.[jt]s$/.test(source.getFilePath()) && call === undefined;
      return deadlines.length > 0 && (isOwn || isConfigured) ? [{ object, call, deadlines }] : [];
    }),
  );
}

function ofRequests(system: System): Bounded[] {
  return bounded(system).filter(({ call }) => call !== undefined && REQUESTS.test(calledName(call)));
}

function ofInstances(system: System): Bounded[] {
  return bounded(system).filter(({ call }) => call === undefined || MAKERS.test(calledName(call)));
}

// Where a deadline of all calls is set, the finding stands there or at the calls: with a broker or a module, at the calls.
function placesFor(system: System, { object, call }: Bounded): Draft['expected'][number] {
  const here = placeOf(system, call ?? object);
  const service = here.service;
  if (call !== undefined && calledName(call) !== 'register') return [here, ...instancesBeside(system, call)];
  const own = system.model.calls.filter(({ from }) => from === service);
  return own.flatMap(({ evidence }) =>
    evidence.slice(0, 1).map(({ file, line }) => ({ file, from: line, to: line, service })),
  );
}

// A client that is made without a deadline, and called without: either place is the one to mend.
function instancesBeside(system: System, call: Node): Place[] {
  const calls = call.getSourceFile().getDescendantsOfKind(SyntaxKind.CallExpression);
  return calls.filter((one) => MAKERS.test(calledName(one))).map((one) => placeOf(system, one));
}

function* dropped(system: System, found: readonly Bounded[]): Iterable<Draft> {
  for (const one of found) {
    const expected = expectedFor(system, one);
    if (expected.length > 0) yield { edits: one.deadlines.map(remove), expected };
  }
}

// One finding at the instance; one per call site where the configuration itself is no place of a call.
function expectedFor(system: System, one: Bounded): Draft['expected'] {
  const places = placesFor(system, one);
  const isApart = one.call === undefined || calledName(one.call) === 'register';
  return isApart ? places.map((place) => [place, placeOf(system, one.call ?? one.object)]) : [places];
}

function valued(text: string): (system: System) => Iterable<Draft> {
  return function* (system) {
    for (const one of [...ofRequests(system), ...ofInstances(system)]) {
      // A signal is no number, and what is not known before is not known afterwards.
      if (properties(one.object, /^signal$/).length > 0) continue;
      const edits = one.deadlines.flatMap((property) => {
        if (!Node.isPropertyAssignment(property)) return [];
        const value = property.getInitializer();
        const inner = Node.isObjectLiteralExpression(value) ? properties(value, /^request$/)[0] : property;
        const number = Node.isPropertyAssignment(inner) ? inner.getInitializer() : undefined;
        return number ? [replace(number, text)] : [];
      });
      const expected = expectedFor(system, one);
      if (edits.length === one.deadlines.length && expected.length > 0) yield { edits, expected };
    }
  };
}

function* withoutSignal(system: System): Iterable<Draft> {
  for (const { call, deadlines, object } of ofRequests(system)) {
    const [signal] = properties(object, /^signal$/);
    if (call && signal && deadlines.length === 1 && /AbortSignal\.timeout/.test(signal.getText()))
      yield { edits: [remove(signal)], expected: [[placeOf(system, call)]] };
  }
}

function* withoutOptions(system: System): Iterable<Draft> {
  for (const { call, object } of ofRequests(system)) {
    const [first, ...more] = call?.getArguments() ?? [];
    if (!call || !first || more.at(-1) !== object) continue;
    const previous = more.at(-2) ?? first;
    const edit = { ...replace(object, ''), start: previous.getEnd(), end: object.getEnd() };
    // Only where nothing but the deadline and the retries were said: a body would be lost.
    const others =
      object.getProperties().length -
      properties(object, /^(timeout|signal|retry|headersTimeout|bodyTimeout|headers)$/).length;
    if (others === 0) yield { edits: [edit], expected: [placesFor(system, { call, object, deadlines: [] })] };
  }
}

function* withoutDeadline(system: System): Iterable<Draft> {
  for (const call of callsOf(system)) {
    const args = call.getArguments();
    const index = args.findIndex(
      (arg) => Node.isObjectLiteralExpression(arg) && properties(arg, /^deadline$/).length > 0,
    );
    const previous = args[index - 1];
    if (index < 1 || !previous) continue;
    const edit = { ...replace(call, ''), start: previous.getEnd(), end: args[index]?.getEnd() ?? previous.getEnd() };
    yield { edits: [edit], expected: [[placeOf(system, statementOf(call) ?? call)]] };
  }
}

function* withoutOperator(system: System): Iterable<Draft> {
  for (const call of callsOf(system)) {
    const pipe = call.getParentIfKind(SyntaxKind.CallExpression);
    if (calledName(call) !== 'timeout' || !pipe || calledName(pipe) !== 'pipe') continue;
    yield { edits: [remove(call)], expected: [[placeOf(system, pipe)]] };
  }
}

function* withoutDefaults(system: System): Iterable<Draft> {
  for (const source of system.sources)
    for (const statement of source.getStatements()) {
      if (!/^axios\.defaults\.timeout\s*=/.test(statement.getText())) continue;
      const calls = source
        .getDescendantsOfKind(SyntaxKind.CallExpression)
        .filter((call) => /^axios\.(get|post|put|patch|delete|request)$/.test(call.getExpression().getText()));
      yield { edits: [remove(statement)], expected: calls.map((call) => [placeOf(system, call)]) };
    }
}

/** Operators that take a deadline away. */
export const timeouts: readonly Operator[] = [
  { name: 'drop the deadline of a request', rule, mutants: (system) => dropped(system, ofRequests(system)) },
  { name: 'drop the deadline of an instance', rule, mutants: (system) => dropped(system, ofInstances(system)) },
  { name: 'drop the options of a request', rule, mutants: withoutOptions },
  { name: 'timeout 0', rule, mutants: valued('0') },
  { name: 'timeout Infinity', rule, mutants: valued('Infinity') },
  { name: 'timeout undefined', rule, mutants: valued('undefined') },
  { name: 'drop AbortSignal.timeout', rule, mutants: withoutSignal },
  { name: 'drop the deadline of a gRPC call', rule, mutants: withoutDeadline },
  { name: 'drop timeout of rxjs', rule, mutants: withoutOperator },
  { name: 'drop axios.defaults.timeout', rule, mutants: withoutDefaults },
];
