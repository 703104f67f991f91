import type { CallFact, Expr, Prop } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { produced } from './produced.ts';
import { joinTexts } from './texts.ts';
import { keyOf, type Closure, type Value } from './values.ts';

/** Tokens that calls of a framework register, and what is injected for them. */
export interface TokenSource {
  registered(
    evaluator: Evaluator,
    file: string,
    call: CallFact,
  ): readonly { readonly token: readonly Value[]; readonly options: Closure }[];
  value(evaluator: Evaluator, options: Closure): Value[];
}

/** A configuration factory, and the name in front of its keys. */
export interface Factory {
  readonly namespace: string;
  readonly closure: Closure;
}

/** What is registered for a token, with the tokens whose values a factory is given. */
export interface Registered extends Closure {
  readonly inject?: readonly Expr[];
}

/** A class by where it stands. */
export interface ClassRef {
  readonly file: string;
  readonly c: number;
}

/** What a registration of tsyringe gives: `register(token, { useClass: X })`. */
export function fromRegistration(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>): Value[] {
  const at = evaluator.evidence(value.file, value.expr.at);
  const constant = evaluator.member([value], 'useValue', at);
  if (constant.length > 0) return constant;
  const made = evaluator.member([value], 'useFactory', at).filter((item) => item.t === 'fn');
  if (made.length > 0) return made.flatMap((fn) => produced(evaluator, fn));
  const given = ['useClass', 'useToken'].flatMap((name) => evaluator.member([value], name, at));
  if (given.length === 0) return [value];
  return given.flatMap((cls): Value[] =>
    cls.t === 'class' ? [{ t: 'inst', file: cls.file, c: cls.c, ctor: undefined, site: 'open' }] : [],
  );
}

/** What `@Inject(payment.KEY)` of `const payment = registerAs('payment', factory)` injects: what the factory gives. */
export function namespaced(evaluator: Evaluator, file: string, object: Expr): Value[] {
  return evaluator.eval(file, object, undefined).flatMap((value) => {
    const factory = value.t === 'lib' && value.lib.path === 'registerAs()' ? value.lib.args[1] : undefined;
    return (factory ? evaluator.of(factory) : []).flatMap((fn) => (fn.t === 'fn' ? produced(evaluator, fn) : []));
  });
}

/** What `inject: [database.KEY]` beside a factory hands to it, by position; empty where a type says enough. */
export function injectedBeside(evaluator: Evaluator, options: readonly Value[]): readonly (readonly Value[])[] {
  for (const value of options) {
    const list = value.t === 'obj' ? value.expr.props.find((prop) => prop.key === 'inject')?.value : undefined;
    if (value.t !== 'obj' || list?.k !== 'arr') continue;
    return list.items.map((item) =>
      item.k === 'get' && item.n === 'KEY' ? namespaced(evaluator, value.file, item.o) : [],
    );
  }
  return [];
}

/** Whether a decorator is `@Client({ transport, options })`, on a field. */
export function isClientDecorator(evaluator: Evaluator, file: string, c: number): boolean {
  const callee = evaluator.program.facts(file).calls[c]?.callee;
  return (callee ? evaluator.eval(file, callee, undefined) : []).some(
    (value) => value.t === 'lib' && value.lib.pkg === '@nestjs/microservices' && value.lib.path === 'Client',
  );
}

/** The keys of what can be a token: texts, classes, types, what a package gave. */
export function tokenKeys(values: readonly Value[]): string[] {
  const texts = joinTexts(values).map((token) => `s:${token}`);
  return [
    ...texts,
    ...values.flatMap((value) =>
      value.t === 'class' || value.t === 'type' || value.t === 'lib' ? [keyOf(value)] : [],
    ),
  ];
}

/** All object literals in an expression, through lists and properties. */
export function visitObjects(expr: Expr, visit: (props: readonly Prop[]) => void, depth = 0): void {
  if (depth > 6) return;
  if (expr.k === 'obj') {
    visit(expr.props);
    for (const prop of expr.props) visitObjects(prop.value, visit, depth + 1);
  } else if (expr.k === 'arr') for (const item of expr.items) visitObjects(item, visit, depth + 1);
}
