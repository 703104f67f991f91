import type { Expr } from '../facts/file-facts.ts';
import type { Closure, Frame, Lib, Part, Value } from './values.ts';

type Of<T extends Value['t']> = Extract<Value, { t: T }>;

/**
 * Whether two values are the same for a set of values; says what `keyOf` says without writing the keys out, which costs
 * more than everything else when functions were entered through many others.
 */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.t !== b.t) return false;
  switch (a.t) {
    case 'text':
      return sameParts(a.parts, (b as Of<'text'>).parts);
    case 'num':
      return Object.is(a.v, (b as Of<'num'>).v);
    case 'bool':
      return a.v === (b as Of<'bool'>).v;
    case 'obj':
    case 'arr':
      return sameLiteral(a, b as Of<'obj' | 'arr'>);
    case 'fn':
      return sameFunction(a, b as Of<'fn'>);
    case 'class':
      return a.c === (b as Of<'class'>).c && a.file === (b as Of<'class'>).file;
    case 'inst':
      return a.c === (b as Of<'inst'>).c && a.file === (b as Of<'inst'>).file && a.site === (b as Of<'inst'>).site;
    case 'lib':
      return sameLib(a.lib, (b as Of<'lib'>).lib);
    default:
      return sameOther(a, b);
  }
}

/** Whether two closures are one: the same expression in the very same frame. */
export function isOneClosure(a: Closure, b: Closure): boolean {
  return a.expr === b.expr && a.frame === b.frame && a.file === b.file && a.values === b.values;
}

function sameOther(a: Value, b: Value): boolean {
  if (a.t === 'mod') return a.file === (b as Of<'mod'>).file;
  if (a.t === 'type') return a.b === (b as Of<'type'>).b && a.file === (b as Of<'type'>).file;
  if (a.t === 'envobj') return a.at.line === (b as Of<'envobj'>).at.line && a.at.file === (b as Of<'envobj'>).at.file;
  if (a.t !== 'merge') return true;
  const { of, deep, omit, pick, defaults } = b as Of<'merge'>;
  if (a.deep !== deep || a.defaults !== defaults || !sameNames(a.omit, omit) || !sameNames(a.pick, pick)) return false;
  return a.of.length === of.length && a.of.every((value, index) => sameAt(value, of[index]));
}

function sameNames(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every((name) => b.has(name)));
}

function sameAt(a: Value, b: Value | undefined): boolean {
  return b !== undefined && sameValue(a, b);
}

function sameParts(a: readonly Part[], b: readonly Part[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!samePart(a[index] as Part, b[index])) return false;
  return true;
}

function samePart(a: Part, b: Part | undefined): boolean {
  if (a.p === 'text') return b?.p === 'text' && a.s === b.s && a.origin === b.origin;
  if (a.p === 'param') return b?.p === 'param' && a.f === b.f && a.i === b.i && a.file === b.file;
  if (a.p === 'env' && b?.p === 'env' && a.replaced !== b.replaced) return false;
  return b?.p === a.p && a.name === b.name;
}

function sameLiteral(a: Of<'obj' | 'arr'>, b: Of<'obj' | 'arr'>): boolean {
  const here = a.expr === b.expr || (a.expr.at.line === b.expr.at.line && a.expr.at.column === b.expr.at.column);
  return here && a.file === b.file && sameFrame(a.frame, b.frame);
}

function sameFunction(a: Of<'fn'>, b: Of<'fn'>): boolean {
  if (a.f !== b.f || a.file !== b.file || (a.self === undefined) !== (b.self === undefined)) return false;
  return (!a.self || !b.self || sameValue(a.self, b.self)) && sameFrame(a.frame, b.frame);
}

function sameLib(a: Lib, b: Lib): boolean {
  if (a === b) return true;
  if (
    a.site !== b.site &&
    (a.site?.call !== b.site?.call || a.site?.of !== b.site?.of || a.site?.file !== b.site?.file)
  )
    return false;
  return a.path === b.path && a.pkg === b.pkg;
}

// Frames are told apart by their function, their arguments as written, and the frame that the first argument comes from.
function sameFrame(a: Frame | undefined, b: Frame | undefined): boolean {
  let [left, right] = [a, b];
  while (left !== right) {
    if (!left || !right || left.f !== right.f || left.file !== right.file) return false;
    const [args, others] = [left.args, right.args];
    if (args !== others) {
      if (!args || args.length !== others?.length) return false;
      for (let index = 0; index < args.length; index++)
        if (!sameClosure(args[index] as Closure, others[index])) return false;
    }
    left = args?.[0]?.frame;
    right = others?.[0]?.frame;
  }
  return true;
}

// What was found without an expression is told apart by its values.
function sameClosure(a: Closure, b: Closure | undefined): boolean {
  if (b === undefined || a.file !== b.file || !sameExpr(a.expr, b.expr)) return false;
  if (a.values === b.values) return true;
  return (
    a.values?.length === b.values?.length && (a.values ?? []).every((one, index) => sameAt(one, b.values?.[index]))
  );
}

function sameExpr(a: Expr, b: Expr): boolean {
  if (a === b) return true;
  if (a.k !== b.k) return false;
  if ('at' in a && 'at' in b) return a.at.line === b.at.line && a.at.column === b.at.column;
  if (a.k === 'id') return a.b === (b as typeof a).b;
  if (a.k === 'call') return a.c === (b as typeof a).c;
  if (a.k === 'fn') return a.f === (b as typeof a).f;
  if (a.k === 'param') return a.f === (b as typeof a).f && a.i === (b as typeof a).i;
  return true;
}
