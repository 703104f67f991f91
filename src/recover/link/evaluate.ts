import type { Evidence } from '../../model/system.ts';
import type { Expr, Position, TypeRef } from '../facts/file-facts.ts';
import { callValues, invokeFunction, receiverValues } from './apply.ts';
import { restValues } from './arguments.ts';
import type { AssignedMembers } from './assigned-members.ts';
import type { Callers } from './callers.ts';
import { asDefault, asReplaced } from './environment-values.ts';
import { exportValue, importValue, moduleValue } from './exports.ts';
import { globalMember } from './global-members.ts';
import { elementValues, elementsOf, indexedValues } from './indexed-access.ts';
import type { Invocations, Looker } from './invocations.ts';
import { isCertain } from './kept-globally.ts';
import { Known } from './known.ts';
import { memberOf, superMember } from './member-access.ts';
import { OpenQuestions } from './open-questions.ts';
import { parameterValues, typedValues } from './parameters.ts';
import type { Program } from './program.ts';
import type { Providers } from './providers.ts';
import { regexValue } from './regexes.ts';
import { arithmetic, concat } from './texts.ts';
import { withPathname } from './url-members.ts';
import { UNKNOWN, distinct, selfOf, text, type Closure, type Frame, type Value } from './values.ts';

const MAX_DEPTH = 90;

const SAID_BY_ITSELF: ReadonlySet<string> = new Set('str num bool nil global obj arr fn class type dyn'.split(' '));

/**
 * Evaluates symbolic expressions to sets of values, across files. Without a frame a parameter is the union of what all
 * known callers pass; in an open frame it stays symbolic; in a frame with arguments it is the argument.
 */
export class Evaluator implements Looker {
  readonly program: Program;
  /** Who calls which function; undefined while that is being found out. */
  readonly callers: Callers | undefined;
  readonly providers: Providers | undefined;
  readonly assigned: AssignedMembers | undefined;
  /** What is known already; some of it by the rounds before. */
  readonly known: Known;
  private readonly active = new OpenQuestions();
  /** Spreads that are being looked into: a literal may be spread into itself (`options = { ...options, retries: 2 }`). */
  private readonly spreading = new Set<Expr>();

  constructor(
    program: Program,
    callers?: Callers,
    providers?: Providers,
    assigned?: AssignedMembers,
    known = new Known(),
  ) {
    this.known = known;
    this.program = program;
    this.callers = callers;
    this.providers = providers;
    this.assigned = assigned;
  }

  get invocations(): Invocations {
    return this.known.invocations;
  }

  of(closure: Closure): Value[] {
    return closure.values ? [...closure.values] : this.eval(closure.file, closure.expr, closure.frame);
  }

  eval(file: string, expr: Expr, frame: Frame | undefined): Value[] {
    // To remember what is said by the expression itself would cost more than to say it again.
    if (SAID_BY_ITSELF.has(expr.k)) return this.compute(file, expr, frame);
    const { answers, invocations } = this.known;
    const known = frame === undefined ? invocations.knownAlone(expr) : undefined;
    if (known) return known;
    if (answers.isSpent || this.active.length > MAX_DEPTH || this.active.has(expr, frame)) {
      invocations.cut();
      return [];
    }
    this.active.push(expr, frame);
    const values = frame ? invocations.evaluated(this, file, expr, frame) : invocations.alone(this, file, expr);
    this.active.pop();
    if (this.active.length === 0) invocations.settle();
    return values;
  }

  look(file: string, expr: Expr, frame: Frame | undefined): Value[] {
    const values = this.compute(file, expr, frame);
    // `member` has seen to that already.
    return expr.k === 'get' && expr.o.k !== 'super' ? values : distinct(values);
  }

