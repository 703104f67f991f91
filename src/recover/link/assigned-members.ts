import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { keyOf, type Frame, type Value } from './values.ts';

interface Assigned {
  readonly file: string;
  readonly expr: Expr;
}

/** Members that are given to objects of the project after they were made: `const options = {}; options.timeout = 5000`. */
export class AssignedMembers {
  private readonly byObject = new Map<string, Assigned[]>();

  /** Finds the objects that every assignment means, with what `evaluator` knows. */
  static find(evaluator: Evaluator): AssignedMembers {
    const members = new AssignedMembers();
    for (const [file, facts] of evaluator.program.files) {
      for (const { target, value } of facts.assignments) {
        if (target.k !== 'get') continue;
        for (const object of evaluator.eval(file, target.o, undefined)) {
          const id = identity(object);
          if (id === undefined) continue;
          const key = `${id}.${target.n}`;
          const known = members.byObject.get(key);
          if (known) known.push({ file, expr: value });
          else members.byObject.set(key, [{ file, expr: value }]);
        }
      }
    }
    return members;
  }

  /** What a member of an object was assigned, seen from the frame in which the object was made. */
  of(evaluator: Evaluator, object: Value, name: string): Value[] {
    const id = identity(object);
    const assigned = id === undefined ? undefined : this.byObject.get(`${id}.${name}`);
    return (assigned ?? []).flatMap(({ file, expr }) => evaluator.eval(file, expr, frameOf(object, file)));
  }
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
