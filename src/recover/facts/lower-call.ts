import { ts } from '#typescript';
import type { CallFact, Expr, TypeRef } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerSideEffects } from './lower-side-effects.ts';
import { DYN, type Lowering } from './lowering.ts';

const PER_ELEMENT = new Set([
  'map',
  'forEach',
  'flatMap',
  'filter',
  'reduce',
  'some',
  'every',
  'each',
  'mapSeries',
  'eachSeries',
]);

const PENDING: CallFact = {
  line: 0,
  column: 0,
  endLine: 0,
  endColumn: 0,
  callee: DYN,
  args: [],
  isNew: false,
  fn: -1,
  loop: '',
  within: -1,
  typeArgs: [],
};

/** Lowers a call or construction; a call that loads a module stands for that module. */
export function lowerCall(lowering: Lowering, node: ts.CallExpression | ts.NewExpression): Expr {
  if (ts.isCallExpression(node)) {
    const source = moduleSource(node);
    if (source !== undefined && !(ts.isIdentifier(node.expression) && lowering.lookup('require') !== undefined)) {
      lowering.importing(source, node, false);
      return { k: 'mod', s: source };
    }
  }
  const callee = lowerExpression(lowering, node.expression);
  const index = lowering.calls.length;
  // Its place among the calls is before those in its arguments.
  lowering.calls.push(PENDING);
  const [outerWithin, outerLoop] = [lowering.within, lowering.loop];
  lowering.within = index;
  const perElement = callee.k === 'get' && PER_ELEMENT.has(callee.n);
  const args = (node.arguments ?? []).map((arg) => {
    lowering.loop = perElement && isFunction(arg) ? 'each' : outerLoop;
    return lowerExpression(lowering, arg);
  });
  [lowering.within, lowering.loop] = [outerWithin, outerLoop];
  lowerSideEffects(lowering, callee, args);
  const typeArgs = (node.typeArguments ?? []).map((type) => lowering.typeRef(type)).filter((type) => type !== null);
  return record(lowering, node, index, { callee, args, typeArgs });
}

function isFunction(node: ts.Expression): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

// `require('x')` and `import('x')`.
function moduleSource(node: ts.CallExpression): string | undefined {
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const [arg] = node.arguments;
  return (isRequire || isImport) && arg && ts.isStringLiteralLike(arg) ? arg.text : undefined;
}

// The site of a call in a chain is where its own name stands, so that `app.route('/x').get(…)` points at `get`.
function record(
  lowering: Lowering,
  node: ts.Expression,
  index: number,
  of: { readonly callee: Expr; readonly args: readonly Expr[]; readonly typeArgs: readonly TypeRef[] },
): Expr {
  const target = (node as ts.CallExpression).expression;
  const chained =
    target !== undefined && ts.isPropertyAccessExpression(target) && ts.isCallExpression(target.expression);
  const start = chained ? lowering.at(target.name) : lowering.at(node);
  const end = lowering.position(node.getEnd());
  lowering.calls[index] = lowering.surround({
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    callee: of.callee,
    args: of.args,
    isNew: ts.isNewExpression(node),
    fn: lowering.fn,
    loop: lowering.loop,
    within: lowering.within,
    typeArgs: of.typeArgs,
  });
  return { k: 'call', c: index };
}

/** A tagged template (sql`…`, gql`…`) is a call whose first argument is its text. */
export function lowerTagged(lowering: Lowering, node: ts.TaggedTemplateExpression): Expr {
  const callee = lowerExpression(lowering, node.tag);
  const template = lowerExpression(lowering, node.template);
  return record(lowering, node, lowering.calls.length, { callee, args: [template], typeArgs: [] });
}

/** `for (const name in object)` goes over `Object.keys(object)`. */
export function keysOf(lowering: Lowering, node: ts.Expression, object: Expr): Expr {
  const at = lowering.at(node);
  const callee: Expr = { k: 'get', o: { k: 'global', n: 'Object', at }, n: 'keys', at };
  return record(lowering, node, lowering.calls.length, { callee, args: [object], typeArgs: [] });
}
