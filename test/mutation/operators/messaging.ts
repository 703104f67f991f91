import { Node, SyntaxKind, type CallExpression } from 'ts-morph';
import { after, before, placeAt, placeOf, remove, replace, type Draft, type Operator, type Place } from '../mutant.ts';
import { pathOf, serviceOf, type System } from '../system.ts';
import { calledName, callsOf, functionOf, properties, statementOf } from './syntax.ts';

const DEAD_LETTER = 'missing-dead-letter';
const DUAL_WRITE = 'dual-write';

// Subscriptions of a service, each as one finding: those of a queue where it is named, else all.
function subscriptions(system: System, file: string, queue?: string): Place[][] {
  const service = serviceOf(system, file);
  const own = system.model.subscriptions.filter((one) => one.service === service);
  const named = own.filter(({ evidence }) =>
    evidence.slice(0, 1).some((site) => lineOf(system, site).includes(`'${queue}'`)),
  );
  return (named.length > 0 ? named : own).map(({ evidence }) =>
    evidence.slice(0, 1).map((site) => placeAt(system, site, service)),
  );
}

function lineOf({ texts }: System, { file, line }: { file: string; line: number }): string {
  return texts.get(file)?.split('\n')[line - 1] ?? '';
}

function queueOf(call: CallExpression | undefined): string | undefined {
  const name = call?.getArguments()[0];
  return Node.isStringLiteral(name) ? name.getLiteralText() : undefined;
}

function* withoutDeadLetter(system: System): Iterable<Draft> {
  for (const source of system.sources)
    for (const object of source.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) {
      const found = properties(object, /^(deadLetterExchange|x-dead-letter-exchange)$/);
      const asserts = object.getFirstAncestor((one) => Node.isCallExpression(one) && calledName(one) === 'assertQueue');
      const expected = subscriptions(
        system,
        pathOf(source),
        Node.isCallExpression(asserts) ? queueOf(asserts) : undefined,
      );
      if (found.length > 0 && expected.length > 0) yield { edits: found.map(remove), expected };
    }
}

function consumers(system: System): CallExpression[] {
  return callsOf(system).filter((call) => calledName(call) === 'consume' && queueOf(call) !== undefined);
}

function* autoAcknowledged(system: System): Iterable<Draft> {
  for (const call of consumers(system)) {
    const [, handler, options] = call.getArguments();
    const edit = options
      ? replace(options, '{ noAck: true }')
      : handler
        ? { ...replace(handler, ', { noAck: true }'), start: handler.getEnd() }
        : undefined;
    if (edit) yield { edits: [edit], expected: subscriptions(system, edit.file, queueOf(call)) };
  }
  for (const source of system.sources)
    for (const property of source.getDescendantsOfKind(SyntaxKind.PropertyAssignment)) {
      const isNest = property.getName() === 'noAck' && /queueOptions/.test(property.getParent().getText());
      if (isNest) yield { edits: [replace(property, 'noAck: true')], expected: subscriptions(system, pathOf(source)) };
    }
}

// `nack(message, false, false)` sets a message aside, `nack(message)` puts it back into the queue.
function* requeued(system: System): Iterable<Draft> {
  for (const call of callsOf(system)) {
    const [message, second, third] = call.getArguments();
    const isNack = calledName(call) === 'nack' && third?.getText() === 'false';
    const isReject = calledName(call) === 'reject' && second?.getText() === 'false';
    if (!message || !(isNack || isReject)) continue;
    const edit = replace(call, `${call.getExpression().getText()}(${message.getText()})`);
    const expected = subscriptions(system, edit.file, consumedAround(call));
    if (expected.length > 0)
      yield { edits: [edit], expected: expected.slice(0, consumedAround(call) === undefined ? 1 : undefined) };
  }
}

// The queue whose consumer a call stands in: around it, or where its function is called.
function consumedAround(call: CallExpression): string | undefined {
  const around = call.getFirstAncestor((one) => Node.isCallExpression(one) && calledName(one) === 'consume');
  if (Node.isCallExpression(around)) return queueOf(around);
  const fn = functionOf(call);
  if (!Node.isFunctionDeclaration(fn)) return undefined;
  const uses = fn
    .findReferencesAsNodes()
    .map((node) => node.getFirstAncestor((one) => Node.isCallExpression(one) && calledName(one) === 'consume'));
  const [use] = uses.filter((one) => Node.isCallExpression(one));
  return Node.isCallExpression(use) ? queueOf(use) : undefined;
}

