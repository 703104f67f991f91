import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import { joinTexts } from './texts.ts';
import { keyOf, type Closure, type Lib, type Value } from './values.ts';

interface Emitted {
  readonly file: string;
  readonly emitter: Expr;
  readonly args: readonly Expr[];
}

const emitted = new WeakMap<Program, Map<string, Emitted[]>>();

/**
 * What a listener's parameter is: `mediator.on('db.ready', (db) => …)` is given what `mediator.emit('db.ready', db)` passes.
 * Only emitters of the process itself, and only the very same object.
 */
export function emittedArgument(evaluator: Evaluator, callee: Lib, args: readonly Closure[], i: number): Value[] {
  if (!/^(?:node:)?events$|^eventemitter[23]$/.test(callee.pkg)) return [];
  if (!/!\.(?:on|once|addListener|prependListener)$/.test(callee.path)) return [];
  const [event] = args;
  const emitter = identity(callee);
  return joinTexts(event ? evaluator.of(event) : []).flatMap((name) =>
    (index(evaluator.program).get(name) ?? []).flatMap((item) => {
      const value = item.args[i + 1];
      const same = evaluator
        .eval(item.file, item.emitter, undefined)
        .some((owner) => owner.t === 'lib' && identity(owner.lib) === emitter);
      return same && value && value.k !== 'spread' ? evaluator.eval(item.file, value, undefined) : [];
    }),
  );
}

function identity(lib: Lib): string {
  return keyOf({ t: 'lib', lib: { ...lib, path: lib.path.replace(/!.*$/, '!') } });
}

function index(program: Program): Map<string, Emitted[]> {
  let found = emitted.get(program);
  if (found) return found;
  found = new Map();
  for (const [file, facts] of program.files) {
    for (const { callee, args } of facts.calls) {
      const [event] = args;
      if (callee.k !== 'get' || callee.n !== 'emit' || event?.k !== 'str') continue;
      const item = { file, emitter: callee.o, args };
      const known = found.get(event.v);
      if (known) known.push(item);
      else found.set(event.v, [item]);
    }
  }
  emitted.set(program, found);
  return found;
}
