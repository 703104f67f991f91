import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import { produced } from './produced.ts';
import type { Closure, Lib, Value } from './values.ts';

interface Source extends Closure {
  /** A function that makes the context of a request, or what a middleware adds to it. */
  readonly kind: 'made' | 'added';
}

const MOST = 12;
const known = new WeakMap<Program, readonly Source[]>();
const asked = new Set<string>();

/** What procedures of tRPC find in `ctx` under a name: put there by `createContext` or by a middleware's `next({ ctx })`. */
export function contextMember(evaluator: Evaluator, lib: Lib, name: string, file: string): Value[] | undefined {
  if (lib.pkg !== '@trpc/server' || !/\(cb\d+\.\d+\)\.ctx$/.test(lib.path)) return undefined;
  // What is added is often the context itself and something more.
  const key = `${name} ${file}`;
  if (asked.has(key)) return undefined;
  asked.add(key);
  const at = { file, line: 1, column: 1 };
  const values = nearest(sources(evaluator.program), file)
    .flatMap((source) => evaluator.member(contextsOf(evaluator, source), name, at))
    .filter((value) => isOwn(value));
  asked.delete(key);
  return values.length > 0 ? values : undefined;
}

function contextsOf(evaluator: Evaluator, source: Source): Value[] {
  const values = evaluator.of(source);
  if (source.kind === 'added') return values;
  return values.flatMap((value) => (value.t === 'fn' ? produced(evaluator, value) : []));
}

// A client, an object or a function; what a request brings is none of these.
function isOwn(value: Value): boolean {
  if (value.t === 'lib') return value.lib.pkg !== 'global' && value.lib.pkg !== '@trpc/server';
  return value.t === 'inst' || value.t === 'obj' || value.t === 'fn';
}

// Services of one repository have contexts of their own.
function nearest(all: readonly Source[], file: string): readonly Source[] {
  const near = Math.max(...all.map((source) => shared(source.file, file)));
  return all.filter((source) => shared(source.file, file) === near).slice(0, MOST);
}

function shared(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  // The service's own folder counts, not how deep in it a router lies.
  const most = Math.min(2, left.length - 1);
  let n = 0;
  while (n < most && left[n] === right[n]) n += 1;
  return n;
}

function sources(program: Program): readonly Source[] {
  const before = known.get(program);
  if (before) return before;
  const found: Source[] = [];
  for (const [file, { imports, calls, bindings }] of program.files) {
    const isServer = imports.some((specifier) => specifier.startsWith('@trpc/server'));
    const isNext = ({ callee }: CallFact): boolean =>
      callee.k === 'id' ? bindings[callee.b]?.name === 'next' : callee.k === 'get' && callee.n === 'next';
    for (const call of calls) found.push(...sourcesAt(file, call, isServer, isNext(call)));
  }
  known.set(program, found);
  return found;
}

function sourcesAt(file: string, { args }: CallFact, isServer: boolean, isNext: boolean): Source[] {
  const made = isServer ? args.flatMap((arg) => propertiesOf(arg, 'createContext', 2)) : [];
  const added = isNext ? args.flatMap((arg) => propertiesOf(arg, 'ctx', 1)) : [];
  return [
    ...made.map((expr): Source => ({ file, expr, frame: undefined, kind: 'made' })),
    ...added.map((expr): Source => ({ file, expr, frame: undefined, kind: 'added' })),
  ];
}

function propertiesOf(expr: Expr, name: string, depth: number): Expr[] {
  if (expr.k !== 'obj' || depth === 0) return [];
  return expr.props.flatMap(({ key, value }) =>
    key === name ? [value] : typeof key === 'string' ? propertiesOf(value, name, depth - 1) : [],
  );
}
