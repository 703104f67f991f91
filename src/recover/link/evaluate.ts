import type { Evidence } from '../../model/system.ts';
import type { CallFact, Expr, FunctionFact, Position, TypeRef } from '../facts/file-facts.ts';
import type { Callers } from './callers.ts';
import { asDefault, environmentMember } from './environment-values.ts';
import { exportValue, importValue, moduleValue } from './exports.ts';
import { memberOfInstance, memberOfObject, staticMember } from './members.ts';
import { concat, arithmetic, joinTexts } from './texts.ts';
import type { Program } from './program.ts';
import type { Providers } from './providers.ts';
import { callLibrary, libraryMember } from './library-values.ts';
import { callMethod } from './method-values.ts';
import { UNKNOWN, distinct, text, type Closure, type Frame, type Lib, type Value } from './values.ts';

const MAX_DEPTH = 90;
const MAX_FRAMES = 14;

/**
 * Evaluates symbolic expressions to sets of values, across files. Without a frame a parameter is the union of what all
 * known callers pass; in an open frame it stays symbolic; in a frame with arguments it is the argument.
 */
export class Evaluator {
  readonly program: Program;
  /** Who calls which function; undefined while that is being found out. */
  readonly callers: Callers | undefined;
  readonly providers: Providers | undefined;
  private readonly memo = new Map<Expr, Value[]>();
  private readonly active = new Map<Expr, Set<Frame | undefined>>();
  private readonly spreading = new Set<Expr>();
  private readonly joins = new Map<string, Value[] | null>();
  private depth = 0;

  constructor(program: Program, callers: Callers | undefined, providers: Providers | undefined) {
    this.program = program;
    this.callers = callers;
    this.providers = providers;
  }

  of(closure: Closure): Value[] {
    return this.eval(closure.file, closure.expr, closure.frame);
  }

  eval(file: string, expr: Expr, frame: Frame | undefined): Value[] {
    const known = frame === undefined ? this.memo.get(expr) : undefined;
    if (known) return known;
    const active = this.active.get(expr) ?? new Set();
    if (active.has(frame) || this.depth > MAX_DEPTH) return [];
    active.add(frame);
    this.active.set(expr, active);
    this.depth += 1;
    const values = distinct(this.compute(file, expr, frame));
    this.depth -= 1;
    active.delete(frame);
    if (frame === undefined) this.memo.set(expr, values);
    return values;
  }

  evidence(file: string, at: Position, note?: string): Evidence {
    return note === undefined
      ? { file, line: at.line, column: at.column }
      : { file, line: at.line, column: at.column, note };
  }

  private compute(file: string, expr: Expr, frame: Frame | undefined): Value[] {
    switch (expr.k) {
      case 'str':
        return [text(expr.v, 'literal', this.evidence(file, expr.at))];
      case 'num':
        return [{ t: 'num', v: expr.v, at: this.evidence(file, expr.at) }];
      case 'bool':
        return [{ t: 'bool', v: expr.v }];
      case 'nil':
        return [{ t: 'nil' }];
      case 'cat':
        return concat(expr.parts.map((part) => this.eval(file, part, frame)));
      case 'bin':
        return arithmetic(expr.op, this.eval(file, expr.l, frame), this.eval(file, expr.r, frame));
      case 'id':
        return this.binding(file, expr.b, frame);
      case 'global':
        return [{ t: 'lib', lib: { pkg: 'global', path: expr.n, base: undefined, args: [], site: undefined } }];
      case 'param':
        return this.parameter(file, expr.f, expr.i, frame);
      case 'get':
        return this.get(file, expr, frame);
      case 'at':
        return this.indexed(file, expr, frame);
      case 'call':
        return this.call(file, expr.c, frame);
      case 'any':
        return this.alternatives(file, expr, frame);
      default:
        return this.simple(file, expr, frame);
    }
  }

  private simple(file: string, expr: Expr, frame: Frame | undefined): Value[] {
    switch (expr.k) {
      case 'obj':
        return [{ t: 'obj', file, expr, frame }];
      case 'arr':
        return [{ t: 'arr', file, expr, frame }];
      case 'fn':
        return [{ t: 'fn', file, f: expr.f, self: selfOf(frame), frame }];
      case 'class':
        return [{ t: 'class', file, c: expr.c, frame }];
      case 'this':
        return this.receiver(file, expr.c, expr.f, frame);
      case 'mod':
        return moduleValue(this, file, expr.s);
      case 'import':
        return importValue(this, file, expr.s, expr.n);
      case 'type':
        return [{ t: 'type', file, b: expr.b }];
      case 'element':
        return this.element(file, expr, frame);
      default:
        return [UNKNOWN];
    }
  }

