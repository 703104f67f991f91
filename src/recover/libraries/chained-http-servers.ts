import { joinTexts } from '../link/texts.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { rootOf } from './http-frameworks.ts';
import { argument, isText, optionValues } from './options.ts';
import { listed } from './queues.ts';
import type { MountShape, Recogniser, RouteShape, Site } from './recogniser.ts';

const VERBS = 'get|post|put|patch|delete|head|options|all';

/** A router whose verbs are chained on one object, and what stands in front of its paths. */
interface Style {
  readonly packages: readonly string[];
  readonly root: RegExp;
  readonly verb: RegExp;
  /** Verbs of other names. */
  readonly names?: Readonly<Record<string, string>>;
  /** Option of the root that holds a prefix. */
  readonly prefix?: string;
  /** Method that hangs others under a prefix; a single argument has none. */
  readonly mount?: RegExp;
  readonly listens?: RegExp;
}

// Callbacks of `group('/v1', (app) => …)` and of guards are given the application.
const STEP = String.raw`(?:\.\w+(?:\(\)|\(cb\d\.0\)))*`;
const ELYSIA = String.raw`^(?:Elysia|default)?!${STEP}`;

const STYLES: readonly Style[] = [
  {
    packages: ['elysia'],
    root: /^(?:Elysia|default)?!$/,
    verb: new RegExp(`${ELYSIA}\\.(${VERBS})$`),
    prefix: 'prefix',
    mount: new RegExp(`${ELYSIA}\\.(?:use|mount)$`),
    listens: new RegExp(`${ELYSIA}\\.listen$`),
  },
  {
    packages: ['itty-router', 'itty-router-extras'],
    root: /^(?:Router|AutoRouter|IttyRouter|ThrowableRouter)(?:\(\)|!)$/,
    verb: new RegExp(`^(?:Router|AutoRouter|IttyRouter|ThrowableRouter)(?:\\(\\)|!)${STEP}\\.(${VERBS})$`),
    prefix: 'base',
  },
  {
    packages: ['h3', 'nitropack', 'nitro'],
    root: /^(?:(?:h3\.)?create(?:Router|App)\(\)|H3!)$/,
    verb: new RegExp(`^(?:(?:h3\\.)?createRouter\\(\\)|H3!)${STEP}\\.(${VERBS})$`),
    mount: new RegExp(`^(?:(?:h3\\.)?create(?:Router|App)\\(\\)|H3!)${STEP}\\.(?:use|mount)$`),
    listens: /^(?:serve|listen)$/,
  },
  {
    packages: ['uWebSockets.js'],
    root: /^(?:default\.)?(?:App|SSLApp)\(\)$/,
    verb: new RegExp(`^(?:default\\.)?(?:App|SSLApp)\\(\\)${STEP}\\.(get|post|put|patch|del|head|options|any)$`),
    names: { del: 'DELETE', any: 'ALL' },
    listens: new RegExp(`^(?:default\\.)?(?:App|SSLApp)\\(\\)${STEP}\\.listen(?:_unix)?$`),
  },
];

/** Elysia, itty-router, h3 and uWebSockets.js: verbs in chains, groups, prefixes and mounted applications. */
export const chainedHttpServers: readonly Recogniser[] = STYLES.map((style) => ({
  packages: style.packages,
  route: (lib, site) => routes(style, lib, site),
  mount: (lib, site) => mounts(style, lib, site),
  listens: (lib) => style.listens?.test(lib.path) ?? false,
}));

function routes(style: Style, lib: Lib, site: Site): RouteShape[] | undefined {
  const { evaluator } = site;
  const name = style.verb.exec(lib.path)?.[1];
  if (name === undefined) return undefined;
  const path = listed(site, argument(evaluator, site.args, 0)).filter(isText);
  const handlers = site.args
    .slice(1)
    .flatMap((arg) => listed(site, evaluator.of(arg)).flatMap((one) => inner(site, one)));
  const method = [style.names?.[name] ?? name.toUpperCase()];
  // `router.all('*', …)` answers what no route does.
  const isRest = method[0] === 'ALL' && joinTexts(path).some((one) => /^\/?\*$/.test(one));
  if (path.length === 0 || site.args.length < 2 || isRest) return undefined;
  const full = under(before(style, lib, site), path);
  return [{ protocol: 'http', method, path: full, server: rootOf(lib, style.root), handlers }];
}

// `eventHandler(fn)`, `defineEventHandler({ handler: fn })`: a wrapper of the package hides the handler.
function inner(site: Site, value: Value): readonly Value[] {
  if (value.t !== 'lib') return [value];
  const given = argument(site.evaluator, value.lib.args, 0);
  return [...given.filter((one) => one.t === 'fn'), ...optionValues(site.evaluator, given, 'handler')];
}

function mounts(style: Style, lib: Lib, site: Site): MountShape[] | undefined {
  if (!style.mount?.test(lib.path)) return undefined;
  const { evaluator } = site;
  const first = argument(evaluator, site.args, 0);
  const prefix = first.filter(isText).map(withoutRest);
  const children = prefix.length > 0 ? argument(evaluator, site.args, 1) : first;
  const parent = rootOf(lib, style.root);
  const front = before(style, lib, site);
  return children.flatMap((child): MountShape[] => {
    const router = routerIn(style, site, child);
    if (!router) return [];
    const own = prefix.length > 0 ? prefix : [plain('')];
    return [{ parent, child: { t: 'lib', lib: router }, prefix: under(front, own) }];
  });
}

// `router.handler`, `useBase('/api', router.handler)` and a chain of verbs stand for the router.
function routerIn(style: Style, site: Site, child: Value): Lib | undefined {
  if (child.t !== 'lib') return undefined;
  const found = rootOf(child.lib, style.root);
  if (style.root.test(found.path)) return found;
  if (!/(?:^|\.)useBase\(\)$/.test(child.lib.path)) return undefined;
  return argument(site.evaluator, child.lib.args, 1)
    .flatMap((value) => routerIn(style, site, value) ?? [])
    .at(0);
}

// `router.use('/api/**', …)`.
function withoutRest(value: Extract<Value, { t: 'text' }>): Value {
  const parts = value.parts.map((part) => (part.p === 'text' ? { ...part, s: part.s.replace(/\/\*+$/, '') } : part));
  return { t: 'text', parts };
}

/** What stands in front of the paths at a place in a chain: the prefix of the root, then those of the groups around. */
function before(style: Style, lib: Lib, { evaluator }: Site): string {
  const root = rootOf(lib, style.root);
  const own =
    style.prefix === undefined ? [] : optionValues(evaluator, argument(evaluator, root.args, 0), style.prefix);
  const groups: string[] = [];
  for (let at: Lib | undefined = lib; at; at = at.base)
    if (/\.group\(cb\d\.0\)(?:\.\w+)?$/.test(at.path))
      groups.unshift(joinTexts(argument(evaluator, at.args, 0))[0] ?? '');
  return [joinTexts(own)[0] ?? '', ...groups].filter(Boolean).join('/');
}

function under(front: string, path: readonly Value[]): readonly Value[] {
  if (front === '') return path;
  return path.map((value) =>
    isText(value) ? { t: 'text', parts: [...plain(`${front}/`).parts, ...value.parts] } : value,
  );
}

function plain(s: string): Extract<Value, { t: 'text' }> {
  const value = text(s, 'literal', { file: '', line: 0, column: 0 });
  return value.t === 'text' ? value : { t: 'text', parts: [] };
}
