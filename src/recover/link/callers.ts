import type { CallFact, Expr } from '../facts/file-facts.ts';
import { autoloaded } from './autoload.ts';
import { pluginFunctions } from './plugin-functions.ts';
import { Answers, changedKeys, sameItems } from './answers.ts';
import { functionArguments } from './arguments.ts';
import { loopFrames } from './elements.ts';
import { emittedArgument } from './emitters.ts';
import { asCalled } from './base-constructors.ts';
import type { Evaluator } from './evaluate.ts';
import { Given } from './given.ts';
import { libraryMember } from './library-values.ts';
import { isNeverTaken } from './never-taken.ts';
import { pageProps } from './page-props.ts';
import type { Program } from './program.ts';
import { isOneClosure } from './same-value.ts';
import type { Closure, Frame, Value } from './values.ts';

const MOST_BASES = 6;

/** A place where a function is called. */
export interface CallRef {
  readonly file: string;
  readonly c: number;
  /** Arguments that `bind` put in front of the call's own. */
  readonly bound?: readonly Closure[];
}

/** A place where a function is handed to somebody as an argument (or as a property of an argument). */
export interface PassedRef extends CallRef {
  readonly index: number;
  readonly property: string | undefined;
}

/** Who calls which function, and who is given which function. */
export class Callers {
  private readonly calls = new Map<string, CallRef[]>();
  private readonly passed = new Map<string, PassedRef[]>();
  /** What frameworks call and give. */
  readonly given = new Given();
  private readonly constructed = new Map<string, CallRef[]>();
  private readonly answers: Answers;

  constructor(answers = new Answers()) {
    this.answers = answers;
  }

  of(file: string, f: number): readonly CallRef[] {
    return this.ask(this.calls, `calls of ${file}#${f}`);
  }

  /** Where a class, or a class that takes its constructor from it, is constructed. */
  constructions(file: string, c: number): readonly CallRef[] {
    return this.ask(this.constructed, `constructions of ${file}#${c}`);
  }

  passedTo(file: string, f: number): readonly PassedRef[] {
    return this.ask(this.passed, `passed ${file}#${f}`);
  }

  private ask<T>(map: ReadonlyMap<string, readonly T[]>, question: string): readonly T[] {
    this.answers.restOn(question);
    return map.get(question) ?? [];
  }

  /** Questions that `before` answered in another way. */
  *changes(before: Callers): Iterable<string> {
    yield* changedKeys(before.calls, this.calls, sameRef);
    yield* changedKeys(before.passed, this.passed, samePassed);
    yield* changedKeys(before.constructed, this.constructed, sameRef);
    // What is given was made by each round anew.
    for (const key of [...before.given.keys(), ...this.given.keys()]) yield `given ${key}`;
  }

  /** What `this` is in a function that a framework calls, or in a function inside it. */
  givenSelf(program: Program, file: string, f: number): Value[] {
    for (let at = f; at >= 0; at = program.fn(file, at)?.parent ?? -1) {
      this.answers.restOn(`given ${file}#${at}`);
      const values = this.given.selfOf(file, at);
      if (values.length > 0) return values;
    }
    return [];
  }

  /** What a framework gives for a parameter of a function that nobody in the repository calls. */
  givenParameter(file: string, f: number, i: number): Value[] {
    this.answers.restOn(`given ${file}#${f}.${i}`);
    return this.given.parameterOf(file, f, i);
  }

  /** Finds every call's targets with what `evaluator` knows. Later rounds know more, as parameters resolve. */
  static find(evaluator: Evaluator): Callers {
    const callers = new Callers(evaluator.known.answers);
    for (const [file, facts] of evaluator.program.files) {
      facts.calls.forEach((call, c) => {
        // What is handed over in a branch for a mode that nobody asks for still tells who would run it.
        callers.addPassed(evaluator, file, c, call);
        if (isNeverTaken(evaluator, file, call.when)) return;
        callers.addTargets(evaluator, file, c, call);
      });
    }
    return callers;
  }

  private addTargets(evaluator: Evaluator, file: string, c: number, call: CallFact): void {
    // `require(file)(app)` in a loop calls what each file gives: more than one question answers.
    const loop =
      call.callee.k === 'call' && call.loop === 'each' ? loopFrames(evaluator, file, call.fn, [call.callee]) : [];
    const each = loop.flatMap((frame) => evaluator.eval(file, call.callee, frame).map(asCalled));
    for (const value of loop.length > 0 ? each : calleesOf(evaluator, file, call)) {
      if (value.t === 'fn')
        add(
          this.calls,
          `calls of ${value.file}#${value.f}`,
          value.bound ? { file, c, bound: value.bound } : { file, c },
        );
      else if (value.t === 'class') this.addConstruction(evaluator, value, { file, c }, call.isNew, 0);
    }
  }

  // A class without a constructor is constructed by the one that it inherits.
  private addConstruction(
    evaluator: Evaluator,
    value: Extract<Value, { t: 'class' }>,
    ref: CallRef,
    isNew: boolean,
    depth: number,
  ): void {
    const cls = evaluator.program.cls(value.file, value.c);
    if (!cls || depth > MOST_BASES) return;
    if (isNew) add(this.constructed, `constructions of ${value.file}#${value.c}`, ref);
    if (cls.ctor >= 0) add(this.calls, `calls of ${value.file}#${cls.ctor}`, ref);
    else if (cls.ext) {
      for (const base of evaluator.eval(value.file, cls.ext, undefined))
        if (base.t === 'class') this.addConstruction(evaluator, base, ref, isNew, depth + 1);
    }
  }

