import { ts } from '#typescript';
import type { Expr, FunctionFact, Param } from './file-facts.ts';
import { lowerDecorators } from './lower-class.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerPattern } from './lower-patterns.ts';
import { lowerStatements } from './lower-statements.ts';
import type { Lowering } from './lowering.ts';

const SIZES =
  /\b(?:limit|offset|paginat\w+|page_?size|per_?page|max_?(?:size|items|results)|concurrency|take|chunk\w*|batch_?size)\b|\.length\s*[<>]=?\s*(?!0\b)/i;

/** Lowers a function with its own scope; gives the expression that stands for it. */
export function lowerFunction(lowering: Lowering, node: ts.FunctionLikeDeclaration, name: string): Expr {
  const constructs = lowering.constructors.get(node) ?? -1;
  const f = lowerIn(lowering, node, name, constructs);
  const made = lowering.classes[constructs];
  if (!made) return { k: 'fn', f };
  made.ctor = f;
  return { k: 'class', c: constructs };
}

// The function's index; `constructs` is the class whose constructor it is, or -1.
function lowerIn(lowering: Lowering, node: ts.FunctionLikeDeclaration, name: string, constructs: number): number {
  const f = lowering.functions.length;
  const isArrow = ts.isArrowFunction(node);
  const fact: FunctionFact = {
    ...lowering.at(node),
    name,
    params: [],
    returns: [],
    parent: lowering.fn,
    cls: constructs >= 0 ? constructs : lowering.cls,
    returnType: lowering.typeRef(node.type),
    ...(isAsync(node) && { isAsync: true }),
    ...(node.body && SIZES.test(node.getText(lowering.source)) && { sizes: true }),
    owner: null,
  };
  lowering.functions.push(fact);
  const { fn, cls, within, loop, latest, when, arms, returned, caught, retry, loopNode, body, returnType } = lowering;
  lowering.caught = -1;
  lowering.retry = -1;
  lowering.loopNode = null;
  lowering.body = node.body ?? null;
  lowering.returnType = node.type?.getText(lowering.source) ?? null;
  // A function runs at another time: what names have then is anything that they are ever given.
  lowering.latest = new Map();
  lowering.within = -1;
  // The body of a callback to `map` runs per element; any other function starts afresh.
  if (loop !== 'each' || !(isArrow || ts.isFunctionExpression(node))) lowering.loop = '';
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node))
    lowering.cls = constructs >= 0 ? constructs : ts.isFunctionExpression(node) || fn >= 0 ? cls : -1;
  lowering.inScope(true, () => {
    node.parameters.forEach((parameter, i) => fact.params.push(lowerParameter(lowering, parameter, f, i)));
    lowering.fn = f;
    lowerBody(lowering, node.body, fact);
  });
  lowering.fn = fn;
  lowering.cls = cls;
  lowering.within = within;
  lowering.loop = loop;
  lowering.latest = latest;
  lowering.when = when;
  lowering.arms = arms;
  lowering.returned = returned;
  lowering.caught = caught;
  lowering.retry = retry;
  lowering.loopNode = loopNode;
  lowering.body = body;
  lowering.returnType = returnType;
  return f;
}

function lowerBody(lowering: Lowering, body: ts.ConciseBody | undefined, fact: FunctionFact): void {
  if (!body) return;
  const { sure } = lowering;
  lowering.sure = true;
  if (ts.isBlock(body)) lowerStatements(lowering, body.statements, true);
  else fact.returns.push(lowerExpression(lowering, body));
  lowering.sure = sure;
}

const DEFAULTED = new WeakMap<ts.ParameterDeclaration, Expr>();

/** What a lowered parameter is when it has a default: what it is given, else the default. */
export function defaulted(node: ts.ParameterDeclaration): Expr | undefined {
  return DEFAULTED.get(node);
}

function lowerParameter(lowering: Lowering, node: ts.ParameterDeclaration, f: number, i: number): Param {
  const type = lowering.typeRef(node.type);
  const decorators = lowerDecorators(lowering, node);
  const base: Expr = node.dotDotDotToken ? { k: 'rest', f, i } : { k: 'param', f, i };
  const value: Expr = node.initializer
    ? { k: 'any', op: '??', of: [base, lowerExpression(lowering, node.initializer)] }
    : base;
  if (node.initializer) DEFAULTED.set(node, value);
  lowering.fn = f;
  lowerPattern(lowering, node.name, value);
  return { name: ts.isIdentifier(node.name) ? node.name.text : '', type, decorators };
}

function isAsync(node: ts.FunctionLikeDeclaration): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  );
}
