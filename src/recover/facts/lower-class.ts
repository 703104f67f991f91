import { ts } from '#typescript';
import type { ClassFact, Expr, FieldFact, TypeRef } from './file-facts.ts';
import { lowerExpression } from './lower-expression.ts';
import { defaulted, lowerFunction } from './lower-function.ts';
import { lowerPushed } from './lower-side-effects.ts';
import { lowerStatements } from './lower-statements.ts';
import type { Lowering } from './lowering.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Lowers a class: its fields (also parameter properties and `this.x = …`), methods, constructor and decorators. */
export function lowerClass(lowering: Lowering, node: ts.ClassLikeDeclaration): Expr {
  const index = lowering.classes.length;
  const fact: Mutable<ClassFact> = {
    ...lowering.at(node.name ?? node),
    name: node.name?.text ?? '',
    ext: null,
    implements: [],
    fields: [],
    methods: [],
    ctor: -1,
    decorators: [],
  };
  lowering.classes.push(fact);
  heritage(lowering, node, fact);
  fact.decorators = lowerDecorators(lowering, node);
  const outer = lowering.cls;
  lowering.cls = index;
  lowering.inScope(false, () => {
    if (node.name && ts.isClassExpression(node))
      lowering.give(lowering.declare(node.name.text), { k: 'class', c: index });
    for (const member of node.members) lowerMember(lowering, fact, member);
  });
  lowering.cls = outer;
  passThroughSetters(lowering, fact);
  lowerPushed(lowering, index);
  return { k: 'class', c: index };
}

// `this.queue = …` of a class that has `set queue(it) { this._queue = it; }` gives that to `_queue`.
function passThroughSetters(lowering: Lowering, { fields, methods }: ClassFact): void {
  const written = [...fields];
  for (const { name, fn, kind } of methods) {
    if (kind !== 'set') continue;
    const given = written.filter((field) => field.name === name && field.value !== null);
    for (const { value, ...kept } of written) {
      const only = value?.k === 'id' ? lowering.bindings[value.b]?.values[0] : value;
      if (only?.k === 'param' && only.f === fn) fields.push(...given.map((field) => ({ ...kept, value: field.value })));
    }
  }
}

/** Indexes of the decorator calls of a node; a decorator without parentheses becomes a call without arguments. */
export function lowerDecorators(lowering: Lowering, node: ts.Node): number[] {
  if (!ts.canHaveDecorators(node)) return [];
  return (ts.getDecorators(node) ?? []).map((decorator) => {
    const before = lowering.calls.length;
    const value = lowerExpression(lowering, decorator.expression);
    if (value.k === 'call') return value.c;
    const { line, column } = lowering.at(decorator);
    lowering.calls.push({
      line,
      column,
      endLine: line,
      endColumn: column + 1,
      callee: value,
      args: [],
      isNew: false,
      fn: lowering.fn,
      loop: '',
      within: -1,
      typeArgs: [],
    });
    return Math.max(before, lowering.calls.length - 1);
  });
}

function heritage(lowering: Lowering, node: ts.ClassLikeDeclaration, fact: Mutable<ClassFact>): void {
  for (const clause of node.heritageClauses ?? []) {
    if (clause.token === ts.SyntaxKind.ExtendsKeyword) {
      const [base] = clause.types;
      if (!base) continue;
      fact.ext = lowerExpression(lowering, base.expression);
      const types = (base.typeArguments ?? []).map((type) => lowering.typeRef(type)).filter((type) => type !== null);
      if (types.length > 0) fact.extTypes = types;
    } else fact.implements = clause.types.map((type) => lowerExpression(lowering, type.expression));
  }
}

function lowerMember(lowering: Lowering, fact: Mutable<ClassFact>, member: ts.ClassElement): void {
  if (ts.isClassStaticBlockDeclaration(member))
    return lowering.inScope(true, () => lowerStatements(lowering, member.body.statements, true));
  const decorators = lowerDecorators(lowering, member);
  const name = member.name ? memberName(lowering, member.name) : '';
  const isStatic =
    ts.canHaveModifiers(member) &&
    (ts.getModifiers(member)?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false);
  if (ts.isConstructorDeclaration(member)) {
    if (!member.body) return;
    const value = lowerFunction(lowering, member, 'constructor');
    if (value.k !== 'fn') return;
    fact.ctor = value.f;
    member.parameters.forEach((parameter, i) =>
      parameterProperty(lowering, fact, parameter, defaulted(parameter) ?? { k: 'param', f: value.f, i }),
    );
  } else if (
    ts.isMethodDeclaration(member) ||
    ts.isGetAccessorDeclaration(member) ||
    ts.isSetAccessorDeclaration(member)
  ) {
    if (!member.body) return;
    const value = lowerFunction(lowering, member, name);
    const kind = ts.isMethodDeclaration(member) ? 'method' : ts.isGetAccessorDeclaration(member) ? 'get' : 'set';
    if (value.k === 'fn') fact.methods.push({ name, fn: value.f, decorators, isStatic, kind });
  } else if (ts.isPropertyDeclaration(member)) {
    const type = lowering.typeRef(member.type);
    const value = member.initializer ? lowerExpression(lowering, member.initializer, name) : null;
    fact.fields.push({ name, value, type, decorators, isStatic });
  }
}

function parameterProperty(
  lowering: Lowering,
  fact: Mutable<ClassFact>,
  parameter: ts.ParameterDeclaration,
  value: Expr,
): void {
  if (!ts.getModifiers(parameter)?.length || !ts.isIdentifier(parameter.name)) return;
  const type: TypeRef | null = lowering.typeRef(parameter.type);
  const field: FieldFact = { name: parameter.name.text, value, type, decorators: [], isStatic: false };
  fact.fields.push(field);
}

function memberName(lowering: Lowering, name: ts.PropertyName): string {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteral(name)) return name.text;
  return name.getText(lowering.source);
}
