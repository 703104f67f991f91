import { ts } from 'ts-morph';
import type { Expr, FunctionFact, Param } from './file-facts.ts';
import { lowerDecorators } from './lower-class.ts';
import { lowerExpression } from './lower-expression.ts';
import { lowerPattern } from './lower-patterns.ts';
import { lowerStatements } from './lower-statements.ts';
import type { Lowering } from './lowering.ts';

/** Lowers a function with its own scope; gives the expression that stands for it. */
export function lowerFunction(lowering: Lowering, node: ts.FunctionLikeDeclaration, name: string): Expr {
  const f = lowering.functions.length;
  const isArrow = ts.isArrowFunction(node);
  const fact: FunctionFact = {
    ...lowering.at(node),
    name,
    params: [],
    returns: [],
    parent: lowering.fn,
    cls: lowering.cls,
    returnType: lowering.typeRef(node.type),
    owner: null,
  };
  lowering.functions.push(fact);
  const { fn, cls, within, loop, latest, when } = lowering;
  const outer = { fn, cls, within, loop, latest, when };
  // A function runs at another time: what names have then is anything that they are ever given.
  lowering.latest = new Map();
  lowering.within = -1;
  // The body of a callback to `map` runs per element; any other function starts afresh.
  if (outer.loop !== 'each' || !(isArrow || ts.isFunctionExpression(node))) lowering.loop = '';
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node))
    lowering.cls = ts.isFunctionExpression(node) || outer.fn >= 0 ? outer.cls : -1;
  lowering.inScope(true, () => {
    node.parameters.forEach((parameter, i) => fact.params.push(lowerParameter(lowering, parameter, f, i)));
    lowering.fn = f;
    lowerBody(lowering, node.body, fact);
  });
  Object.assign(lowering, outer);
  return { k: 'fn', f };
}

function lowerBody(lowering: Lowering, body: ts.ConciseBody | undefined, fact: FunctionFact): void {
  if (!body) return;
  if (ts.isBlock(body)) return lowerStatements(lowering, body.statements, true);
  fact.returns.push(lowerExpression(lowering, body));
}

function lowerParameter(lowering: Lowering, node: ts.ParameterDeclaration, f: number, i: number): Param {
  const type = lowering.typeRef(node.type);
  const decorators = lowerDecorators(lowering, node);
  const base: Expr = node.dotDotDotToken ? { k: 'rest', f, i } : { k: 'param', f, i };
  const value: Expr = node.initializer
    ? { k: 'any', op: '??', of: [base, lowerExpression(lowering, node.initializer)] }
    : base;
  lowering.fn = f;
  lowerPattern(lowering, node.name, value);
  return { name: ts.isIdentifier(node.name) ? node.name.text : '', type, decorators };
}