// The failure is logged, and the message is gone.
function* swallowed(system: System): Iterable<Draft> {
  for (const source of system.sources)
    for (const clause of source.getDescendantsOfKind(SyntaxKind.CatchClause)) {
      if (!/topic: '[^']*dead-letter/.test(clause.getText())) continue;
      const expected = subscriptions(system, pathOf(source));
      if (expected.length > 0)
        yield { edits: [replace(clause.getBlock(), '{\n      console.error(error);\n    }')], expected };
    }
}

interface Effects {
  readonly service: string;
  readonly publishes: Node;
  readonly writes: Node;
}

// Statements that publish and statements that write, of different functions in one file.
function effects(system: System): Effects[] {
  const statementAt = (site: { file: string; line: number; column: number } | undefined): Node | undefined => {
    const source = system.sources.find((one) => pathOf(one) === site?.file);
    if (!source || !site) return undefined;
    const node = source.getDescendantAtPos(
      source.compilerNode.getPositionOfLineAndCharacter(site.line - 1, site.column - 1),
    );
    return node && statementOf(node);
  };
  const relayed = new Set(
    system.model.datastoreUses
      .filter(({ accesses }) => accesses.some(({ table }) => /outbox/i.test(table ?? '')))
      .map(({ service }) => service),
  );
  return system.model.publications.flatMap(({ service, evidence }) => {
    const publishes = statementAt(evidence[0]);
    if (relayed.has(service) || !publishes) return [];
    const accesses = system.model.datastoreUses.filter((use) => use.service === service).flatMap((use) => use.accesses);
    return accesses.flatMap(({ mode, evidence: [site] }): Effects[] => {
      const writes = mode === 'write' ? statementAt(site) : undefined;
      const isApart =
        writes && writes.getSourceFile() === publishes.getSourceFile() && functionOf(writes) !== functionOf(publishes);
      return isApart && isInScope(publishes, writes) && isInScope(writes, publishes)
        ? [{ service, publishes, writes }]
        : [];
    });
  });
}

// Whether what a statement uses of the functions around it is there at another place, too.
function isInScope(statement: Node, place: Node): boolean {
  return statement.getDescendantsOfKind(SyntaxKind.Identifier).every((name) =>
    name.getDefinitionNodes().every((definition) => {
      if (
        definition.getSourceFile() !== statement.getSourceFile() ||
        statement.containsRange(definition.getPos(), definition.getEnd())
      )
        return true;
      const scope = functionOf(definition);
      // Parameters are what the statement is about, and have other names there.
      return (
        Node.isParameterDeclaration(definition) ||
        !scope ||
        place.getAncestors().includes(scope) ||
        functionOf(statement) === scope
      );
    }),
  );
}

function* published(system: System, first: 'write' | 'publish'): Iterable<Draft> {
  for (const { service, publishes, writes } of effects(system)) {
    const put = first === 'write' ? after : before;
    yield {
      edits: [put(writes, publishes.getText().replace(/^return /, ''))],
      expected: [[{ ...placeOf(system, writes), service }]],
    };
  }
}

function* writtenToo(system: System): Iterable<Draft> {
  for (const { service, publishes, writes } of effects(system)) {
    const text = writes.getText().replace(/^return /, '');
    yield { edits: [before(publishes, text)], expected: [[{ ...placeOf(system, publishes), service }]] };
  }
}

/** Operators that lose messages. */
export const messaging: readonly Operator[] = [
  { name: 'a queue without a dead-letter exchange', rule: DEAD_LETTER, mutants: withoutDeadLetter },
  { name: 'automatic acknowledgement', rule: DEAD_LETTER, mutants: autoAcknowledged },
  { name: 'back into the queue for ever', rule: DEAD_LETTER, mutants: requeued },
  { name: 'a failure that is only logged', rule: DEAD_LETTER, mutants: swallowed },
  { name: 'publish after the write', rule: DUAL_WRITE, mutants: (system) => published(system, 'write') },
  { name: 'publish before the write', rule: DUAL_WRITE, mutants: (system) => published(system, 'publish') },
  { name: 'write before the publication', rule: DUAL_WRITE, mutants: writtenToo },
];
