import type { Expr } from '../facts/file-facts.ts';
import type { Answer, Answers } from './answers.ts';
import { keyOf, type Closure, type Frame, type Value } from './values.ts';

// A function that calls itself says what it has to say in its first rounds.
const MOST_ROUNDS = 3;

/** Who looks into an expression that nothing is known of. */
export interface Looker {
  look(file: string, expr: Expr, frame: Frame | undefined): Value[];
  /** Whether the expression is asked for by itself: what a cycle cut short elsewhere is all of it then. */
  readonly isAlone: boolean;
}

/**
 * Remembers what functions gave for which arguments, so that a function asked from many places is looked into once.
 * A result that a cycle cut short holds only while the question at hand is being answered.
 */
export class Invocations {
  private readonly certain = new Map<string, Answer>();
  private readonly contexts = new Map<string, Context>();
  private readonly outside = new Context(0);
  private readonly passing = new Map<string, Answer>();
  private readonly ids = new Map<Expr, number>();
  private readonly frames = new WeakMap<Frame, Context>();
  private readonly answers: Answers;
  private readonly certainAlone = new Map<Expr, Answer>();
  private readonly passingAlone = new Map<Expr, Answer>();
  private cuts = 0;

  constructor(answers: Answers) {
    this.answers = answers;
  }

  /** Notes that something was left out because it is being looked into already, or lies too deep. */
  cut(): void {
    this.cuts += 1;
  }

  /** What is known of an expression without a frame, at least for the question at hand. */
  knownAlone(expr: Expr): Value[] | undefined {
    return this.answers.values(this.certainAlone.get(expr) ?? this.passingAlone.get(expr));
  }

  /** Values of an expression without a frame; kept for the question at hand where a cycle cut them short, unless they are all of it. */
  alone(looker: Looker, file: string, expr: Expr): Value[] {
    const before = this.cuts;
    const mark = this.answers.begin();
    const answer = this.answers.end(mark, looker.look(file, expr, undefined));
    if (this.cuts === before || looker.isAlone) this.certainAlone.set(expr, answer);
    else this.passingAlone.set(expr, answer);
    return answer.values;
  }

  /** Forgets what held only for the question that was just answered. */
  settle(): void {
    if (this.passing.size > 0) this.passing.clear();
    if (this.passingAlone.size > 0) this.passingAlone.clear();
  }

  /** Values of an expression in a frame. */
  evaluated(looker: Looker, file: string, expr: Expr, frame: Frame): Value[] {
    const context = this.context(frame);
    const known = this.answers.values(context.values.get(expr)) ?? this.passingIn(context, expr, frame);
    if (known) return known;
    const before = this.cuts;
    const mark = this.answers.begin();
    const answer = this.answers.end(mark, looker.look(file, expr, frame));
    if (this.cuts === before) context.values.set(expr, answer);
    else this.passing.set(this.passingKey(context, expr, frame), answer);
    return answer.values;
  }

  private passingIn(context: Context, expr: Expr, frame: Frame): Value[] | undefined {
    if (this.passing.size === 0) return undefined;
    return this.answers.values(this.passing.get(this.passingKey(context, expr, frame)));
  }

  private passingKey(context: Context, expr: Expr, frame: Frame): string {
    return `${frame.depth}e${this.id(expr)}@${context.id}`;
  }

  /** A property of an object literal. */
  property(value: Extract<Value, { t: 'obj' }>, name: string, look: () => Value[]): Value[] {
    const context = this.context(value.frame);
    const known = this.answers.values(context.properties?.get(value.expr)?.get(name));
    if (known) return known;
    const passing = (): string => `m${this.id(value.expr)}@${context.id}.${name}`;
    return this.look(look, passing, (answer) => context.keep(value.expr, name, answer));
  }

