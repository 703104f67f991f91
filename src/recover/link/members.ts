import type { Expr } from '../facts/file-facts.ts';
import { functionArguments } from './arguments.ts';
import type { Evaluator } from './evaluate.ts';
import { ownRouter } from './inherited-routers.ts';
import { libraryMember } from './library-values.ts';
import { joinTexts } from './texts.ts';
import { RECEIVER, UNKNOWN, isSymbolic, type Closure, type Frame, type Value } from './values.ts';

// A list knows whose it is: methods may have put something into it.
const NO_FUNCTION = { f: -2, args: [], outer: undefined, depth: 1 } as const;

const MOST_CONSTRUCTIONS = 8;
const MOST_SUBCLASSES = 60;
// A longer chain of classes is a circle.
const MOST_BASES = 30;

/** A property of an object literal: its own, else from what is spread into it; the last one wins. */
export function memberOfObject(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>, name: string): Value[] {
  const fromSpreads: Value[] = evaluator.assigned?.of(evaluator, value, name) ?? [];
  const { props } = value.expr;
  for (let index = props.length - 1; index >= 0; index--) {
    const prop = props[index];
    if (!prop) continue;
    if (prop.key === null) {
      const at = evaluator.evidence(value.file, prop.at);
      const found = evaluator.spread(prop.value, () =>
        evaluator.member(evaluator.eval(value.file, prop.value, value.frame), name, at),
      );
      if (found.some((item) => item.t !== 'unknown' && item.t !== 'nil' && !isSymbolic(item)))
        return [...found, ...fromSpreads];
      fromSpreads.push(...found);
    } else if (matches(evaluator, value, prop.key, name)) {
      const isGone = fromSpreads.length > 0 && evaluator.assigned?.isRewritten(value, name) === true;
      if (isGone) return fromSpreads;
      const own = property(evaluator, value, prop.value);
      return fromSpreads.length === 0 ? own : [...own, ...fromSpreads];
    }
  }
  if (fromSpreads.length === 0) return evaluator.assigned?.ofComputed(evaluator, value, name, undefined) ?? [];
  return fromSpreads;
}

// A method of an object literal is called with that object as `this`.
function property(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>, expr: Expr): Value[] {
  const values = evaluator.eval(value.file, expr, value.frame);
  // A property that is there but cannot be evaluated is not an absent one.
  if (values.length === 0) return [UNKNOWN];
  if (expr.k !== 'fn') return values;
  return values.map((item) => (item.t === 'fn' && !item.self ? { ...item, self: value } : item));
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
  depth = 0,
): Value[] {
  const cls = evaluator.program.cls(inst.file, inst.c);
  if (!cls || depth > MOST_BASES) return [];
  if (name === 'constructor') return [{ t: 'class', file: inst.file, c: inst.c, frame: undefined }];
  const method = cls.methods.find(
    (candidate) => candidate.name === name && !candidate.isStatic && candidate.kind !== 'set',
  );
  if (method) {
    const fn = { t: 'fn', file: inst.file, f: method.fn, self, frame: undefined } as const;
    return method.kind === 'get' ? evaluator.invoke(fn, [], 1) : [fn];
  }
  if (inst.ctor && evaluator.invocations.isCircling({ file: inst.file, f: cls.ctor }, inst.ctor)) return [];
  const frame: Frame | undefined =
    cls.ctor >= 0 && inst.ctor
      ? { file: inst.file, f: cls.ctor, args: inst.ctor, self, outer: undefined, depth: 1 }
      : selfFrame(inst, self);
  const fields = cls.fields.filter((field) => field.name === name && !field.isStatic);
  const values = fields.flatMap(({ value }) =>
    value
      ? evaluator.eval(
          inst.file,
          value,
          value.k === 'arr' ? (frame ?? { ...NO_FUNCTION, file: inst.file, self }) : frame,
        )
      : [],
  );
  const useful = values.filter((value) => value.t !== 'nil' && value.t !== 'unknown');
  if (useful.length > 0) return useful;
  const typed = fields.flatMap(
    (field) =>
      evaluator.providers?.injectedField(evaluator, inst.file, field) ?? evaluator.typed(inst.file, field.type),
  );
  if (typed.length > 0) return typed;
  const assigned = fields.length > 0 ? values : (evaluator.assigned?.of(evaluator, inst, name) ?? []);
  const found =
    assigned.length > 0 || fields.length > 0 ? assigned : inherited(evaluator, inst, cls.ext, name, self, frame, depth);
  return found.length === 0 && depth === 0 && inst.site === 'open' ? ofSubclasses(evaluator, inst, name) : found;
}

// What a class only declares its subclasses give: which of them is meant, callers of the method may know.
function ofSubclasses(evaluator: Evaluator, inst: Extract<Value, { t: 'inst' }>, name: string): Value[] {
  const subclasses = evaluator.providers?.subclasses(inst.file, inst.c) ?? [];
  const values = subclasses.slice(0, MOST_SUBCLASSES).flatMap(({ file, c }) => {
    const one: Value = { t: 'inst', file, c, ctor: undefined, site: 'open' };
    return memberOfInstance(evaluator, one, name, one, 1).filter((value) => value.t === 'text' || value.t === 'fn');
  });
  return values.length > 0 && inst.within !== undefined
    ? [{ t: 'text', parts: [{ p: 'param', file: inst.file, f: inst.within, i: RECEIVER, name }] }]
    : values;
}

