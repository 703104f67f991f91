import type { Evaluator } from './evaluate.ts';
import { concat, joinTexts } from './texts.ts';
import { text, type Closure, type Lib, type Value } from './values.ts';

const NOWHERE = { file: '', line: 0, column: 0 };

/** Functions that put values into the places of a statement, and leave the rest of it as it is. */
const STATEMENTS =
  /^(?:pg-promise\.(?:default\.)?as\.format|pg-format\.(?:default|withArray)?|(?:mysql2?|sqlstring)(?:\/promise)?\.(?:default\.)?format)$/;

/** What `util.format`, `url.format` and formatters of SQL make of their arguments; undefined for any other call. */
export function formatted(evaluator: Evaluator, lib: Lib, args: readonly Closure[]): Value[] | undefined {
  const name = `${lib.pkg}.${lib.path}`;
  if (name === 'util.format') return printed(evaluator, args);
  if (STATEMENTS.test(name)) return args[0] && evaluator.of(args[0]);
  return name === 'url.format' ? address(evaluator, args) : undefined;
}

// `format('http://%s:%d/charges', host, port)`
function printed(evaluator: Evaluator, [pattern, ...rest]: readonly Closure[]): Value[] | undefined {
  const values = pattern ? evaluator.of(pattern) : [];
  const [known] = joinTexts(values);
  const [first] = values;
  if (known === undefined || first?.t !== 'text' || first.parts[0]?.p !== 'text') return undefined;
  const { at, origin } = first.parts[0];
  let next = 0;
  const pieces = known.split(/(%[sdifjoOc%])/).map((piece): Value[] => {
    if (piece === '%%') return [text('%', origin, at)];
    const arg = /^%/.test(piece) ? rest[next++] : undefined;
    return arg ? evaluator.of(arg) : [text(piece, origin, at)];
  });
  return concat(pieces);
}

// `format({ protocol, hostname, port, pathname })`
function address(evaluator: Evaluator, [options]: readonly Closure[]): Value[] | undefined {
  const values = options ? evaluator.of(options) : [];
  if (values.some((value) => value.t === 'text')) return values;
  const get = (name: string): Value[] => evaluator.member(values, name, NOWHERE).filter((value) => value.t !== 'nil');
  const sign = (s: string): Value[] => [text(s, 'literal', NOWHERE)];
  const host = get('host');
  const hostname = get('hostname');
  if (host.length === 0 && hostname.length === 0) return undefined;
  const [protocol = 'http'] = joinTexts(get('protocol'));
  const port = host.length > 0 ? [] : get('port');
  const path = get('pathname');
  return concat([
    sign(`${protocol.replace(/:$/, '')}://`),
    host.length > 0 ? host : hostname,
    ...(port.length > 0 ? [sign(':'), port] : []),
    ...(path.length > 0 ? [joinTexts(path).every((one) => one.startsWith('/')) ? sign('') : sign('/'), path] : []),
  ]);
}