  private binding(file: string, b: number, frame: Frame | undefined): Value[] {
    const binding = this.program.facts(file).bindings[b];
    if (!binding) return [];
    const values = binding.values.flatMap((value) => this.eval(file, value, frame));
    const useful = values.filter((value) => value.t !== 'nil' || binding.values.length === 1);
    if (useful.some((value) => value.t !== 'unknown')) return useful;
    const typed = this.typed(file, binding.type);
    return typed.length > 0 ? typed : useful;
  }

  /** What a parameter is: the frame's argument, a symbol in an open frame, else what all callers pass. */
  parameter(file: string, f: number, i: number, frame: Frame | undefined): Value[] {
    for (let at = frame; at; at = at.outer) {
      if (at.f !== f || at.file !== file) continue;
      if (at.args === undefined) {
        const name = this.program.fn(file, f)?.params[i]?.name ?? '';
        return [{ t: 'text', parts: [{ p: 'param', file, f, i, name }] }];
      }
      return this.argument(at.args, i);
    }
    return this.join(file, f, i);
  }

  private argument(args: readonly Closure[], i: number): Value[] {
    const spread = args.findIndex((arg) => arg.expr.k === 'spread');
    if (spread >= 0 && spread <= i) return [UNKNOWN];
    const arg = args[i];
    return arg ? this.of(arg) : [{ t: 'nil' }];
  }

  /** The union of what all known callers pass for a parameter; by its type when nobody is known. */
  join(file: string, f: number, i: number): Value[] {
    const key = `${file}#${f}.${i}`;
    const known = this.joins.get(key);
    if (known !== undefined) return known ?? [];
    this.joins.set(key, null);
    const passed = this.callers?.argumentsOf(this, file, f, i) ?? [];
    let values = distinct(passed.filter((value) => value.t !== 'unknown' && value.t !== 'nil'));
    if (values.length === 0) {
      const param = this.program.fn(file, f)?.params[i];
      values = (param && this.providers?.injected(this, file, param)) ?? [];
      if (values.length === 0) values = this.callers?.given.parameterOf(file, f, i) ?? [];
      if (values.length === 0) values = this.typed(file, param?.type ?? null);
      if (values.length === 0) values = [UNKNOWN];
    }
    this.joins.set(key, values);
    return values;
  }

  /** A value of a declared type: an instance of the class, of the classes that implement it, or an object of a package. */
  typed(file: string, type: TypeRef | null): Value[] {
    if (!type) return [];
    return this.eval(file, type.name, undefined).flatMap((value): Value[] => {
      if (value.t === 'class') return this.providers?.instancesOf(this, value) ?? [];
      if (value.t === 'type') return this.providers?.implementersOf(this, value) ?? [];
      if (value.t === 'lib' && value.lib.pkg !== 'global')
        return [
          {
            t: 'lib',
            lib: {
              ...value.lib,
              path: `${value.lib.path}!`,
              args: type.args.map((arg) => ({ file, expr: arg.name, frame: undefined })),
            },
          },
        ];
      return [];
    });
  }

  private get(file: string, expr: Extract<Expr, { k: 'get' }>, frame: Frame | undefined): Value[] {
    if (expr.o.k === 'super') return this.superMember(file, expr.o.c, expr.n, frame);
    return this.member(this.eval(file, expr.o, frame), expr.n, this.evidence(file, expr.at));
  }

  private superMember(file: string, c: number, name: string, frame: Frame | undefined): Value[] {
    const cls = this.program.cls(file, c);
    if (!cls?.ext) return [];
    const self = selfOf(frame) ?? { t: 'inst', file, c, ctor: undefined, site: 'open' };
    return this.eval(file, cls.ext, undefined).flatMap((base) => {
      if (base.t === 'class')
        return memberOfInstance(
          this,
          { t: 'inst', file: base.file, c: base.c, ctor: undefined, site: 'open' },
          name,
          self,
        );
      return base.t === 'lib' ? [libraryMember(base.lib, `!.${name}`, true)] : [];
    });
  }

