import type { Expr } from '../facts/file-facts.ts';
import { Answers, changedKeys } from './answers.ts';
import type { Evaluator } from './evaluate.ts';
import { loopFrames } from './elements.ts';
import { loadedMember } from './loaded-folders.ts';
import { givenTo, isRewrite, parameterOf, type Parameter } from './rewritten-members.ts';
import { joinTexts } from './texts.ts';
import { keyOf, text, type Closure, type Frame, type Value } from './values.ts';

interface Assigned {
  readonly file: string;
  readonly expr: Expr;
  /** The parameter through which the object came to the function that assigns. */
  readonly parameter?: Parameter | undefined;
  /** Made from what the member was before. */
  readonly rewrites?: boolean;
}

/** An assignment to a member whose name is computed: `clients[name] = connect(name)`. */
interface Computed extends Assigned {
  readonly fn: number;
  readonly index: Expr;
}

/** Members that are given to objects of the project after they were made: `const options = {}; options.timeout = 5000`. */
export class AssignedMembers {
  private readonly byObject = new Map<string, Assigned[]>();
  private readonly computed = new Map<string, Computed[]>();
  /** Every name that is assigned to anything; most members that are asked for are none of these. */
  private readonly names = new Set<string>();
  /** Those that are written out, which are the same in all rounds. */
  private readonly written = new Set<string>();
  /** The question whether a name is assigned at all, by the name. */
  private readonly questions = new Map<string, string>();
  /** Whether the program assigns computed names anywhere: which names these are a round may find out. */
  private isOpen = false;
  private readonly answers: Answers;

  constructor(answers = new Answers()) {
    this.answers = answers;
  }

  /** Finds the objects that every assignment means, with what `evaluator` knows. */
  static find(evaluator: Evaluator, answers?: Answers): AssignedMembers {
    const members = new AssignedMembers(answers);
    for (const [file, facts] of evaluator.program.files) {
      for (const { target, value, fn } of facts.assignments) {
        if (target.k !== 'get' && target.k !== 'at') continue;
        if (target.k === 'at') members.isOpen = true;
        const names = target.k === 'get' ? [target.n] : joinTexts(evaluator.eval(file, target.i, undefined));
        for (const name of names) members.names.add(name);
        if (target.k === 'get') members.written.add(target.n);
        const rewrites = isRewrite(evaluator.program, file, target, value);
        const parameter = rewrites ? parameterOf(evaluator.program, file, target.o) : undefined;
        for (const object of evaluator.eval(file, target.o, undefined)) {
          const id = identity(object);
          if (id === undefined) continue;
          // One of several names at a time (a loop over the names) means one value at a time.
          const isComputed =
            target.k === 'at' &&
            (names.length === 0 ||
              isEach(evaluator, file, names, target.i) ||
              loopFrames(evaluator, file, fn, [target.i, value]).length > 1);
          if (isComputed) push(members.computed, id, { file, expr: value, fn, index: target.i });
          else
            for (const name of names)
              push(members.byObject, question(id, name), { file, expr: value, parameter, rewrites });
        }
      }
    }
    return members;
  }

  /** Questions that `before` answered in another way. */
  *changes(before: AssignedMembers): Iterable<string> {
    const same = (a: Assigned, b: Assigned): boolean => a.expr === b.expr && a.file === b.file;
    yield* changedKeys(before.byObject, this.byObject, same);
    const sameIndex = (a: Computed, b: Computed): boolean => same(a, b) && a.index === b.index;
    for (const id of changedKeys(before.computed, this.computed, sameIndex)) yield `computed ${id}`;
    for (const name of this.names) if (!before.names.has(name)) yield whether(name);
    for (const name of before.names) if (!this.names.has(name)) yield whether(name);
  }

  /** What a member of an object was assigned, seen from the frame in which the object was made. */
  of(evaluator: Evaluator, object: Value, name: string): Value[] {
    if (this.isOpen && !this.written.has(name)) this.restOnWhether(name);
    if (!this.names.has(name)) return [];
    const id = identity(object);
    if (id === undefined) return [];
    const key = question(id, name);
    this.answers.restOn(key);
    return (this.byObject.get(key) ?? []).flatMap(({ file, expr, parameter }) => {
      const given = parameter && givenTo(evaluator, file, parameter, object);
      return evaluator.eval(file, expr, given ?? frameOf(object, file));
    });
  }

