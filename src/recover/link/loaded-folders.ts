import { posix } from 'node:path';
import type { Expr } from '../facts/file-facts.ts';
import { WORKING_FOLDER } from './computed-modules.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts, partsOf } from './texts.ts';
import { text, type Closure, type Frame, type Value } from './values.ts';

/** A member of a computed name that code gives an object: `db[model.name] = model`, in function `fn`. */
interface Given {
  readonly file: string;
  readonly fn: number;
  readonly index: Expr;
  readonly expr: Expr;
}

type Loop = Extract<Expr, { k: 'element' | 'param' }>;

const DEEPEST = 8;
const MOST_FILES = 300;

/**
 * What a loop over the files of a folder gives an object under a name: each file is loaded by itself, and what it gives
 * has that name (`readdirSync(__dirname).forEach((file) => { const model = require(join(__dirname, file))(db); all[model.name] = model; })`).
 */
export function loadedMember(evaluator: Evaluator, given: Given, name: string): Value[] {
  const loop = loopAround(evaluator, given.file, given.expr, given.fn, 0);
  const list = loop && listOf(evaluator, given.file, loop);
  const folder = list && listedFolder(evaluator, given.file, list, 0);
  if (!loop || folder === undefined) return [];
  return filesIn(evaluator, folder, given.file).flatMap((file) => {
    const frame = frameOf(evaluator, given, loop, posix.basename(file));
    const isNamed = joinTexts(evaluator.eval(given.file, given.index, frame)).includes(name);
    const values = evaluator.eval(given.file, given.expr, frame);
    return isNamed ? values : values.filter((value) => modelName(evaluator, value) === name);
  });
}

// The name at hand of which the value is made: of a loop, or of a callback of `forEach`.
function loopAround(evaluator: Evaluator, file: string, expr: Expr, fn: number, depth: number): Loop | undefined {
  if (expr.k === 'element') return expr;
  if (expr.k === 'param') return expr.f === fn && expr.i === 0 ? expr : undefined;
  if (depth > DEEPEST) return undefined;
  for (const part of innerOf(evaluator, file, expr)) {
    const found = loopAround(evaluator, file, part, fn, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function innerOf(evaluator: Evaluator, file: string, expr: Expr): readonly Expr[] {
  const facts = evaluator.program.facts(file);
  const call = expr.k === 'call' ? facts.calls[expr.c] : undefined;
  if (call) return [call.callee, ...call.args];
  if (expr.k === 'id') return facts.bindings[expr.b]?.values ?? [];
  if (expr.k === 'cat') return expr.parts;
  return expr.k === 'get' ? [expr.o] : expr.k === 'at' ? [expr.o, expr.i] : [];
}

function listOf(evaluator: Evaluator, file: string, loop: Loop): Expr | undefined {
  if (loop.k === 'element') return loop.e;
  const [passed, ...more] = evaluator.callers?.passedTo(file, loop.f) ?? [];
  const call = passed?.file === file && more.length === 0 ? evaluator.program.facts(file).calls[passed.c] : undefined;
  return call?.callee.k === 'get' && /^(?:forEach|map|each)$/.test(call.callee.n) ? call.callee.o : undefined;
}

// The folder whose files are listed, also behind `filter`.
function listedFolder(evaluator: Evaluator, file: string, list: Expr, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  const facts = evaluator.program.facts(file);
  const [value] = list.k === 'id' ? (facts.bindings[list.b]?.values ?? []) : [];
  if (value) return listedFolder(evaluator, file, value, depth + 1);
  const call = list.k === 'call' ? facts.calls[list.c] : undefined;
  if (!call) return undefined;
  if (call.callee.k === 'get' && /^(?:filter|slice|sort|reverse)$/.test(call.callee.n))
    return listedFolder(evaluator, file, call.callee.o, depth + 1);
  const lists = evaluator
    .eval(file, call.callee, undefined)
    .some((one) => one.t === 'lib' && /^fs/.test(one.lib.pkg) && /(?:^|\.)readdir(?:Sync)?$/.test(one.lib.path));
  const [path] = call.args;
  return lists && path ? folderAt(evaluator, file, evaluator.eval(file, path, undefined)) : undefined;
}

function folderAt(evaluator: Evaluator, file: string, paths: readonly Value[]): string | undefined {
  const [path, ...more] = paths;
  const [start, ...rest] = path && more.length === 0 ? partsOf(path) : [];
  if (start?.p !== 'hole' || rest.some((part) => part.p !== 'text')) return undefined;
  const from =
    start.name === '__dirname'
      ? posix.dirname(file)
      : start.name === WORKING_FOLDER
        ? evaluator.program.packageOf(file)
        : undefined;
  return from === undefined
    ? undefined
    : posix.join(from, rest.map((part) => (part.p === 'text' ? part.s : '')).join(''));
}

function filesIn(evaluator: Evaluator, folder: string, from: string): readonly string[] {
  const start = folder === '.' ? '' : `${folder.replace(/\/$/, '')}/`;
  return [...evaluator.program.files.keys()]
    .filter((file) => file.startsWith(start) && !file.slice(start.length).includes('/') && file !== from)
    .slice(0, MOST_FILES);
}

function frameOf(evaluator: Evaluator, { file, fn }: Given, loop: Loop, name: string): Frame {
  const value = text(name, 'literal', evaluator.evidence(file, { line: 1, column: 1 }));
  const item: Closure = { file, expr: { k: 'dyn' }, frame: undefined, values: [value] };
  const open = { file, self: undefined, outer: undefined, depth: 1 };
  return loop.k === 'element'
    ? { ...open, f: -3, args: [], element: { expr: loop, item } }
    : { ...open, f: fn, args: [item] };
}

// `sequelize.define('Order', …)`, `mongoose.model('Order', …)`, `class Order extends Model`.
function modelName(evaluator: Evaluator, value: Value): string | undefined {
  if (value.t === 'class') return evaluator.program.cls(value.file, value.c)?.name;
  const [name] = value.t === 'lib' && /(?:^|\.)(?:define|model)\(\)$/.test(value.lib.path) ? value.lib.args : [];
  return name && joinTexts(evaluator.of(name))[0];
}
