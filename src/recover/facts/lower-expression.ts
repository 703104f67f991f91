import { ts } from 'ts-morph';
import type { CallFact, Expr, Prop, TypeRef } from './file-facts.ts';
import { lowerAssignment } from './lower-assignment.ts';
import { lowerClass } from './lower-class.ts';
import { lowerFunction } from './lower-function.ts';
import { lowerStatements } from './lower-statements.ts';
import { notePathTest } from './lower-path-tests.ts';
import { DYN, type Lowering } from './lowering.ts';
import { testCondition } from './test-conditions.ts';

/** Lowers an expression, recording the calls and functions in it. `name` is what the value will be called, for functions. */
export function lowerExpression(lowering: Lowering, node: ts.Expression, name = ''): Expr {
  if (ts.isStringLiteralLike(node)) return { k: 'str', v: node.text, at: lowering.at(node) };
  if (ts.isIdentifier(node)) return lowering.identifier(node);
  if (ts.isPropertyAccessExpression(node)) return lowerAccess(lowering, node);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return lowerCall(lowering, node);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
    return lowerFunction(lowering, node, node.name?.text ?? name);
  if (ts.isObjectLiteralExpression(node)) return lowerObject(lowering, node);
  if (ts.isArrayLiteralExpression(node))
    return { k: 'arr', items: node.elements.map((item) => lowerExpression(lowering, item)), at: lowering.at(node) };
  if (ts.isTemplateExpression(node)) return lowerTemplate(lowering, node);
  if (ts.isNumericLiteral(node)) return { k: 'num', v: Number(node.text), at: lowering.at(node) };
  if (ts.isBinaryExpression(node)) return lowerBinary(lowering, node);
  if (ts.isConditionalExpression(node)) {
    lowerExpression(lowering, node.condition);
    const [whenTrue, whenFalse] = [lowerExpression(lowering, node.whenTrue), lowerExpression(lowering, node.whenFalse)];
    // What happens under test is not what happens in production.
    const test = testCondition(node.condition);
    if (test !== undefined) return test ? whenFalse : whenTrue;
    return {
      k: 'any',
      op: '?:',
      of: [whenTrue, whenFalse],
    };
  }
  return lowerRest(lowering, node, name);
}

function lowerRest(lowering: Lowering, node: ts.Expression, name: string): Expr {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isAwaitExpression(node)
  ) {
    return lowerExpression(lowering, node.expression, name);
  }
  if (ts.isYieldExpression(node)) return lowerYield(lowering, node);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return { k: 'this', c: lowering.cls, f: lowering.fn };
  if (node.kind === ts.SyntaxKind.ImportKeyword) return { k: 'global', n: 'import', at: lowering.at(node) };
  if (node.kind === ts.SyntaxKind.SuperKeyword) return { k: 'super', c: lowering.cls };
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return { k: 'bool', v: node.kind === ts.SyntaxKind.TrueKeyword };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { k: 'nil' };
  if (ts.isElementAccessExpression(node)) return lowerElementAccess(lowering, node);
  if (ts.isSpreadElement(node)) return { k: 'spread', e: lowerExpression(lowering, node.expression) };
  if (ts.isClassExpression(node)) return lowerClass(lowering, node);
  if (ts.isPrefixUnaryExpression(node)) return lowerUnary(lowering, node);
  if (ts.isTaggedTemplateExpression(node)) return lowerTagged(lowering, node);
  // What is left (yield, void, typeof, JSX, …) has no value for us, but calls inside it count.
  ts.forEachChild(node, (child) => lowerChild(lowering, child));
  return ts.isVoidExpression(node) ? { k: 'nil' } : DYN;
}

function lowerChild(lowering: Lowering, node: ts.Node): void {
  if (ts.isStatement(node)) lowerStatements(lowering, [node]);
  else if (ts.isExpression(node)) lowerExpression(lowering, node);
  else ts.forEachChild(node, (child) => lowerChild(lowering, child));
}

function lowerUnary(lowering: Lowering, node: ts.PrefixUnaryExpression): Expr {
  const operand = lowerExpression(lowering, node.operand);
  if (node.operator === ts.SyntaxKind.MinusToken && operand.k === 'num') return { ...operand, v: -operand.v };
  return node.operator === ts.SyntaxKind.PlusToken ? operand : DYN;
}

function lowerAccess(lowering: Lowering, node: ts.PropertyAccessExpression): Expr {
  return { k: 'get', o: lowerExpression(lowering, node.expression), n: node.name.text, at: lowering.at(node.name) };
}

function lowerElementAccess(lowering: Lowering, node: ts.ElementAccessExpression): Expr {
  const object = lowerExpression(lowering, node.expression);
  const at = lowering.at(node.argumentExpression);
  if (ts.isStringLiteralLike(node.argumentExpression))
    return { k: 'get', o: object, n: node.argumentExpression.text, at };
  return { k: 'at', o: object, i: lowerExpression(lowering, node.argumentExpression), at };
}

function lowerTemplate(lowering: Lowering, node: ts.TemplateExpression): Expr {
  const at = lowering.at(node);
  const parts: Expr[] = node.head.text ? [{ k: 'str', v: node.head.text, at }] : [];
  for (const span of node.templateSpans) {
    parts.push(lowerExpression(lowering, span.expression));
    if (span.literal.text) parts.push({ k: 'str', v: span.literal.text, at: lowering.at(span.literal) });
  }
  return { k: 'cat', parts, at };
}

