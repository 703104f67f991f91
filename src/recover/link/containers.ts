import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Given } from './given.ts';
import type { Program } from './program.ts';
import { joinTexts } from './texts.ts';
import type { Closure, Lib, Value } from './values.ts';

/**
 * What an awilix container holds: `asValue`, `asFunction`, `asClass` give what they wrap, `resolve('x')`, `cradle.x` and the
 * first parameter of a factory give what is registered under the name. Undefined for anything else.
 */
export function containerCall(
  evaluator: Evaluator,
  lib: Lib,
  args: readonly Closure[],
  file: string,
): Value[] | undefined {
  if (lib.pkg !== 'awilix') return undefined;
  const [first] = args;
  if (!first) return undefined;
  switch (lib.path) {
    case 'asValue':
      return evaluator.of(first);
    case 'asFunction':
      return evaluator.of(first).flatMap((value) => invoked(evaluator, value, file));
    case 'asClass':
      return evaluator.of(first).flatMap((value) => instance(value, file));
    default:
      return lib.path.endsWith('.resolve')
        ? joinTexts(evaluator.of(first)).flatMap((name) => registered(evaluator, name, file))
        : undefined;
  }
}

/** A member of an awilix cradle, or of the cradle that a factory is given. */
export function cradleMember(evaluator: Evaluator, lib: Lib, name: string, file: string): Value[] | undefined {
  if (lib.pkg !== 'awilix' || !/(?:\.cradle|^as(?:Function|Class)\(cb0\.0\))$/.test(lib.path)) return undefined;
  return registered(evaluator, name, file);
}

// A class and a factory are given the cradle.
function instance(value: Value, file: string): Value[] {
  if (value.t !== 'class') return [];
  return [{ t: 'inst', file: value.file, c: value.c, ctor: [cradle(file)], site: `awilix ${value.file}#${value.c}` }];
}

function invoked(evaluator: Evaluator, value: Value, file: string): Value[] {
  return value.t === 'fn' ? evaluator.invoke(value, [cradle(file)], 1) : [];
}

const cradles = new Map<string, Closure>();

// The same each time, so that what is known of a call with it is remembered.
function cradle(file: string): Closure {
  let found = cradles.get(file);
  if (!found) {
    const lib: Lib = { pkg: 'awilix', path: 'createContainer().cradle', base: undefined, args: [], site: undefined };
    found = { file, expr: { k: 'dyn' }, frame: undefined, values: [{ t: 'lib', lib }] };
    cradles.set(file, found);
  }
  return found;
}

/** What awilix gives to the constructors of the classes that it is to make: the cradle, or what is registered by the parameter's name. */
export function givenByContainers(evaluator: Evaluator, given: Given): void {
  for (const [file, facts] of evaluator.program.files) {
    if (!facts.imports.includes('awilix')) continue;
    for (const call of facts.calls) {
      const [first] = call.args;
      if (!first || call.callee.k === 'super') continue;
      const made = evaluator.eval(file, call.callee, undefined);
      if (!made.some((value) => value.t === 'lib' && value.lib.pkg === 'awilix' && value.lib.path === 'asClass'))
        continue;
      for (const value of evaluator.eval(file, first, undefined)) giveTo(evaluator, given, value, file);
    }
  }
}

function giveTo(evaluator: Evaluator, given: Given, value: Value, file: string): void {
  const ctor = value.t === 'class' ? (evaluator.program.cls(value.file, value.c)?.ctor ?? -1) : -1;
  if (value.t !== 'class' || ctor < 0) return;
  (evaluator.program.fn(value.file, ctor)?.params ?? []).forEach((param, i) => {
    const named = param.name === '' ? [] : registered(evaluator, param.name, file);
    for (const one of named.length > 0 ? named : i === 0 ? (cradle(file).values ?? []) : [])
      given.parameter(value.file, ctor, i, one);
  });
}

interface Registration extends Closure {
  readonly wrapped: 'value' | 'function' | 'class' | 'resolver';
}

const registrations = new WeakMap<Program, Map<string, Registration[]>>();

// Services of one repository may each have a container with the same names: the nearest registrations count.
function registered(evaluator: Evaluator, name: string, file: string): Value[] {
  let known = registrations.get(evaluator.program);
  if (!known) {
    known = collect(evaluator.program);
    registrations.set(evaluator.program, known);
  }
  const all = known.get(name) ?? [];
  const nearest = Math.max(0, ...all.map((item) => shared(item.file, file)));
  return all.filter((item) => shared(item.file, file) === nearest).flatMap((item) => unwrap(evaluator, item));
}

function unwrap(evaluator: Evaluator, item: Registration): Value[] {
  const values = evaluator.of(item);
  if (item.wrapped === 'class') return values.flatMap((value) => instance(value, item.file));
  if (item.wrapped === 'function') return values.flatMap((value) => invoked(evaluator, value, item.file));
  // `asClass(X).singleton()` is what `asClass(X)` is.
  return values.flatMap((value) =>
    value.t === 'lib' && value.lib.pkg === 'awilix' && value.lib.base
      ? (containerCall(evaluator, value.lib.base, value.lib.args, item.file) ?? [])
      : [value],
  );
}

const REGISTER: Readonly<Record<string, Registration['wrapped']>> = {
  register: 'resolver',
  registerValue: 'value',
  registerFunction: 'function',
  registerClass: 'class',
};

function collect(program: Program): Map<string, Registration[]> {
  const found = new Map<string, Registration[]>();
  const add = (name: string, file: string, expr: Expr, wrapped: Registration['wrapped']): void => {
    const item = { file, expr, frame: undefined, wrapped };
    const known = found.get(name);
    if (known) known.push(item);
    else found.set(name, [item]);
  };
  const usesAwilix = [...program.files.values()].some((facts) => facts.imports.includes('awilix'));
  if (!usesAwilix) return found;
  for (const [file, facts] of program.files) {
    for (const call of facts.calls) {
      const wrapped = call.callee.k === 'get' ? REGISTER[call.callee.n] : undefined;
      if (wrapped) registrationsOf(call, (name, expr) => add(name, file, expr, wrapped));
    }
  }
  return found;
}

function registrationsOf(call: CallFact, add: (name: string, expr: Expr) => void): void {
  const [first, second] = call.args;
  if (first?.k === 'str' && second) add(first.v, second);
  else if (first?.k === 'obj')
    for (const prop of first.props) if (typeof prop.key === 'string') add(prop.key, prop.value);
}

function shared(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let n = 0;
  while (n < left.length && left[n] === right[n]) n += 1;
  return n;
}
