import type { Evidence, TimeoutPolicy } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { concat } from '../link/texts.ts';
import { isSymbolic, type Closure, type Value } from '../link/values.ts';

/** What is known of one option: its values, certainly absent, or not to be said (a spread or parameter that we cannot see into). */
export type Option =
  | { readonly state: 'given'; readonly values: readonly Value[] }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown' };

const NOWHERE: Evidence = { file: '', line: 0, column: 0 };

/** Looks an option up in the values of an options argument; the first of `names` that is given counts. */
export function option(evaluator: Evaluator, options: readonly Value[], ...names: readonly string[]): Option {
  let unknown = false;
  for (const value of options) {
    for (const name of names) {
      const found = evaluator.member([value], name, NOWHERE).filter((item) => item.t !== 'nil');
      // Every member of what a package gave can be named; that does not say that it is there.
      if (found.length > 0 && value.t !== 'unknown' && value.t !== 'text' && value.t !== 'lib')
        return { state: 'given', values: found };
    }
    if (
      value.t === 'unknown' ||
      value.t === 'text' ||
      value.t === 'inst' ||
      value.t === 'envobj' ||
      (value.t === 'obj' && hasOpaqueSpread(evaluator, value)) ||
      (value.t === 'merge' && value.of.some((part) => part.t !== 'obj' && part.t !== 'nil'))
    )
      unknown = true;
    if (value.t === 'lib' && value.lib.pkg !== 'global') unknown = true;
  }
  return unknown ? { state: 'unknown' } : { state: 'absent' };
}

function hasOpaqueSpread(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>): boolean {
  return value.expr.props.some((prop) => {
    if (prop.key !== null)
      return (
        typeof prop.key !== 'string' &&
        evaluator
          .eval(value.file, prop.key, value.frame)
          .every((key) => key.t !== 'text' || key.parts.some((part) => part.p !== 'text'))
      );
    const spread = evaluator.eval(value.file, prop.value, value.frame);
    return spread.length === 0 || spread.some((item) => item.t !== 'obj' && item.t !== 'nil' && item.t !== 'bool');
  });
}

/** Values of an option, empty when it is not given. */
export function optionValues(
  evaluator: Evaluator,
  options: readonly Value[],
  ...names: readonly string[]
): readonly Value[] {
  const found = option(evaluator, options, ...names);
  return found.state === 'given' ? found.values : [];
}

/** Values of an option in every one of several objects: the entries of a batch. */
export function everyOption(
  evaluator: Evaluator,
  objects: readonly Value[],
  ...names: readonly string[]
): readonly Value[] {
  return objects.flatMap((value) => optionValues(evaluator, [value], ...names));
}

/** The same where callers may hand over the object whole (`producer.send(record)`): then they know. */
export function handedOption(
  evaluator: Evaluator,
  objects: readonly Value[],
  ...names: readonly string[]
): readonly Value[] {
  return objects.flatMap((value) => {
    const [name] = isSymbolic(value) ? names : [];
    return name === undefined ? optionValues(evaluator, [value], ...names) : evaluator.member([value], name, NOWHERE);
  });
}

/** Values of argument `i`; `nil` when it is not there, unknown behind a spread. */
export function argument(evaluator: Evaluator, args: readonly Closure[], i: number): readonly Value[] {
  const spread = args.findIndex((arg) => arg.expr.k === 'spread');
  if (spread >= 0 && spread <= i) return [{ t: 'unknown', why: 'spread' }];
  const arg = args[i];
  if (!arg) return [];
  const values = evaluator.of(arg);
  // An argument that is there but cannot be evaluated is not an absent one.
  return values.length > 0 ? values : [{ t: 'unknown', why: 'argument' }];
}

/** The values of which nothing is known, not even whether they are a URL or options. */
export function opaque(values: readonly Value[]): readonly Value[] {
  return values.filter(
    (value) => value.t === 'unknown' || (value.t === 'text' && value.parts.every((part) => part.p === 'param')),
  );
}

export function isText(value: Value): value is Extract<Value, { t: 'text' }> {
  return value.t === 'text';
}

/** A timeout policy from an option: a number, a configured value, or 0/false/Infinity, which is none. */
export function timeoutFrom(found: Option, source: string): TimeoutPolicy | undefined {
  if (found.state === 'absent') return undefined;
  if (found.state === 'unknown')
    return { state: 'unknown', ms: null, source: `${source} may be in options that the code does not show` };
  for (const value of found.values) {
    if (value.t === 'num')
      return Number.isFinite(value.v) && value.v > 0
        ? { state: 'set', ms: value.v, source }
        : { state: 'absent', ms: null, source: `${source} is ${String(value.v)}, which means none` };
    if (value.t === 'bool' && !value.v)
      return { state: 'absent', ms: null, source: `${source} is false, which means none` };
    if (
      value.t === 'lib' &&
      value.lib.pkg === 'global' &&
      /^(Number\.POSITIVE_INFINITY|Infinity)$/.test(value.lib.path)
    )
      return { state: 'absent', ms: null, source: `${source} is Infinity, which means none` };
    if (value.t === 'text' && value.parts.some((part) => part.p === 'env'))
      return { state: 'set', ms: null, source: `${source} from configuration` };
    // A number behind a parameter is what it is when nobody gives one.
    if (
      value.t === 'text' &&
      value.parts.some((part) => part.p !== 'text') &&
      found.values.some((other) => other.t === 'num')
    )
      continue;
    if (value.t === 'text' && value.parts.some((part) => part.p !== 'text'))
      return { state: 'unknown', ms: null, source: `${source} is a parameter` };
  }
  return { state: found.values.every((value) => value.t === 'unknown') ? 'unknown' : 'set', ms: null, source };
}

/** The first policy that says something; the library's own default when none does. */
export function firstPolicy(policies: readonly (TimeoutPolicy | undefined)[], fallback: TimeoutPolicy): TimeoutPolicy {
  const known = policies.filter((policy) => policy !== undefined);
  return known.find((policy) => policy.state === 'set' || policy.state === 'absent') ?? known[0] ?? fallback;
}

export function noDefault(client: string): TimeoutPolicy {
  return { state: 'absent', ms: null, source: `${client} has no default timeout` };
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** URL of a request: absolute as it is, else behind the base with exactly one slash between. */
export function joinUrl(base: readonly Value[], url: readonly Value[]): readonly Value[] {
  if (base.length === 0) return url;
  if (url.length === 0) return base;
  return url.flatMap((value) => {
    const first = value.t === 'text' ? value.parts[0] : undefined;
    if (first?.p === 'text' && SCHEME.test(first.s)) return [value];
    return concat([base.map(stripSlash), [withSlash(value)]]);
  });
}

function stripSlash(value: Value): Value {
  if (value.t !== 'text') return value;
  const last = value.parts.at(-1);
  return last?.p === 'text' && last.s.endsWith('/')
    ? { t: 'text', parts: [...value.parts.slice(0, -1), { ...last, s: last.s.slice(0, -1) }] }
    : value;
}

function withSlash(value: Value): Value {
  if (value.t !== 'text') return value;
  const [first] = value.parts;
  if (!first || (first.p === 'text' && (first.s.startsWith('/') || first.s.startsWith('?') || first.s === '')))
    return value;
  // A parameter usually brings its own slash; a second one would be squeezed away when the path is read.
  return {
    t: 'text',
    parts: [
      {
        p: 'text',
        s: '/',
        origin: first.p === 'text' ? first.origin : 'literal',
        at: first.p === 'text' ? first.at : NOWHERE,
      },
      ...value.parts,
    ],
  };
}