  /** What a function gives for arguments. */
  remember(fn: Extract<Value, { t: 'fn' }>, args: readonly Closure[], depth: number, look: () => Value[]): Value[] {
    if (this.isCircling(fn, args)) return [];
    const key = `${fn.file}#${fn.f}(${[...(fn.bound ?? []), ...args].map((arg) => this.closure(arg)).join()})${this.self(fn.self)}^${this.frame(fn.frame)}`;
    const known = this.answers.values(this.certain.get(key));
    return (
      known ??
      this.look(
        look,
        () => `${depth}${key}`,
        (answer) => this.certain.set(key, answer),
      )
    );
  }

  /** Whether a function (or constructor) is given what it made itself, time and again; that says nothing new. */
  isCircling(fn: { readonly file: string; readonly f: number }, args: readonly Closure[]): boolean {
    const circling = rounds(fn, args) >= MOST_ROUNDS;
    if (circling) this.cut();
    return circling;
  }

  private look(look: () => Value[], key: () => string, keep: (answer: Answer) => void): Value[] {
    const known = this.passing.size > 0 ? this.answers.values(this.passing.get(key())) : undefined;
    if (known) return known;
    const before = this.cuts;
    const mark = this.answers.begin();
    const answer = this.answers.end(mark, look());
    if (this.cuts === before) keep(answer);
    else this.passing.set(key(), answer);
    return answer.values;
  }

  private closure(closure: Closure): string {
    if (closure.values) return closure.values.map((value) => this.value(value)).join('+');
    return `${this.id(closure.expr)}@${this.frame(closure.frame)}`;
  }

  private self(value: Value | undefined): string {
    return value ? `~${this.value(value)}` : '';
  }

  // Frames go in by their number: written out, each would hold all the frames that it was entered through.
  private value(value: Value): string {
    if (value.t === 'fn') return `f${value.file}#${value.f}${this.self(value.self)}^${this.frame(value.frame)}`;
    if (value.t === 'obj' || value.t === 'arr') return `${value.t}${this.id(value.expr)}^${this.frame(value.frame)}`;
    const ctor = value.t === 'inst' ? (value.ctor ?? []).map((arg) => this.closure(arg)).join() : '';
    return `${keyOf(value)}<${ctor}>`;
  }

  private frame(frame: Frame | undefined): number {
    return this.context(frame).id;
  }

  // Frames are made anew for each question; equal ones get one number, and share what is known in them.
  private context(frame: Frame | undefined): Context {
    if (!frame) return this.outside;
    let context = this.frames.get(frame);
    if (!context) {
      const args = frame.args?.map((arg) => this.closure(arg)).join() ?? '*';
      const element = frame.element ? `${this.id(frame.element.expr)}=${this.closure(frame.element.item)}` : '';
      const key = `${frame.file}#${frame.f}(${args})${this.self(frame.self)}^${this.frame(frame.outer)}%${element}`;
      context = this.contexts.get(key) ?? new Context(this.contexts.size + 1);
      this.contexts.set(key, context);
      this.frames.set(frame, context);
    }
    return context;
  }

  private id(of: Expr): number {
    let id = this.ids.get(of);
    if (id === undefined) {
      id = this.ids.size + 1;
      this.ids.set(of, id);
    }
    return id;
  }
}

/** What is known in one frame, whoever entered it. */
class Context {
  readonly id: number;
  readonly values = new Map<Expr, Answer>();
  /** Of most frames nobody asks for any. */
  properties: Map<Expr, Map<string, Answer>> | undefined;

  constructor(id: number) {
    this.id = id;
  }

  keep(object: Expr, name: string, answer: Answer): void {
    this.properties ??= new Map();
    const known = this.properties.get(object);
    if (known) known.set(name, answer);
    else this.properties.set(object, new Map([[name, answer]]));
  }
}

// How often the function stands among its own callers; arguments are written in the caller's frame.
function rounds(fn: { readonly file: string; readonly f: number }, args: readonly Closure[]): number {
  let count = 0;
  for (let at = callerFrame(args); at; at = callerFrame(at.args ?? []) ?? at.outer)
    if (at.file === fn.file && at.f === fn.f) count += 1;
  return count;
}

function callerFrame(args: readonly Closure[]): Frame | undefined {
  return args.find((arg) => arg.frame)?.frame;
}
