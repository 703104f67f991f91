import type { Expr } from '../facts/file-facts.ts';
import type { Evidence } from '../../model/system.ts';
import { sameValue } from './same-value.ts';

/** Where a piece of text comes from: written in code, a fallback that configuration may replace, or configuration itself. */
export type Origin = 'literal' | 'default' | 'config';

/** A piece of a text: known characters, or a hole that stands for what is not known (yet). */
export type Part =
  | { readonly p: 'text'; readonly s: string; readonly origin: Origin; readonly at: Evidence }
  /** `replaced` when something stands behind it for when it is not set. */
  | { readonly p: 'env'; readonly name: string; readonly at: Evidence; readonly replaced?: boolean }
  | { readonly p: 'param'; readonly file: string; readonly f: number; readonly i: number; readonly name: string }
  | { readonly p: 'hole'; readonly name: string };

/**
 * The arguments and the receiver with which a function runs. `args` undefined means "open": the parameters stay symbolic.
 * `outer` is the frame of the enclosing function, for closures.
 */
export interface Frame {
  readonly file: string;
  readonly f: number;
  readonly args: readonly Closure[] | undefined;
  readonly self: Value | undefined;
  readonly outer: Frame | undefined;
  /** The element at hand, when a loop over known elements is looked at one by one. */
  readonly element?: { readonly expr: Expr; readonly item: Closure };
  readonly depth: number;
}

/** An expression together with where it was written and the frame in which it is to be understood. */
export interface Closure {
  readonly file: string;
  readonly expr: Expr;
  readonly frame: Frame | undefined;
  /** What it is, when that was found without evaluating the expression. */
  readonly values?: readonly Value[];
}

/** Something that a package gave: the path from the package's root by members, calls `()`, constructions `!` and callbacks. */
export interface Lib {
  readonly pkg: string;
  readonly path: string;
  readonly base: Lib | undefined;
  /** Arguments of the last call or construction in the path. */
  readonly args: readonly Closure[];
  /** The call that made it; identifies the object (two routers are two objects). `of` is the class that inherits the call. */
  readonly site: { readonly file: string; readonly call: number; readonly of?: string } | undefined;
}

/** What an expression can be. Sets of values are arrays; an empty array means "nothing known". */
export type Value =
  | { readonly t: 'text'; readonly parts: readonly Part[] }
  | { readonly t: 'num'; readonly v: number; readonly at: Evidence | undefined }
  | { readonly t: 'bool'; readonly v: boolean }
  | { readonly t: 'nil' }
  | {
      readonly t: 'obj';
      readonly file: string;
      readonly expr: Extract<Expr, { k: 'obj' }>;
      readonly frame: Frame | undefined;
    }
  | {
      readonly t: 'arr';
      readonly file: string;
      readonly expr: Extract<Expr, { k: 'arr' }>;
      readonly frame: Frame | undefined;
    }
  | {
      readonly t: 'fn';
      readonly file: string;
      readonly f: number;
      readonly self: Value | undefined;
      readonly frame: Frame | undefined;
      readonly bound?: readonly Closure[];
    }
  | { readonly t: 'class'; readonly file: string; readonly c: number; readonly frame: Frame | undefined }
  | {
      readonly t: 'inst';
      readonly file: string;
      readonly c: number;
      readonly ctor: readonly Closure[] | undefined;
      readonly site: string;
      /** The method in which it is `this`, where subclasses may know more than its class. */
      readonly within?: number;
    }
  | { readonly t: 'lib'; readonly lib: Lib }
  | { readonly t: 'mod'; readonly file: string }
  | { readonly t: 'type'; readonly file: string; readonly b: number }
  | { readonly t: 'env' }
  /** An object made by checking the environment against a schema: its members are environment variables. */
  | {
      readonly t: 'envobj';
      readonly schema: Closure | undefined;
      /** The zod schema, which may rename what it reads. */
      readonly zod?: Lib;
      readonly wrapped: boolean;
      readonly at: Evidence;
    }
  /** Objects laid over each other, the last on top; `deep` when their members are, too. */
  | {
      readonly t: 'merge';
      readonly of: readonly Value[];
      readonly deep?: boolean;
      /** Members that were left out, or that alone were taken. */
      readonly omit?: ReadonlySet<string>;
      readonly pick?: ReadonlySet<string>;
      /** The call that made it. */
      readonly made?: string;
      /** What it holds counts where configuration says nothing else. */
      readonly defaults?: true;
    }
  | { readonly t: 'unknown'; readonly why: string };