  private addPassed(evaluator: Evaluator, file: string, c: number, call: CallFact): void {
    if (call.callee.k === 'get' && call.callee.n === 'register') {
      const args = call.args.map((expr): Closure => ({ file, expr, frame: undefined }));
      for (const value of autoloaded(evaluator, args, file))
        if (value.t === 'fn')
          add(this.passed, `passed ${value.file}#${value.f}`, { file, c, index: 0, property: undefined });
      for (const { fn } of pluginFunctions(evaluator, args))
        add(this.passed, `passed ${fn.file}#${fn.f}`, { file, c, index: 0, property: 'register' });
    }
    call.args.forEach((arg, index) => {
      if (arg.k === 'obj') {
        for (const prop of arg.props) {
          if (typeof prop.key !== 'string' || !couldBeFunction(prop.value.k)) continue;
          for (const value of functionsOf(evaluator, file, prop.value)) {
            if (value.t === 'fn')
              add(this.passed, `passed ${value.file}#${value.f}`, { file, c, index, property: prop.key });
          }
        }
      } else if (couldBeFunction(arg.k)) {
        for (const value of functionsOf(evaluator, file, arg)) {
          if (value.t === 'fn')
            add(this.passed, `passed ${value.file}#${value.f}`, { file, c, index, property: undefined });
        }
      }
    });
  }

  /** Values that callers pass for parameter `i` of a function: arguments, or what a library or array method hands to a callback. */
  argumentsOf(evaluator: Evaluator, file: string, f: number, i: number): Value[] {
    const values: Value[] = [];
    for (const ref of this.of(file, f)) {
      const shift = ref.bound?.length ?? 0;
      const bound = ref.bound?.[i];
      if (bound) values.push(...evaluator.of(bound));
      const call = evaluator.program.facts(ref.file).calls[ref.c];
      const arg = call && functionArguments(evaluator, ref.file, call, undefined)[i - shift];
      if (arg && arg.expr.k !== 'spread') values.push(...evaluator.of(arg));
    }
    for (const ref of this.passedTo(file, f)) values.push(...callbackArgument(evaluator, ref, i));
    return values;
  }
}

// A module handed over whole (`register(import('./routes'))`) stands for what it exports by default.
function functionsOf(evaluator: Evaluator, file: string, expr: Expr): Value[] {
  return evaluator
    .eval(file, expr, undefined)
    .flatMap((value) => (value.t === 'mod' ? evaluator.exportValue(value.file, 'default') : [value]));
}

function couldBeFunction(kind: string): boolean {
  return kind === 'fn' || kind === 'id' || kind === 'get' || kind === 'call' || kind === 'mod';
}

/** What a call's callee is, without a frame: functions, classes, library paths. `f.call(x)` and `f.apply(x)` call f. */
export function calleesOf(evaluator: Evaluator, file: string, call: CallFact): Value[] {
  if (call.callee.k === 'super') {
    const ext = evaluator.program.cls(file, call.callee.c)?.ext;
    return ext ? evaluator.eval(file, ext, undefined) : [];
  }
  if (call.callee.k === 'get' && (call.callee.n === 'call' || call.callee.n === 'apply')) {
    const direct = evaluator.eval(file, call.callee.o, undefined).filter((value) => value.t === 'fn');
    if (direct.length > 0) return direct;
  }
  const pages = pageProps(evaluator, file, call.callee);
  return pages.length > 0 ? pages : evaluator.eval(file, call.callee, undefined).map(asCalled);
}

// A library's callback gets something of that library: `connect(url, (err, conn) => …)`, `register((instance) => …)`.
function callbackArgument(evaluator: Evaluator, ref: PassedRef, i: number): Value[] {
  const call = evaluator.program.facts(ref.file).calls[ref.c];
  if (!call) return [];
  const args = call.args.map((expr) => ({ file: ref.file, expr, frame: undefined as Frame | undefined }));
  if (call.callee.k === 'get') {
    const receivers = evaluator.eval(ref.file, call.callee.o, undefined);
    if (call.callee.n === 'then' && ref.index === 0 && i === 0) return receivers;
    const element = /^(map|forEach|filter|flatMap|find|some|every)$/.test(call.callee.n) && i === 0;
    if (element && receivers.some((value) => value.t === 'arr')) return evaluator.elements(receivers);
    if (call.callee.n === 'reduce' && i === 1) return evaluator.elements(receivers);
  }
  return calleesOf(evaluator, ref.file, call).flatMap((callee): Value[] => {
    if (callee.t !== 'lib') return [];
    // A plugin's second argument is what it was registered with.
    if (callee.lib.pkg === 'fastify' && ref.index === 0 && i === 1 && callee.lib.path.endsWith('register')) {
      const options = args[1] ? evaluator.of(args[1]) : [];
      if (options.length > 0) return options;
    }
    const passed = ref.index === 1 ? emittedArgument(evaluator, callee.lib, args, i) : [];
    if (passed.length > 0) return passed;
    const step = `(cb${ref.index}${ref.property ? `.${ref.property}` : ''}.${i})`;
    const made = libraryMember(
      { ...callee.lib, base: callee.lib, args, site: { file: ref.file, call: ref.c } },
      step,
      true,
    );
    return [made];
  });
}

function sameRef(a: CallRef, b: CallRef): boolean {
  return a.c === b.c && a.file === b.file && sameItems(a.bound ?? [], b.bound ?? [], isOneClosure);
}

function samePassed(a: PassedRef, b: PassedRef): boolean {
  return sameRef(a, b) && a.index === b.index && a.property === b.property;
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