// Without known constructor arguments, `this` still has to be the instance when a field's value mentions it.
function selfFrame(inst: Extract<Value, { t: 'inst' }>, self: Value): Frame | undefined {
  return inst.site === 'open' ? undefined : { ...NO_FUNCTION, file: inst.file, self };
}

function inherited(
  evaluator: Evaluator,
  inst: Extract<Value, { t: 'inst' }>,
  ext: Expr | null,
  name: string,
  self: Value,
  frame: Frame | undefined,
  depth: number,
): Value[] {
  if (!ext) return [];
  return evaluator.eval(inst.file, ext, undefined).flatMap((base): Value[] => {
    if (base.t === 'lib')
      return [
        libraryMember(
          { ...base.lib, path: `${base.lib.path}!`, args: baseArguments(evaluator, inst, self, frame) },
          name,
        ),
      ];
    if (base.t !== 'class' || (base.file === inst.file && base.c === inst.c)) return [];
    return constructorArguments(evaluator, inst, frame).flatMap((ctor) =>
      memberOfInstance(
        evaluator,
        { t: 'inst', file: base.file, c: base.c, ctor, site: inst.site },
        name,
        self,
        depth + 1,
      ).map((value) => ownRouter(evaluator, value, name, base, self)),
    );
  });
}

// What the base's constructor is given: by `super(…)`, else by whoever constructs the class.
function constructorArguments(
  evaluator: Evaluator,
  inst: Extract<Value, { t: 'inst' }>,
  frame: Frame | undefined,
): (readonly Closure[] | undefined)[] {
  if (hasConstructor(evaluator, inst)) return [superArguments(evaluator, inst, frame)];
  const sites = inst.ctor ? [] : (evaluator.callers?.constructions(inst.file, inst.c) ?? []);
  if (sites.length === 0 || sites.length > MOST_CONSTRUCTIONS) return [inst.ctor];
  return sites.map((site) => {
    const call = evaluator.program.facts(site.file).calls[site.c];
    return call && functionArguments(evaluator, site.file, call, undefined);
  });
}

function hasConstructor(evaluator: Evaluator, inst: Extract<Value, { t: 'inst' }>): boolean {
  return (evaluator.program.cls(inst.file, inst.c)?.ctor ?? -1) >= 0;
}

// What an object of a package's class is made with: arguments, else the types that the class is given: `Repository<Order>`.
function baseArguments(
  evaluator: Evaluator,
  inst: Extract<Value, { t: 'inst' }>,
  self: Value,
  frame: Frame | undefined,
): readonly Closure[] {
  const given = hasConstructor(evaluator, inst) ? superArguments(evaluator, inst, frame) : inst.ctor;
  if (given && given.length > 0) return given;
  const [first, ...more] = [inst, self].flatMap((one) => typeArguments(evaluator, one));
  return first ? [first, ...more] : [];
}

// The type by which an object's class makes a generic base its own: `class Orders extends Base<Order>`.
function typeArguments(evaluator: Evaluator, value: Value): Closure[] {
  const types = value.t === 'inst' ? (evaluator.program.cls(value.file, value.c)?.extTypes ?? []) : [];
  return types.flatMap(({ name }): Closure[] => {
    const closure: Closure = { file: value.t === 'inst' ? value.file : '', expr: name, frame: undefined };
    return evaluator.of(closure).some((one) => one.t !== 'lib' || one.lib.pkg !== 'global') ? [closure] : [];
  });
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
export function staticMember(
  evaluator: Evaluator,
  value: Extract<Value, { t: 'class' }>,
  name: string,
  depth = 0,
): Value[] {
  const cls = evaluator.program.cls(value.file, value.c);
  if (!cls || depth > MOST_BASES) return [];
  const method = cls.methods.find((candidate) => candidate.name === name && candidate.isStatic);
  if (method) {
    const fn = { t: 'fn', file: value.file, f: method.fn, self: value, frame: value.frame } as const;
    return method.kind === 'get' ? evaluator.invoke(fn, [], 1) : [fn];
  }
  const fields = cls.fields.filter((field) => field.name === name && field.isStatic);
  const given = [
    ...fields.flatMap((field) => (field.value ? evaluator.eval(value.file, field.value, value.frame) : [])),
    ...(evaluator.assigned?.of(evaluator, value, name) ?? []),
  ];
  if (fields.length > 0 || given.length > 0) return given;
  if (!cls.ext) return [];
  return evaluator.eval(value.file, cls.ext, undefined).flatMap((base) => {
    if (base.t === 'class') return staticMember(evaluator, base, name, depth + 1);
    if (base.t !== 'lib') return [];
    // A model that extends a package's class is that class of its own: `Order.findAll()`.
    const own: Closure = { file: value.file, expr: { k: 'class', c: value.c }, frame: value.frame, values: [value] };
    return [libraryMember(base.lib.args.length > 0 ? base.lib : { ...base.lib, args: [own] }, name)];
  });
}