  get isAlone(): boolean {
    return this.active.length === 1;
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
        return (
          globalMember(this, expr.n, file) ?? [
            { t: 'lib', lib: { pkg: 'global', path: expr.n, base: undefined, args: [], site: undefined } },
          ]
        );
      case 'param':
        return parameterValues(this, file, expr.f, expr.i, frame);
      case 'get':
        return this.get(file, expr, frame);
      case 'at':
        return indexedValues(this, file, expr, frame);
      case 'call':
        return callValues(this, file, expr.c, frame);
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
        return receiverValues(this, file, expr.c, expr.f, frame);
      case 'mod':
        return moduleValue(this, file, expr.s);
      case 'import':
        return importValue(this, file, expr.s, expr.n);
      case 'type':
        return [{ t: 'type', file, b: expr.b }];
      case 'rest':
        return restValues(this, file, expr, frame);
      case 'element':
        return elementValues(this, file, expr, frame);
      case 'regex':
        return [regexValue(file, expr)];
      default:
        return [UNKNOWN];
    }
  }

  private binding(file: string, b: number, frame: Frame | undefined): Value[] {
    const binding = this.program.facts(file).bindings[b];
    if (!binding) return [];
    const [only] = binding.values;
    const given =
      only && binding.values.length === 1
        ? this.eval(file, only, frame)
        : binding.values.flatMap((value) => this.eval(file, value, frame));
    const values = withPathname(this, file, b, given, frame);
    const useful = binding.values.length === 1 ? values : values.filter((value) => value.t !== 'nil');
    if (useful.some((value) => value.t !== 'unknown')) return useful;
    const typed = this.typed(file, binding.type);
    return typed.length > 0 ? typed : useful;
  }

  private get(file: string, expr: Extract<Expr, { k: 'get' }>, frame: Frame | undefined): Value[] {
    if (expr.o.k === 'super') return superMember(this, file, expr.o.c, expr.n, frame);
    return this.member(this.eval(file, expr.o, frame), expr.n, this.evidence(file, expr.at));
  }

  /** What `read` makes of a spread; nothing when that spread is being looked into already. */
  spread(spread: Expr, read: () => Value[]): Value[] {
    if (this.spreading.has(spread)) {
      this.invocations.cut();
      return [];
    }
    this.spreading.add(spread);
    const found = read();
    this.spreading.delete(spread);
    return found;
  }

  /** A member of any of the values. */
  member(values: readonly Value[], name: string, at: Evidence): Value[] {
    const [only] = values;
    if (only && values.length === 1) return distinct(memberOf(this, only, name, at));
    const found: Value[] = [];
    for (const value of values) for (const one of memberOf(this, value, name, at)) found.push(one);
    return distinct(found);
  }

  private alternatives(file: string, expr: Extract<Expr, { k: 'any' }>, frame: Frame | undefined): Value[] {
    const [first, ...rest] = expr.of.map((option) => this.eval(file, option, frame));
    if (!first) return [];
    if (expr.op === '?:' || expr.op === '&&') return [...first, ...rest.flat()];
    const useful = first.filter((value) => value.t !== 'nil' && !(expr.op === '||' && isFalsy(value)));
    const fallbacks = rest.flat();
    const isText = fallbacks.some((value) => value.t === 'text');
    if (useful.length > 0 && useful.every((value) => isCertain(value, isText))) return useful;
    // What stands behind `||` or `??` is a fallback: configuration may replace it.
    const isKnown = fallbacks.some((value) => value.t === 'text' || value.t === 'num');
    return [...(isKnown ? useful.map(asReplaced) : useful), ...fallbacks.map(asDefault)];
  }

  /** A value of a declared type. */
  typed(file: string, type: TypeRef | null): Value[] {
    return typedValues(this, file, type);
  }

  /** What iterating over the values gives. */
  elements(values: readonly Value[]): Value[] {
    return elementsOf(this, values);
  }

  /** What a function gives when called with these arguments. */
  invoke(fn: Extract<Value, { t: 'fn' }>, args: readonly Closure[], depth: number): Value[] {
    return invokeFunction(this, fn, args, depth);
  }

  /** What a file exports under a name, through re-exports. */
  exportValue(file: string, name: string): Value[] {
    return exportValue(this, file, name);
  }
}

function isFalsy(value: Value): boolean {
  if (value.t === 'text') return value.parts.every((part) => part.p === 'text' && part.s === '');
  return (value.t === 'num' && value.v === 0) || (value.t === 'bool' && !value.v);
}
