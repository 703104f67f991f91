import { calleesOf } from './callers.ts';
import { commandHops } from './cqrs.ts';
import type { Evaluator } from './evaluate.ts';
import { isNeverTaken } from './never-taken.ts';
import type { Value } from './values.ts';
import { callsParameter, isOfParameter, withWrapped } from './wrapped-functions.ts';

/** Which functions lead to which, by calls, callbacks and nesting. Keys are `file#function`. */
export class Reach {
  private readonly next = new Map<string, Set<string>>();
  private readonly previous = new Map<string, Set<string>>();

  constructor(evaluator: Evaluator) {
    for (const [file, facts] of evaluator.program.files) {
      facts.functions.forEach((fn, f) => {
        if (fn.parent >= 0) this.edge(key(file, fn.parent), key(file, f));
      });
      for (const call of facts.calls) {
        if (isNeverTaken(evaluator, file, call.when)) continue;
        const from = key(file, call.fn);
        const callees = calleesOf(evaluator, file, call);
        // A wrapper calls one of many: which one is known where the wrapped function is called.
        if (callees.length > 1 && callsParameter(evaluator, file, call)) continue;
        for (const value of callees) {
          if (value.t === 'fn') for (const fn of withWrapped(evaluator, value)) this.edge(from, key(fn.file, fn.f));
          else if (value.t === 'class') {
            const ctor = evaluator.program.cls(value.file, value.c)?.ctor ?? -1;
            if (ctor >= 0) this.edge(from, key(value.file, ctor));
          }
        }
        for (const arg of call.args) {
          if (arg.k !== 'fn' && arg.k !== 'id' && arg.k !== 'get') continue;
          const handed = evaluator.eval(file, arg, undefined).filter((value) => value.t === 'fn');
          // Handed on, too: who hands one over leads to that one, and not to those of others.
          if (isOneOfMany(handed) && isOfParameter(facts, arg)) continue;
          for (const value of handed)
            for (const fn of withWrapped(evaluator, value)) this.edge(from, key(fn.file, fn.f));
        }
      }
    }
    for (const { from, to } of commandHops(evaluator)) this.edge(key(from.file, from.f), key(to.file, to.f));
  }

  /** All functions that a function leads to, itself included. */
  from(file: string, f: number): ReadonlySet<string> {
    return walk(this.next, key(file, f));
  }

  /** Functions and module bodies that lead to a function, itself included; what leads to one of which `ends` holds is left out. */
  to(file: string, f: number, ends: (key: string) => boolean): ReadonlySet<string> {
    return walk(this.previous, key(file, f), ends);
  }

  private edge(from: string, to: string): void {
    push(this.next, from, to);
    push(this.previous, to, from);
  }
}

function isOneOfMany(values: readonly Value[]): boolean {
  return new Set(values.map((value) => (value.t === 'fn' ? key(value.file, value.f) : ''))).size > 1;
}

/** `file#function`; the module itself is `file#-1`. */
export function key(file: string, f: number): string {
  return `${file}#${f}`;
}

function walk(
  edges: ReadonlyMap<string, ReadonlySet<string>>,
  start: string,
  ends?: (key: string) => boolean,
): Set<string> {
  const seen = new Set([start]);
  const queue = [start];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (ends?.(at)) continue;
    for (const other of edges.get(at) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      queue.push(other);
    }
  }
  return seen;
}

function push(map: Map<string, Set<string>>, from: string, to: string): void {
  const known = map.get(from);
  if (known) known.add(to);
  else map.set(from, new Set([to]));
}
