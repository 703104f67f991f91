import { ts } from '#typescript';
import { countedElement } from './counted-elements.ts';
import type { Expr, Prop } from './file-facts.ts';
import { byKind } from './by-kind.ts';
import { lowerAssignment } from './lower-assignment.ts';
import { lowerCall, lowerTagged } from './lower-call.ts';
import { lowerClass } from './lower-class.ts';
import { lowerFunction } from './lower-function.ts';
import { lowerStatements } from './lower-statements.ts';
import { notePathTest } from './lower-path-tests.ts';
import { DYN, type Lowering } from './lowering.ts';
import { testCondition } from './test-conditions.ts';

type Lower = (lowering: Lowering, node: never, name: string) => Expr;

/** Lowers an expression, recording the calls and functions in it. `name` is what the value will be called, for functions. */
export function lowerExpression(lowering: Lowering, node: ts.Expression, name = ''): Expr {
  // One look at the kind: to ask for each in turn costs more than the lowering itself.
  return (BY_KIND[node.kind] ?? lowerParts)(lowering, node as never, name);
}

const kinds = ts.SyntaxKind;

const BY_KIND = byKind<Lower>([
  [kinds.StringLiteral, lowerText],
  [kinds.NoSubstitutionTemplateLiteral, lowerText],
  [kinds.Identifier, (lowering, node: ts.Identifier) => lowering.identifier(node)],
  [kinds.PropertyAccessExpression, lowerAccess],
  [kinds.CallExpression, lowerCall],
  [kinds.NewExpression, lowerCall],
  [kinds.ArrowFunction, lowerNamedFunction],
  [kinds.FunctionExpression, lowerNamedFunction],
  [kinds.ObjectLiteralExpression, lowerObject],
  [kinds.ArrayLiteralExpression, lowerArray],
  [kinds.TemplateExpression, lowerTemplate],
  [kinds.NumericLiteral, lowerNumber],
  [kinds.RegularExpressionLiteral, lowerRegex],
  [kinds.BinaryExpression, lowerBinary],
  [kinds.ConditionalExpression, lowerConditional],
  [kinds.ParenthesizedExpression, lowerInner],
  [kinds.AsExpression, lowerInner],
  [kinds.NonNullExpression, lowerInner],
  [kinds.SatisfiesExpression, lowerInner],
  [kinds.TypeAssertionExpression, lowerInner],
  [kinds.AwaitExpression, lowerInner],
  [kinds.YieldExpression, lowerYield],
  [kinds.ThisKeyword, (lowering) => ({ k: 'this', c: lowering.cls, f: lowering.fn })],
  [kinds.ImportKeyword, (lowering, node: ts.Node) => ({ k: 'global', n: 'import', at: lowering.at(node) })],
  [kinds.SuperKeyword, (lowering) => ({ k: 'super', c: lowering.cls })],
  [kinds.TrueKeyword, () => ({ k: 'bool', v: true })],
  [kinds.FalseKeyword, () => ({ k: 'bool', v: false })],
  [kinds.NullKeyword, () => ({ k: 'nil' })],
  [kinds.ElementAccessExpression, lowerElementAccess],
  [
    kinds.SpreadElement,
    (lowering, node: ts.SpreadElement) => ({ k: 'spread', e: lowerExpression(lowering, node.expression) }),
  ],
  [kinds.ClassExpression, (lowering, node: ts.ClassExpression) => lowerClass(lowering, node)],
  [kinds.PrefixUnaryExpression, lowerUnary],
  [kinds.TaggedTemplateExpression, lowerTagged],
]);

function lowerText(lowering: Lowering, node: ts.StringLiteralLike): Expr {
  return { k: 'str', v: node.text, at: lowering.at(node) };
}

function lowerNumber(lowering: Lowering, node: ts.NumericLiteral): Expr {
  return { k: 'num', v: Number(node.text), at: lowering.at(node) };
}

const LONGEST_REGEX = 60;

// Names are made of others with short ones; what is longer checks what people typed.
function lowerRegex(lowering: Lowering, node: ts.RegularExpressionLiteral): Expr {
  const end = node.text.lastIndexOf('/');
  const source = node.text.slice(1, end);
  return source.length > LONGEST_REGEX
    ? DYN
    : { k: 'regex', source, flags: node.text.slice(end + 1), at: lowering.at(node) };
}

function lowerNamedFunction(lowering: Lowering, node: ts.ArrowFunction | ts.FunctionExpression, name: string): Expr {
  return lowerFunction(lowering, node, node.name?.text ?? name);
}

function lowerArray(lowering: Lowering, node: ts.ArrayLiteralExpression): Expr {
  return { k: 'arr', items: node.elements.map((item) => lowerExpression(lowering, item)), at: lowering.at(node) };
}

function lowerInner(lowering: Lowering, node: ts.Expression & { expression: ts.Expression }, name: string): Expr {
  return lowerExpression(lowering, node.expression, name);
}

function lowerConditional(lowering: Lowering, node: ts.ConditionalExpression): Expr {
  lowerExpression(lowering, node.condition);
  const branch = lowering.branch();
  const whenTrue = lowering.inArm(branch, 0, () => lowerExpression(lowering, node.whenTrue));
  const whenFalse = lowering.inArm(branch, 1, () => lowerExpression(lowering, node.whenFalse));
  // What happens under test is not what happens in production.
  const test = testCondition(node.condition);
  if (test !== undefined) return test ? whenFalse : whenTrue;
  return { k: 'any', op: '?:', of: [whenTrue, whenFalse] };
}

// What is left (void, typeof, JSX, …) has no value for us, but calls inside it count.
function lowerParts(lowering: Lowering, node: ts.Expression): Expr {
  ts.forEachChild(node, (child) => lowerChild(lowering, child));
  return ts.isVoidExpression(node) ? { k: 'nil' } : DYN;
}

function lowerChild(lowering: Lowering, node: ts.Node): void {
  // Names of tags and attributes, and what stands between tags.
  if (node.kind === kinds.Identifier || node.kind === kinds.JsxText) return;
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
  const i = lowerExpression(lowering, node.argumentExpression);
  return countedElement(lowering, node, object) ?? { k: 'at', o: object, i, at };
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

const ARITHMETIC: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [kinds.PlusToken, '+'],
  [kinds.MinusToken, '-'],
  [kinds.AsteriskToken, '*'],
  [kinds.AsteriskAsteriskToken, '**'],
  [kinds.SlashToken, '/'],
  [kinds.PercentToken, '%'],
]);

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
  const op = ARITHMETIC.get(kind);
  return op === undefined ? DYN : { k: 'bin', op, l, r };
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

// What a generator yields are elements of what calling it gives.
function lowerYield(lowering: Lowering, node: ts.YieldExpression): Expr {
  const value: Expr = node.expression ? lowerExpression(lowering, node.expression) : { k: 'nil' };
  const item: Expr = node.asteriskToken ? { k: 'spread', e: value } : value;
  lowering.functions[lowering.fn]?.returns.push({ k: 'arr', items: [item], at: lowering.at(node) });
  return value;
}