export const UNKNOWN: Value = { t: 'unknown', why: '' };

/** A text of one known piece. */
export function text(s: string, origin: Origin, at: Evidence): Value {
  return { t: 'text', parts: [{ p: 'text', s, origin, at }] };
}

/** Identity of a value, for sets. */
export function keyOf(value: Value): string {
  switch (value.t) {
    case 'text':
      return `t${value.parts.map(partKey).join('')}`;
    case 'num':
    case 'bool':
      return `${value.t}${String(value.v)}`;
    case 'obj':
    case 'arr':
      return `${value.t}${value.file}:${value.expr.at.line}:${value.expr.at.column}${frameKey(value.frame)}`;
    case 'fn':
      return `f${value.file}#${value.f}${value.self ? keyOf(value.self) : ''}${frameKey(value.frame)}`;
    case 'class':
      return `c${value.file}#${value.c}`;
    case 'inst':
      return `i${value.file}#${value.c}@${value.site}`;
    case 'lib':
      return `l${value.lib.pkg}|${value.lib.path}|${value.lib.site ? siteKey(value.lib.site) : ''}`;
    case 'mod':
      return `m${value.file}`;
    case 'type':
      return `y${value.file}#${value.b}`;
    case 'envobj':
      return `E${value.at.file}:${value.at.line}${value.zod?.site ? `~${value.zod.site.file}#${value.zod.site.call}` : ''}`;
    case 'merge':
      return `M${value.of.map(keyOf).join('+')}${value.deep ? 'd' : ''}${value.defaults ? 'f' : ''}-${[...(value.omit ?? [])].join()}+${[...(value.pick ?? [])].join()}`;
    default:
      return value.t;
  }
}

function siteKey({ file, call, of }: NonNullable<Lib['site']>): string {
  return `${file}#${call}${of === undefined ? '' : `~${of}`}`;
}

function partKey(part: Part): string {
  if (part.p === 'text') return `"${part.s}"${part.origin[0]}`;
  if (part.p === 'env') return `$${part.name}${part.replaced ? '?' : ''}`;
  if (part.p === 'param') return `{${part.file}#${part.f}.${part.i}}`;
  return `{${part.name}}`;
}

function frameKey(frame: Frame | undefined): string {
  if (!frame) return '';
  const first = frame.args?.[0];
  return `@${frame.file}#${frame.f}${frame.args ? `(${frame.args.map((arg) => `${arg.file}:${arg.values ? arg.values.map(keyOf).join('+') : exprKey(arg.expr)}`).join(',')})` : ''}${first?.frame ? frameKey(first.frame) : ''}`;
}

function exprKey(expr: Expr): string {
  if ('at' in expr) return `${expr.k}${expr.at.line}:${expr.at.column}`;
  if (expr.k === 'id') return `id${expr.b}`;
  if (expr.k === 'call') return `call${expr.c}`;
  if (expr.k === 'fn') return `fn${expr.f}`;
  if (expr.k === 'param') return `p${expr.f}.${expr.i}`;
  return expr.k;
}

const MOST = 24;
// Sets that are long enough for it to matter are handed on by many expressions, each of which asks for a set.
const LONG = 6;
const sets = new WeakSet<readonly Value[]>();

/** The set without repetitions, at most `limit` of it. */
export function distinct(values: Value[], limit = MOST): Value[] {
  if (values.length < 2) return values;
  if (values.length >= LONG && values.length <= limit && sets.has(values)) return values;
  const found: Value[] = [];
  for (const value of values) {
    if (!isAmong(found, value)) found.push(value);
    if (found.length >= limit) break;
  }
  if (found.length >= LONG) sets.add(found);
  return found;
}

function isAmong(values: readonly Value[], value: Value): boolean {
  for (const one of values) if (sameValue(one, value)) return true;
  return false;
}

/** A text that is nothing but a parameter, or a member of one: callers decide what it is, and whether it is there. */
export function isSymbolic(value: Value): boolean {
  return value.t === 'text' && value.parts.length === 1 && value.parts[0]?.p === 'param';
}

/** The place of the receiver among the parameters of a method. */
export const RECEIVER = -1;

/** The receiver of the innermost method around a frame. */
export function selfOf(frame: Frame | undefined): Value | undefined {
  for (let at = frame; at; at = at.outer) if (at.self) return at.self;
  return undefined;
}