  /** A member of any of the values. */
  member(values: readonly Value[], name: string, at: Evidence): Value[] {
    return distinct(values.flatMap((value) => this.memberOf(value, name, at)));
  }

  private memberOf(value: Value, name: string, at: Evidence): Value[] {
    switch (value.t) {
      case 'obj':
        return memberOfObject(this, value, name);
      case 'inst':
        return memberOfInstance(this, value, name, value);
      case 'class':
        return name === 'name' ? this.className(value) : staticMember(this, value, name);
      case 'mod':
        return this.exportValue(value.file, name);
      case 'lib':
        return value.lib.pkg === 'global' && value.lib.path === 'process' && name === 'env'
          ? [{ t: 'env' }]
          : [libraryMember(value.lib, name)];
      case 'env':
        return [{ t: 'text', parts: [{ p: 'env', name, at }] }];
      case 'envobj':
        return environmentMember(this, value, name, at);
      case 'merge':
        return this.mergedMember(value.of, name, at);
      case 'unknown':
        return [value];
      case 'text':
        // A member of a symbolic parameter is as symbolic: callers may know more.
        return value.parts.some((part) => part.p === 'param')
          ? [
              {
                t: 'text',
                parts: value.parts.map((part) =>
                  part.p === 'param' ? { ...part, name: part.name ? `${part.name}.${name}` : name } : part,
                ),
              },
            ]
          : [];
      default:
        return [];
    }
  }

  /** A member of what is spread at `prop`; nothing when an object is spread into itself (`options = { ...options }`). */
  spreadMember(value: Extract<Value, { t: 'obj' }>, spread: Expr, name: string, at: Evidence): Value[] {
    if (this.spreading.has(spread)) return [];
    this.spreading.add(spread);
    const found = this.member(this.eval(value.file, spread, value.frame), name, at);
    this.spreading.delete(spread);
    return found;
  }

  private className(value: Extract<Value, { t: 'class' }>): Value[] {
    const cls = this.program.cls(value.file, value.c);
    return cls?.name ? [text(cls.name, 'literal', this.evidence(value.file, cls))] : [];
  }

  private mergedMember(of: readonly Value[], name: string, at: Evidence): Value[] {
    for (const value of [...of].reverse()) {
      const found = this.memberOf(value, name, at);
      if (found.length > 0) return found;
    }
    return [];
  }

  private indexed(file: string, expr: Extract<Expr, { k: 'at' }>, frame: Frame | undefined): Value[] {
    const objects = this.eval(file, expr.o, frame);
    const at = this.evidence(file, expr.at);
    return this.eval(file, expr.i, frame).flatMap((index): Value[] => {
      if (index.t === 'num') return objects.flatMap((object) => this.item(object, index.v));
      const name =
        index.t === 'text' && index.parts.length === 1 && index.parts[0]?.p === 'text' ? index.parts[0].s : undefined;
      if (name !== undefined) return this.member(objects, name, at);
      return this.elements(objects);
    });
  }

  private item(value: Value, index: number): Value[] {
    if (value.t === 'arr') {
      const item = value.expr.items[index];
      return item && item.k !== 'spread' ? this.eval(value.file, item, value.frame) : [];
    }
    return value.t === 'lib' ? [libraryMember(value.lib, String(index))] : [];
  }

  private element(file: string, expr: Extract<Expr, { k: 'element' }>, frame: Frame | undefined): Value[] {
    for (let at = frame; at; at = at.outer) if (at.element?.expr === expr) return this.of(at.element.item);
    return this.elements(this.eval(file, expr.e, frame));
  }

  // `list = [...list, item]` spreads a list into itself.
  private spreadElements(file: string, spread: Expr, frame: Frame | undefined): Value[] {
    if (this.spreading.has(spread)) return [];
    this.spreading.add(spread);
    const found = this.elements(this.eval(file, spread, frame));
    this.spreading.delete(spread);
    return found;
  }

