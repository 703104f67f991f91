import type { Expr } from '../facts/file-facts.ts';
import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { lucid } from './lucid.ts';
import { argument, isText } from './options.ts';
import { listed } from './queues.ts';
import type { Recogniser, RouteShape, Site } from './recogniser.ts';

/** Recognisers of AdonisJS: routes of its router with the prefixes of groups, models of Lucid and its query builder. */
export const adonis: readonly Recogniser[] = [
  { packages: ['@ioc:Adonis/Core', '@adonisjs/core'], route: routes },
  { packages: ['@ioc:Adonis/Lucid', '@adonisjs/lucid'], access: lucid },
];

const ROUTE = /^(Route|services\/router)\.(get|post|put|patch|delete|any|route|resource)$/;
const RESOURCE: readonly (readonly [action: string, method: string, suffix: string])[] = [
  ['index', 'GET', ''],
  ['create', 'GET', '/create'],
  ['store', 'POST', ''],
  ['show', 'GET', '/:id'],
  ['edit', 'GET', '/:id/edit'],
  ['update', 'PUT', '/:id'],
  ['update', 'PATCH', '/:id'],
  ['destroy', 'DELETE', '/:id'],
];

function routes(lib: Lib, site: Site): RouteShape[] | undefined {
  const [, root = '', verb = ''] = ROUTE.exec(lib.path) ?? [];
  if (verb === '') return undefined;
  const { evaluator } = site;
  const path = argument(evaluator, site.args, 0).filter(isText);
  if (path.length === 0) return [];
  const server: Lib = { ...lib, path: root };
  const made = (method: readonly string[], suffix: string, handlers: readonly Value[]): RouteShape => ({
    protocol: 'http',
    method,
    path: path.map((value) => between(groupPrefix(site), value, suffix)),
    server,
    handlers,
  });
  if (verb === 'resource') return resource(site).map(([, method, suffix]) => made([method], suffix, []));
  const methods = verb === 'route' ? joinTexts(listed(site, argument(evaluator, site.args, 1))) : [verb];
  const handler = argument(evaluator, site.args, verb === 'route' ? 2 : 1);
  const names = methods.map((name) => (name === 'any' ? 'ALL' : name.toUpperCase()));
  return [made(names, '', handlersOf(site, handler))];
}

// `[OrdersController, 'index']`, where the controller may be imported when it is needed.
function handlersOf(site: Site, values: readonly Value[]): Value[] {
  const { evaluator } = site;
  const at = evaluator.evidence(site.file, site.call);
  return values.flatMap((value): Value[] => {
    if (value.t === 'fn') return [value];
    if (value.t !== 'arr') return [];
    const [owner = [], name = []] = value.expr.items.map((item) => evaluator.eval(value.file, item, value.frame));
    const classes = owner
      .flatMap((one) => (one.t === 'fn' ? evaluator.invoke(one, [], 1) : [one]))
      .flatMap((one) => (one.t === 'mod' ? evaluator.exportValue(one.file, 'default') : [one]));
    const objects = classes.flatMap((one): Value[] =>
      one.t === 'class' ? [{ t: 'inst', file: one.file, c: one.c, ctor: undefined, site: 'open' }] : [],
    );
    return joinTexts(name).flatMap((method) => evaluator.member(objects, method, at));
  });
}

// `resource('orders', …).apiOnly()` has no forms; `only` and `except` name actions.
function resource(site: Site): typeof RESOURCE {
  const chain = chained(site, site.c);
  const actions = (name: string): string[] =>
    chain.flatMap((one) => (one.name === name ? one.args : [])).flatMap((list) => joinTexts(listed(site, [list])));
  const [only, except] = [actions('only'), actions('except')];
  const isApi = chain.some(({ name }) => name === 'apiOnly');
  return RESOURCE.filter(
    ([action]) =>
      !(isApi && (action === 'create' || action === 'edit')) &&
      (only.length === 0 || only.includes(action)) &&
      !except.includes(action),
  );
}

// `router.group(() => { … }).prefix('/api')`, also of groups in groups.
function groupPrefix(site: Site): string {
  const { calls } = site.evaluator.program.facts(site.file);
  let prefix = '';
  let f = site.call.fn;
  while (f >= 0) {
    const own = f;
    const group = calls.findIndex(
      ({ callee, args: [body] }) => callee.k === 'get' && callee.n === 'group' && body?.k === 'fn' && body.f === own,
    );
    const given = group < 0 ? [] : chained(site, group).flatMap(({ name, args }) => (name === 'prefix' ? args : []));
    const [text = ''] = joinTexts(given);
    prefix = joined(text, prefix);
    f = site.evaluator.program.fn(site.file, f)?.parent ?? -1;
  }
  return prefix;
}

// What is called on the result of a call, and on what that gives.
function chained(site: Site, start: number): { readonly name: string; readonly args: readonly Value[] }[] {
  const { calls } = site.evaluator.program.facts(site.file);
  const isOn = (expr: Expr): boolean => {
    if (expr.k !== 'call') return false;
    const callee = calls[expr.c]?.callee;
    return expr.c === start || (callee?.k === 'get' && callee.o.k !== 'super' && isOn(callee.o));
  };
  return calls.flatMap(({ callee, args }) =>
    callee.k === 'get' && callee.o.k !== 'super' && isOn(callee.o)
      ? [{ name: callee.n, args: args.flatMap((arg) => site.evaluator.eval(site.file, arg, undefined)) }]
      : [],
  );
}

function joined(a: string, b: string): string {
  const parts = [a, b].map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return parts.join('/');
}

function between(prefix: string, value: Extract<Value, { t: 'text' }>, suffix: string): Value {
  const part = (s: string): (typeof value.parts)[number] => ({
    p: 'text',
    s,
    origin: 'literal',
    at: { file: '', line: 0, column: 0 },
  });
  return { t: 'text', parts: [part(prefix === '' ? '/' : `/${prefix}/`), ...value.parts, part(suffix)] };
}
