import { Node, SyntaxKind, type NewExpression } from 'ts-morph';
import { placeOf, replace, type Draft, type Operator, type Place } from '../mutant.ts';
import { pathOf, serviceOf, type System } from '../system.ts';
import { calledName, callsOf, properties } from './syntax.ts';

const rule = 'missing-circuit-breaker';

// One finding for each pair of services whose calls pass the node, at the call or where the code around it is called.
function expectedFor(system: System, around: Node): readonly (readonly Place[])[] {
  const file = pathOf(around.getSourceFile());
  const passing = system.model.calls.filter(
    ({ to, from, evidence }) => to !== null && to !== from && evidence.some((site) => site.file === file),
  );
  const pairs = new Map<string, Place[]>();
  const own = placeOf(system, around.getSourceFile());
  for (const { from, to, evidence } of passing) {
    const places = pairs.get(`${from} ${to ?? ''}`) ?? [{ ...own, service: from }];
    const [site] = evidence;
    if (site) places.push({ file: site.file, from: site.line, to: site.line, service: from });
    pairs.set(`${from} ${to ?? ''}`, places);
  }
  return [...pairs.values()];
}

interface Breaker {
  readonly made: NewExpression;
  /** What holds it: a variable, a property, or what it is assigned to. */
  readonly name: string;
  readonly kept: Node;
}

function breakers({ sources }: System): Breaker[] {
  return sources.flatMap((source) =>
    source.getDescendantsOfKind(SyntaxKind.NewExpression).flatMap((made): Breaker[] => {
      const [kept] = made.getArguments();
      const parent = made.getParent();
      const name =
        Node.isVariableDeclaration(parent) || Node.isPropertyDeclaration(parent)
          ? parent.getName()
          : Node.isBinaryExpression(parent)
            ? (/\w+$/.exec(parent.getLeft().getText())?.[0] ?? '')
            : '';
      return calledName(made) === 'CircuitBreaker' && kept && name !== '' && !Node.isObjectLiteralExpression(kept)
        ? [{ made, name, kept }]
        : [];
    }),
  );
}

// `breaker.fire(x)` becomes a call of what the breaker was made with.
function* bypassed(system: System): Iterable<Draft> {
  for (const { made, name, kept } of breakers(system)) {
    const fires = made
      .getSourceFile()
      .getDescendantsOfKind(SyntaxKind.CallExpression)
      .filter((call) => new RegExp(`(^|\\.)${name}\\.fire$`).test(call.getExpression().getText()));
    const direct = Node.isIdentifier(kept) ? kept.getText() : `(${kept.getText()})`;
    const edits = fires.map((call) => replace(call.getExpression(), direct));
    const pairs = pairsOf(system, made);
    if (edits.length > 0 && pairs.length > 0) yield { edits: [...edits, replace(made, 'undefined')], expected: pairs };
  }
}

// With several breakers in a file the pairs of the others keep theirs.
function pairsOf(system: System, made: NewExpression): readonly (readonly Place[])[] {
  const all = expectedFor(system, made);
  const others = breakers(system).filter((one) => one.made.getSourceFile() === made.getSourceFile());
  if (others.length === 1 || all.length === 1) return all;
  const text = made.getText();
  return all
    .filter((places) => places.some(({ file, from, to }) => from === to && within(made, file, from)))
    .slice(0, text ? 1 : 0);
}

function within(node: Node, file: string, line: number): boolean {
  return pathOf(node.getSourceFile()) === file && line >= node.getStartLineNumber() && line <= node.getEndLineNumber();
}

function* executedDirectly(system: System): Iterable<Draft> {
  for (const call of callsOf(system)) {
    const [work] = call.getArguments();
    const text = call.getSourceFile().getFullText();
    if (calledName(call) !== 'execute' || !work || !/from 'cockatiel'/.test(text)) continue;
    const expected = expectedFor(system, call);
    if (expected.length > 0) yield { edits: [replace(call, `(${work.getText()})()`)], expected };
  }
}

function* disabled(system: System): Iterable<Draft> {
  for (const { made } of breakers(system)) {
    const [, options] = made.getArguments();
    const expected = pairsOf(system, made);
    if (!Node.isObjectLiteralExpression(options) || expected.length === 0) continue;
    const start = options.getStart() + 1;
    yield { edits: [{ ...replace(options, ' enabled: false,'), start, end: start }], expected };
  }
}

function* disabledInBroker(system: System): Iterable<Draft> {
  for (const source of system.sources)
    for (const object of source.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression)) {
      const parent = object.getParent();
      if (!Node.isPropertyAssignment(parent) || parent.getName() !== 'circuitBreaker') continue;
      const [enabled] = properties(object, /^enabled$/);
      const service = serviceOf(system, pathOf(source));
      const calls = system.model.calls.filter(
        ({ from, to, fromEndpoints }) => from === service && to !== null && fromEndpoints.length > 0,
      );
      const [site] = calls.flatMap(({ evidence }) => evidence);
      const place = site && { file: site.file, from: site.line, to: site.line, service };
      if (enabled && place) yield { edits: [replace(enabled, 'enabled: false')], expected: [[place]] };
    }
}

// What the platform of a generated system has: a wrapper with a switch.
function* wrapperUnguarded(system: System): Iterable<Draft> {
  for (const source of system.sources)
    for (const choice of source.getDescendantsOfKind(SyntaxKind.ConditionalExpression)) {
      if (!/\bbreaker\.run\(/.test(choice.getWhenTrue().getText())) continue;
      const service = serviceOf(system, pathOf(source));
      const calls = system.model.calls.filter(
        ({ from, to, fromEndpoints }) => from === service && to !== null && fromEndpoints.length > 0,
      );
      const pairs = new Map<string, Place[]>();
      for (const { to, evidence } of calls) {
        const places = pairs.get(to ?? '') ?? [];
        for (const { file, line } of evidence.slice(0, 2)) places.push({ file, from: line, to: line, service });
        pairs.set(to ?? '', places);
      }
      if (pairs.size > 0)
        yield { edits: [replace(choice, choice.getWhenFalse().getText())], expected: [...pairs.values()] };
    }
}

/** Operators that take a circuit breaker away. */
export const breakerOperators: readonly Operator[] = [
  { name: 'call past opossum', rule, mutants: bypassed },
  { name: 'call past cockatiel', rule, mutants: executedDirectly },
  { name: 'a breaker that is switched off', rule, mutants: disabled },
  { name: "a broker's breaker that is switched off", rule, mutants: disabledInBroker },
  { name: 'a wrapper without its breaker', rule, mutants: wrapperUnguarded },
];