  private restOnWhether(name: string): void {
    let asked = this.questions.get(name);
    if (asked === undefined) {
      asked = whether(name);
      this.questions.set(name, asked);
    }
    this.answers.restOn(asked);
  }

  /** Whether a member of an object is replaced by something that is made from it, so that nobody sees what it was. */
  isRewritten(object: Value, name: string): boolean {
    const id = this.names.has(name) ? identity(object) : undefined;
    const assigned = id === undefined ? [] : (this.byObject.get(question(id, name)) ?? []);
    return assigned.some(({ rewrites, parameter }) => rewrites === true && parameter !== undefined);
  }

  /**
   * What members of computed names were assigned: all that is known of `clients[name]`, seen from `frame` where that is the
   * function that assigns it; of a known name (`for (const key of keys) wrapped[key] = wrap(all[key])`) that of the name.
   */
  ofComputed(evaluator: Evaluator, object: Value, name: string | undefined, frame: Frame | undefined): Value[] {
    const id = identity(object);
    if (this.isOpen && id !== undefined) this.answers.restOn(`computed ${id}`);
    const assigned = id === undefined ? undefined : this.computed.get(id);
    return (assigned ?? []).flatMap((one) =>
      evaluator.spread(one.expr, () => {
        const named = name === undefined ? undefined : namedFrame(evaluator, one, name, frameOf(object, one.file));
        if (name !== undefined && !named) return loadedMember(evaluator, one, name);
        return evaluator.eval(one.file, one.expr, named ?? frameWithin(frame, one));
      }),
    );
  }
}

function whether(name: string): string {
  return `assigned at all ${name}`;
}

function isEach(evaluator: Evaluator, file: string, names: readonly string[], index: Expr): boolean {
  const [value = index] = index.k === 'id' ? (evaluator.program.facts(file).bindings[index.b]?.values ?? []) : [];
  return names.length > 1 && (value.k === 'element' || value.k === 'param');
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

// The frame in which the name at hand is the one that is asked for: a loop over names, or a callback that is given each of them.
function namedFrame(
  evaluator: Evaluator,
  { file, fn, index }: Computed,
  name: string,
  outer: Frame | undefined,
): Frame | undefined {
  const values = index.k === 'id' ? (evaluator.program.facts(file).bindings[index.b]?.values ?? []) : [index];
  const at = evaluator.evidence(file, { line: 1, column: 1 });
  const item: Closure = { file, expr: { k: 'dyn' }, frame: undefined, values: [text(name, 'literal', at)] };
  const depth = (outer?.depth ?? 0) + 1;
  const [value] = values;
  if (value?.k === 'element')
    return { file, f: -3, args: [], self: undefined, outer, depth, element: { expr: value, item } };
  if (value?.k !== 'param' || value.f !== fn || value.i !== 0) return undefined;
  return { file, f: fn, args: [item], self: undefined, outer, depth };
}

function frameWithin(frame: Frame | undefined, { file, fn }: Computed): Frame | undefined {
  for (let at = frame; at; at = at.outer) if (at.file === file && at.f === fn) return at;
  return undefined;
}

function question(id: string, name: string): string {
  return `assigned ${id}.${name}`;
}

// An object literal is one object whatever the frame it is evaluated in.
function identity(object: Value): string | undefined {
  if (object.t === 'obj') return `o${object.file}:${object.expr.at.line}:${object.expr.at.column}`;
  if (object.t === 'merge') return object.made === undefined ? undefined : `m${object.made}`;
  if (object.t === 'fn') return `f${object.file}#${object.f}`;
  return object.t === 'class' || (object.t === 'inst' && object.site !== 'open') ? keyOf(object) : undefined;
}

function frameOf(object: Value, file: string): Frame | undefined {
  return 'frame' in object && object.file === file ? object.frame : undefined;
}