// A tagged template (sql`…`, gql`…`) is a call whose first argument is its text.
function lowerTagged(lowering: Lowering, node: ts.TaggedTemplateExpression): Expr {
  const callee = lowerExpression(lowering, node.tag);
  const template = lowerExpression(lowering, node.template);
  return record(lowering, node, callee, [template], [], lowering.calls.length, true);
}

function lowerBinary(lowering: Lowering, node: ts.BinaryExpression): Expr {
  const kind = node.operatorToken.kind;
  if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment)
    return lowerAssignment(lowering, node);
  const l = lowerExpression(lowering, node.left);
  const r = lowerExpression(lowering, node.right);
  if (kind === ts.SyntaxKind.QuestionQuestionToken) return { k: 'any', op: '??', of: [l, r] };
  if (kind === ts.SyntaxKind.BarBarToken) return { k: 'any', op: '||', of: [l, r] };
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return { k: 'any', op: '&&', of: [r] };
  if (kind === ts.SyntaxKind.CommaToken) return r;
  if (kind === ts.SyntaxKind.PlusToken && !(l.k === 'num' && r.k === 'num'))
    return { k: 'cat', parts: [l, r], at: lowering.at(node) };
  notePathTest(lowering, node, l, r);
  const op = ts.tokenToString(kind) ?? '';
  return /^[-+*/%]$|^\*\*$/.test(op) ? { k: 'bin', op, l, r } : DYN;
}

function lowerObject(lowering: Lowering, node: ts.ObjectLiteralExpression): Expr {
  const props: Prop[] = [];
  const value: Expr = { k: 'obj', props, at: lowering.at(node) };
  for (const prop of node.properties) {
    const at = lowering.at(prop);
    if (ts.isSpreadAssignment(prop)) props.push({ key: null, value: lowerExpression(lowering, prop.expression), at });
    else if (ts.isShorthandPropertyAssignment(prop))
      props.push({ key: prop.name.text, value: lowering.identifier(prop.name), at });
    else {
      const key = propName(lowering, prop.name);
      const label = typeof key === 'string' ? key : '';
      const item = ts.isPropertyAssignment(prop)
        ? lowerExpression(lowering, prop.initializer, label)
        : lowerFunction(lowering, prop, label);
      if (item.k === 'fn') {
        const fn = lowering.functions[item.f];
        if (fn) fn.owner = value;
      }
      // A getter stands for what it returns.
      if (ts.isGetAccessorDeclaration(prop))
        props.push({ key, value: item.k === 'fn' ? returned(lowering, item.f) : item, at });
      else if (!ts.isSetAccessorDeclaration(prop)) props.push({ key, value: item, at });
    }
  }
  return value;
}

function returned(lowering: Lowering, f: number): Expr {
  return { k: 'any', op: '?:', of: lowering.functions[f]?.returns ?? [] };
}

function propName(lowering: Lowering, name: ts.PropertyName): string | Expr {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name))
    return name.text;
  return ts.isComputedPropertyName(name) ? lowerExpression(lowering, name.expression) : DYN;
}

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

function lowerCall(lowering: Lowering, node: ts.CallExpression | ts.NewExpression): Expr {
  if (ts.isCallExpression(node)) {
    const source = moduleSource(node);
    if (source !== undefined && !(ts.isIdentifier(node.expression) && lowering.lookup('require') !== undefined)) {
      lowering.importing(source, node, false);
      return { k: 'mod', s: source };
    }
  }
  const callee = lowerExpression(lowering, node.expression);
  const index = lowering.calls.length;
  record(lowering, node, callee, [], [], index, false);
  const [outerWithin, outerLoop] = [lowering.within, lowering.loop];
  lowering.within = index;
  const perElement = callee.k === 'get' && PER_ELEMENT.has(callee.n);
  const args = (node.arguments ?? []).map((arg) => {
    lowering.loop = perElement && isFunction(arg) ? 'each' : outerLoop;
    return lowerExpression(lowering, arg);
  });
  [lowering.within, lowering.loop] = [outerWithin, outerLoop];
  const typeArgs = (node.typeArguments ?? []).map((type) => lowering.typeRef(type)).filter((type) => type !== null);
  return record(lowering, node, callee, args, typeArgs, index, true);
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
  callee: Expr,
  args: readonly Expr[],
  typeArgs: readonly TypeRef[],
  index: number,
  final: boolean,
): Expr {
  const target = (node as ts.CallExpression).expression;
  const chained =
    target !== undefined && ts.isPropertyAccessExpression(target) && ts.isCallExpression(target.expression);
  const start = chained ? lowering.at(target.name) : lowering.at(node);
  const end = lowering.position(node.getEnd());
  const fact: CallFact = {
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    callee,
    args,
    isNew: ts.isNewExpression(node),
    fn: lowering.fn,
    loop: lowering.loop,
    within: lowering.within,
    typeArgs,
    ...(lowering.when.length > 0 && { when: lowering.when }),
  };
  if (final || lowering.calls.length === index) lowering.calls[index] = fact;
  return { k: 'call', c: index };
}

// What a generator yields are elements of what calling it gives.
function lowerYield(lowering: Lowering, node: ts.YieldExpression): Expr {
  const value: Expr = node.expression ? lowerExpression(lowering, node.expression) : { k: 'nil' };
  const item: Expr = node.asteriskToken ? { k: 'spread', e: value } : value;
  lowering.functions[lowering.fn]?.returns.push({ k: 'arr', items: [item], at: lowering.at(node) });
  return value;
}
