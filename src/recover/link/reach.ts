import { calleesOf } from './callers.ts';
import { commandHops } from './cqrs.ts';
import type { Evaluator } from './evaluate.ts';

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
        const from = key(file, call.fn);
        for (const value of calleesOf(evaluator, file, call)) {
          if (value.t === 'fn') this.edge(from, key(value.file, value.f));
          else if (value.t === 'class') {
            const ctor = evaluator.program.cls(value.file, value.c)?.ctor ?? -1;
            if (ctor >= 0) this.edge(from, key(value.file, ctor));
          }
        }
        for (const arg of call.args) {
          if (arg.k !== 'fn' && arg.k !== 'id' && arg.k !== 'get') continue;
          for (const value of evaluator.eval(file, arg, undefined))
            if (value.t === 'fn') this.edge(from, key(value.file, value.f));
        }
      }
    }
    for (const { from, to } of commandHops(evaluator)) this.edge(key(from.file, from.f), key(to.file, to.f));
  }

  /** All functions that a function leads to, itself included. */
  from(file: string, f: number): ReadonlySet<string> {
    return walk(this.next, key(file, f));
  }

  /** All functions that lead to a function, itself included. */
  to(file: string, f: number): ReadonlySet<string> {
    return walk(this.previous, key(file, f));
  }

  private edge(from: string, to: string): void {
    push(this.next, from, to);
    push(this.previous, to, from);
  }
}

/** `file#function`; the module itself is `file#-1`. */
export function key(file: string, f: number): string {
  return `${file}#${f}`;
}

function walk(edges: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const seen = new Set([start]);
  const queue = [start];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const other of edges.get(at) ?? []) {
      // Module bodies import and start everything: a path through them is no path of a request.
      if (seen.has(other) || other.endsWith('#-1')) continue;
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
