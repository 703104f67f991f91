import type { Expr } from '../facts/file-facts.ts';
import { Answers, changedKeys } from './answers.ts';
import type { Evaluator } from './evaluate.ts';
import { keyOf, type Frame, type Value } from './values.ts';

interface Assigned {
  readonly file: string;
  readonly expr: Expr;
}

/** Members that are given to objects of the project after they were made: `const options = {}; options.timeout = 5000`. */
export class AssignedMembers {
  private readonly byObject = new Map<string, Assigned[]>();
  /** Every name that is assigned to anything; most members that are asked for are none of these. */
  private readonly names = new Set<string>();
  private readonly answers: Answers;

  constructor(answers = new Answers()) {
    this.answers = answers;
  }

  /** Finds the objects that every assignment means, with what `evaluator` knows. */
  static find(evaluator: Evaluator, answers?: Answers): AssignedMembers {
    const members = new AssignedMembers(answers);
    for (const [file, facts] of evaluator.program.files) {
      for (const { target, value } of facts.assignments) {
        if (target.k !== 'get') continue;
        members.names.add(target.n);
        for (const object of evaluator.eval(file, target.o, undefined)) {
          const id = identity(object);
          if (id === undefined) continue;
          const key = question(id, target.n);
          const known = members.byObject.get(key);
          if (known) known.push({ file, expr: value });
          else members.byObject.set(key, [{ file, expr: value }]);
        }
      }
    }
    return members;
  }

  /** Questions that `before` answered in another way. */
  changes(before: AssignedMembers): Iterable<string> {
    return changedKeys(before.byObject, this.byObject, (a, b) => a.expr === b.expr && a.file === b.file);
  }

  /** What a member of an object was assigned, seen from the frame in which the object was made. */
  of(evaluator: Evaluator, object: Value, name: string): Value[] {
    // Which names are assigned is the same in all rounds: what is no such name rests on nothing.
    if (!this.names.has(name)) return [];
    const id = identity(object);
    if (id === undefined) return [];
    const key = question(id, name);
    this.answers.restOn(key);
    return (this.byObject.get(key) ?? []).flatMap(({ file, expr }) => evaluator.eval(file, expr, frameOf(object, file)));
  }
}

function question(id: string, name: string): string {
  return `assigned ${id}.${name}`;
}

// An object literal is one object whatever the frame it is evaluated in.
function identity(object: Value): string | undefined {
  if (object.t === 'obj') return `o${object.file}:${object.expr.at.line}:${object.expr.at.column}`;
  if (object.t === 'fn') return `f${object.file}#${object.f}`;
  return object.t === 'class' || (object.t === 'inst' && object.site !== 'open') ? keyOf(object) : undefined;
}

function frameOf(object: Value, file: string): Frame | undefined {
  return 'frame' in object && object.file === file ? object.frame : undefined;
}
