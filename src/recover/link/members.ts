import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { libraryMember } from './library-values.ts';
import { joinTexts } from './texts.ts';
import { UNKNOWN, type Closure, type Frame, type Value } from './values.ts';

/** A property of an object literal: its own, else from what is spread into it; the last one wins. */
export function memberOfObject(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>, name: string): Value[] {
  const fromSpreads: Value[] = [];
  for (const prop of [...value.expr.props].reverse()) {
    if (prop.key === null) {
      const found = evaluator.spreadMember(value, prop.value, name, evaluator.evidence(value.file, prop.at));
      if (found.some((item) => item.t !== 'unknown' && item.t !== 'nil')) return [...found, ...fromSpreads];
      fromSpreads.push(...found);
    } else if (matches(evaluator, value, prop.key, name)) {
      return [...property(evaluator, value, prop.value), ...fromSpreads];
    }
  }
  return fromSpreads;
}

// A method of an object literal is called with that object as `this`.
function property(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>, expr: Expr): Value[] {
  const values = evaluator.eval(value.file, expr, value.frame);
  // A property that is there but cannot be evaluated is not an absent one.
  if (values.length === 0) return [UNKNOWN];
  return values.map((item) => (item.t === 'fn' && expr.k === 'fn' && !item.self ? { ...item, self: value } : item));
}

function matches(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>, key: string | Expr, name: string): boolean {
  if (typeof key === 'string') return key === name;
  return joinTexts(evaluator.eval(value.file, key, value.frame)).includes(name);
}

/**
 * A member of an instance: a method bound to `self`, a getter's result, or a field as the constructor leaves it;
 * looked for in the class, then in what it extends.
 */
export function memberOfInstance(
  evaluator: Evaluator,
  inst: Extract<Value, { t: 'inst' }>,
  name: string,
  self: Value,
): Value[] {
  const cls = evaluator.program.cls(inst.file, inst.c);
  if (!cls) return [];
  if (name === 'constructor') return [{ t: 'class', file: inst.file, c: inst.c, frame: undefined }];
  const method = cls.methods.find(
    (candidate) => candidate.name === name && !candidate.isStatic && candidate.kind !== 'set',
  );
  if (method) {
    const fn = { t: 'fn', file: inst.file, f: method.fn, self, frame: undefined } as const;
    return method.kind === 'get' ? evaluator.invoke(fn, [], 1) : [fn];
  }
  const frame: Frame | undefined =
    cls.ctor >= 0 && inst.ctor
      ? { file: inst.file, f: cls.ctor, args: inst.ctor, self, outer: undefined, depth: 1 }
      : selfFrame(inst, self);
  const fields = cls.fields.filter((field) => field.name === name && !field.isStatic);
  const values = fields.flatMap((field) => (field.value ? evaluator.eval(inst.file, field.value, frame) : []));
  const useful = values.filter((value) => value.t !== 'nil' && value.t !== 'unknown');
  if (useful.length > 0) return useful;
  const typed = fields.flatMap(
    (field) =>
      evaluator.providers?.injectedField(evaluator, inst.file, field) ?? evaluator.typed(inst.file, field.type),
  );
  if (typed.length > 0) return typed;
  return fields.length > 0 ? values : inherited(evaluator, inst, cls.ext, name, self, frame);
}

// Without known constructor arguments, `this` still has to be the instance when a field's value mentions it.
function selfFrame(inst: Extract<Value, { t: 'inst' }>, self: Value): Frame | undefined {
  return inst.site === 'open' ? undefined : { file: inst.file, f: -2, args: [], self, outer: undefined, depth: 1 };
}

function inherited(
  evaluator: Evaluator,
  inst: Extract<Value, { t: 'inst' }>,
  ext: Expr | null,
  name: string,
  self: Value,
  frame: Frame | undefined,
): Value[] {
  if (!ext) return [];
  return evaluator.eval(inst.file, ext, undefined).flatMap((base): Value[] => {
    if (base.t === 'lib')
      return [
        libraryMember(
          { ...base.lib, path: `${base.lib.path}!`, args: superArguments(evaluator, inst, frame) ?? [] },
          name,
        ),
      ];
    if (base.t !== 'class' || (base.file === inst.file && base.c === inst.c)) return [];
    const ctor = hasConstructor(evaluator, inst) ? superArguments(evaluator, inst, frame) : inst.ctor;
    return memberOfInstance(evaluator, { t: 'inst', file: base.file, c: base.c, ctor, site: inst.site }, name, self);
  });
}

function hasConstructor(evaluator: Evaluator, inst: Extract<Value, { t: 'inst' }>): boolean {
  return (evaluator.program.cls(inst.file, inst.c)?.ctor ?? -1) >= 0;
}

function superArguments(
  evaluator: Evaluator,
  inst: Extract<Value, { t: 'inst' }>,
  frame: Frame | undefined,
): readonly Closure[] | undefined {
  const call = evaluator.program
    .facts(inst.file)
    .calls.find((candidate) => candidate.callee.k === 'super' && candidate.callee.c === inst.c);
  return call?.args.map((expr) => ({ file: inst.file, expr, frame }));
}

/** A static field or method of a class, also of the classes it extends. */
export function staticMember(evaluator: Evaluator, value: Extract<Value, { t: 'class' }>, name: string): Value[] {
  const cls = evaluator.program.cls(value.file, value.c);
  if (!cls) return [];
  const method = cls.methods.find((candidate) => candidate.name === name && candidate.isStatic);
  if (method) return [{ t: 'fn', file: value.file, f: method.fn, self: value, frame: value.frame }];
  const fields = cls.fields.filter((field) => field.name === name && field.isStatic);
  if (fields.length > 0)
    return fields.flatMap((field) => (field.value ? evaluator.eval(value.file, field.value, value.frame) : []));
  if (!cls.ext) return [];
  return evaluator.eval(value.file, cls.ext, undefined).flatMap((base) => {
    if (base.t === 'class') return staticMember(evaluator, base, name);
    return base.t === 'lib' ? [libraryMember(base.lib, name)] : [];
  });
}
