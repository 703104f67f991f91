import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import { joinTexts } from './texts.ts';
import type { Closure, Lib, Value } from './values.ts';

const FRAMEWORKS = new Set([
  'express',
  'fastify',
  'fastify-plugin',
  'koa',
  '@koa/router',
  'koa-router',
  'restify',
  'polka',
  '@feathersjs/express',
  '@feathersjs/feathers',
  'hono',
  '@hono/zod-openapi',
]);
const MOST = 12;

interface Attachment extends Closure {
  /** What it is attached to; null where the call itself says so (`decorate`). */
  readonly to: Expr | null;
}

interface Attachments {
  /** `app.locals.db = …`, `req.db = …`, `ctx.state.db = …`, `app.decorate('db', …)`, by name. */
  readonly members: ReadonlyMap<string, readonly Attachment[]>;
  /** `app.set('db', …)` */
  readonly settings: ReadonlyMap<string, readonly Attachment[]>;
}

const known = new WeakMap<Program, Attachments>();
const nearby = new WeakMap<readonly Attachment[], Map<string, readonly Attachment[]>>();

/** `req.client` in a handler: what a request carries may be there or not. */
export function isCarried({ pkg, path }: Lib): boolean {
  return FRAMEWORKS.has(pkg) && /\(cb\d+\.\d+\)\.\w+$/.test(path);
}

/** What code attaches to a server, request or context of a web framework under a name; undefined when nothing that can be said. */
export function attachedMember(evaluator: Evaluator, lib: Lib, name: string, file: string): Value[] | undefined {
  if (!FRAMEWORKS.has(lib.pkg) || lib.path === '') return undefined;
  const { members, settings } = attachments(evaluator.program);
  // `c.var.db` of Hono is what `c.set('db', …)` put there.
  return nearest(evaluator, (lib.path.endsWith('.var') ? settings : members).get(name), file);
}

/** `app.get('db')` gives what `app.set('db', …)` put there; with a handler it is a route. */
export function attachedSetting(
  evaluator: Evaluator,
  lib: Lib,
  args: readonly Closure[],
  file: string,
): Value[] | undefined {
  const [key, ...more] = args;
  if (!key || more.length > 0 || !FRAMEWORKS.has(lib.pkg) || !lib.path.endsWith('.get')) return undefined;
  const [name] = joinTexts(evaluator.of(key));
  return name === undefined ? undefined : nearest(evaluator, attachments(evaluator.program).settings.get(name), file);
}

// Services of one repository use the same names: what is attached in the nearest files counts.
function nearest(evaluator: Evaluator, all: readonly Attachment[] | undefined, file: string): Value[] | undefined {
  if (!all) return undefined;
  const values = nearestOf(all, file)
    .filter((item) => item.to === null || isFramework(evaluator, item.file, item.to))
    .flatMap((item) => evaluator.of(item))
    .filter((value) => isOwn(value));
  return values.length > 0 ? values : undefined;
}

function isFramework(evaluator: Evaluator, file: string, object: Expr): boolean {
  return evaluator
    .eval(file, object, undefined)
    .some((value) => value.t === 'lib' && FRAMEWORKS.has(value.lib.pkg) && value.lib.path !== '');
}

// A client, an object or a function; what a request brings is none of these.
function isOwn(value: Value): boolean {
  if (value.t === 'lib') return value.lib.pkg !== 'global' && !FRAMEWORKS.has(value.lib.pkg);
  return value.t === 'inst' || value.t === 'obj' || value.t === 'fn' || value.t === 'class' || value.t === 'text';
}

function attachments(program: Program): Attachments {
  const found = known.get(program);
  if (found) return found;
  const members = new Map<string, Attachment[]>();
  const settings = new Map<string, Attachment[]>();
  for (const [file, facts] of program.files) {
    for (const { target, value } of facts.assignments)
      if (target.k === 'get' && target.o.k !== 'this')
        add(members, target.n, { file, expr: value, frame: undefined, to: target.o });
    for (const call of facts.calls) attach(file, call, members, settings);
  }
  const made = { members, settings };
  known.set(program, made);
  return made;
}

function attach(
  file: string,
  { callee, args }: CallFact,
  members: Map<string, Attachment[]>,
  settings: Map<string, Attachment[]>,
): void {
  const [name, value] = args;
  if (callee.k !== 'get' || name?.k !== 'str' || !value) return;
  if (/^decorate(?:Request|Reply)?$/.test(callee.n))
    add(members, name.v, { file, expr: value, frame: undefined, to: null });
  else if (callee.n === 'set' && args.length === 2)
    add(settings, name.v, { file, expr: value, frame: undefined, to: callee.o });
}

function add(map: Map<string, Attachment[]>, name: string, item: Attachment): void {
  const list = map.get(name);
  if (list) list.push(item);
  else map.set(name, [item]);
}

// Asked again and again for the same names and files.
function nearestOf(all: readonly Attachment[], file: string): readonly Attachment[] {
  const byFile = nearby.get(all) ?? new Map<string, readonly Attachment[]>();
  nearby.set(all, byFile);
  let found = byFile.get(file);
  if (!found) {
    const folders = all.map((item) => shared(item.file, file));
    const near = Math.max(...folders);
    found = all.filter((_, index) => folders[index] === near).slice(0, MOST);
    byFile.set(file, found);
  }
  return found;
}

function shared(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let n = 0;
  while (n < left.length && left[n] === right[n]) n += 1;
  return n;
}