  /** What iterating over the values gives. */
  elements(values: readonly Value[]): Value[] {
    return distinct(
      values.flatMap((value): Value[] => {
        if (value.t === 'arr')
          return value.expr.items.flatMap((item) =>
            item.k === 'spread'
              ? this.spreadElements(value.file, item.e, value.frame)
              : this.eval(value.file, item, value.frame),
          );
        if (value.t === 'obj')
          return value.expr.props.flatMap((prop) =>
            prop.key === null ? [] : this.eval(value.file, prop.value, value.frame),
          );
        if (value.t === 'lib') return [libraryMember(value.lib, '[]')];
        // An element of a symbolic parameter is as symbolic.
        return value.t === 'text' && value.parts.some((part) => part.p === 'param') ? [value] : [];
      }),
    );
  }

  private alternatives(file: string, expr: Extract<Expr, { k: 'any' }>, frame: Frame | undefined): Value[] {
    const [first, ...rest] = expr.of.map((option) => this.eval(file, option, frame));
    if (!first) return [];
    if (expr.op === '?:' || expr.op === '&&') return [...first, ...rest.flat()];
    const certain =
      first.length > 0 &&
      first.every(
        (value) =>
          value.t !== 'unknown' &&
          value.t !== 'nil' &&
          !(value.t === 'text' && value.parts.some((part) => part.p !== 'text')),
      );
    if (certain) return first;
    // What stands behind `||` or `??` is a fallback: configuration may replace it.
    return [...first.filter((value) => value.t !== 'nil'), ...rest.flat().map(asDefault)];
  }

  private receiver(file: string, c: number, f: number, frame: Frame | undefined): Value[] {
    const given = this.callers?.givenSelf(this.program, file, f) ?? [];
    if (given.length > 0) return given;
    const self = selfOf(frame);
    if (self) return [self];
    if (c >= 0) return [{ t: 'inst', file, c, ctor: undefined, site: 'open' }];
    for (let fn: FunctionFact | undefined = this.program.fn(file, f); fn; fn = this.program.fn(file, fn.parent)) {
      if (fn.owner) return this.eval(file, fn.owner, frame);
    }
    return [];
  }

  /** What a file exports under a name, through re-exports. */
  exportValue(file: string, name: string): Value[] {
    return exportValue(this, file, name);
  }

  private call(file: string, c: number, frame: Frame | undefined): Value[] {
    const call = this.program.facts(file).calls[c];
    if (!call || call.callee.k === 'super') return [];
    const args = call.args.map((expr): Closure => ({ file, expr, frame }));
    const special =
      call.callee.k === 'get' && call.callee.o.k !== 'super'
        ? callMethod(this, file, call, this.eval(file, call.callee.o, frame), args, frame)
        : undefined;
    if (special) return special;
    return this.eval(file, call.callee, frame).flatMap((callee) => this.apply(callee, file, c, call, args, frame));
  }

  private apply(
    callee: Value,
    file: string,
    c: number,
    call: CallFact,
    args: readonly Closure[],
    frame: Frame | undefined,
  ): Value[] {
    if (callee.t === 'fn') return this.invoke(callee, args, (frame?.depth ?? 0) + 1);
    if (callee.t === 'class') return [{ t: 'inst', file: callee.file, c: callee.c, ctor: args, site: `${file}#${c}` }];
    if (callee.t === 'lib') return callLibrary(this, callee.lib, args, { file, call, c });
    return callee.t === 'unknown' ? [callee] : [];
  }

  /** What a function gives when called with these arguments. */
  invoke(fn: Extract<Value, { t: 'fn' }>, args: readonly Closure[], depth: number): Value[] {
    const fact = this.program.fn(fn.file, fn.f);
    if (!fact || depth > MAX_FRAMES) return [];
    const given = fn.bound ? [...fn.bound, ...args] : args;
    const frame: Frame = { file: fn.file, f: fn.f, args: given, self: fn.self, outer: fn.frame, depth };
    const values = fact.returns.flatMap((expr) => this.eval(fn.file, expr, frame));
    if (values.some((value) => value.t !== 'unknown' && value.t !== 'nil')) return values;
    const typed = this.typed(fn.file, fact.returnType);
    return typed.length > 0 ? typed : values;
  }

  /** The only known text among the values, without holes; undefined otherwise. */
  literal(values: readonly Value[]): string | undefined {
    const texts = joinTexts(values);
    return texts.length === 1 ? texts[0] : undefined;
  }
}

function selfOf(frame: Frame | undefined): Value | undefined {
  for (let at = frame; at; at = at.outer) if (at.self) return at.self;
  return undefined;
}
