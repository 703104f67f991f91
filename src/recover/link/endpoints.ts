import type { Endpoint, Evidence, Protocol } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Lib, Value } from './values.ts';
import { optionValues } from '../libraries/options.ts';
import { cleanPath } from './address.ts';
import type { Attribution } from './attribution.ts';
import { evidenceOf, type Collected } from './collect.ts';
import { Environment, showText } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { NestApplications } from './nest-applications.ts';
import { NestGuards } from './nest-guards.ts';
import { NestPrefixes } from './nest-prefixes.ts';
import { joinTexts } from './texts.ts';
import { withWrapped } from './wrapped-functions.ts';

/** An endpoint together with the functions that handle it. */
export interface HandledEndpoint {
  readonly endpoint: Endpoint;
  readonly handlers: readonly { readonly file: string; readonly f: number }[];
  /** A package answers it, not the service's own code: it can be called, and is not listed. */
  readonly implied?: boolean;
}

/** Endpoints from routes (with the prefixes of their mounts) and from decorators (with the application's prefix). */
export function findEndpoints(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
): HandledEndpoint[] {
  const context = { evaluator, collected, attribution, environments };
  return unique([...fromRoutes(context), ...fromAnswers(context), ...fromSchemas(context), ...fromDecorators(context)]);
}

/** Endpoints in order: those of the model, or those that packages answer and that are called without being listed. */
export function listEndpoints(handled: readonly HandledEndpoint[], implied: boolean): Endpoint[] {
  return handled
    .filter((item) => (item.implied ?? false) === implied)
    .map((item) => item.endpoint)
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

interface Context {
  readonly evaluator: Evaluator;
  readonly collected: Collected;
  readonly attribution: Attribution;
  readonly environments: ReadonlyMap<string, Environment>;
}

function fromRoutes({ evaluator, collected, attribution, environments }: Context): HandledEndpoint[] {
  const prefixes = new Prefixes(evaluator, collected, attribution, environments);
  return collected.routes.flatMap(({ shape, site }) => {
    const handlers = functionsOf(evaluator, shape.handlers);
    const { written } = shape;
    const evidence = written ? evaluator.evidence(written.file, written.at) : evidenceOf(evaluator, site);
    const methods = shape.method.length > 0 ? shape.method : ['ALL'];
    return attribution.services(site).flatMap((unit) =>
      prefixes.of(shape.server, unit).flatMap((prefix) =>
        texts(shape.path, environments.get(unit.id)).flatMap((path) =>
          methods.map((method) => ({
            endpoint: endpoint(unit, 'http', method, cleanPath(`${prefix}/${path}`), evidence),
            handlers,
          })),
        ),
      ),
    );
  });
}

function fromAnswers({ evaluator, collected, attribution, environments }: Context): HandledEndpoint[] {
  return collected.answers.flatMap(({ shape, chain: [outer] }) => {
    if (!outer) return [];
    const handlers = functionsOf(evaluator, shape.handlers);
    const evidence = evidenceOf(evaluator, outer);
    return attribution.services(outer).flatMap((unit) =>
      names(attribution.own(unit, shape.names), environments.get(unit.id)).map((name) => ({
        endpoint: endpoint(unit, shape.protocol, shape.method, name, evidence),
        handlers,
      })),
    );
  });
}

function fromSchemas({ collected, attribution, environments }: Context): HandledEndpoint[] {
  return collected.served.endpoints.flatMap((item) => {
    const unit = attribution.service(item.file);
    if (!unit) return [];
    return names(item.path, environments.get(unit.id)).map((name) => {
      const path = item.protocol === 'http' ? cleanPath(name) : name;
      const made = { endpoint: endpoint(unit, item.protocol, item.method, path, item.at), handlers: item.handlers };
      return item.implied ? { ...made, implied: true } : made;
    });
  });
}

function fromDecorators({ evaluator, collected, attribution, environments }: Context): HandledEndpoint[] {
  const globals = new NestPrefixes(evaluator, attribution, environments);
  const guards = new NestGuards(evaluator, attribution);
  const applications = new NestApplications(evaluator, attribution);
  return collected.declared.flatMap((declared) => {
    const { kind } = declared;
    if (kind === 'event') return [];
    const evidence = evidenceOf(evaluator, declared);
    const own = declared.handler ?? { file: declared.file, f: declared.f };
    return attribution.servicesOfFunction(declared.controller, declared.f).flatMap((unit) => {
      if (!applications.answers(unit, declared)) return [];
      const handlers = [own, ...guards.before(declared, unit)];
      return declared.paths
        .flatMap((path) => (kind === 'http' ? globals.apply(unit, path, declared) : [path]))
        .map((full) => ({ endpoint: endpoint(unit, kind, declared.method, full, evidence), handlers }));
    });
  });
}

function functionsOf(evaluator: Evaluator, values: readonly Value[]): { file: string; f: number }[] {
  return values
    .flatMap((value) => (value.t === 'fn' ? withWrapped(evaluator, value) : []))
    .map(({ file, f }) => ({ file, f }));
}

function endpoint(unit: Unit, protocol: Protocol, method: string, path: string, evidence: Evidence): Endpoint {
  const id = protocol === 'http' ? `${unit.id} ${method} ${path}` : `${unit.id} ${protocol} ${path}`;
  return { id, service: unit.id, protocol, method, path, evidence: [evidence] };
}

// A name that is not known answers nobody.
function names(values: readonly Value[], environment: Environment | undefined): string[] {
  const found = (environment ?? new Environment([])).resolveAll(values).map(showText);
  return found.length > 0 ? found : ['{…}'];
}

function texts(values: readonly Value[], environment: Environment | undefined): string[] {
  const known = values.filter((value) => value.t === 'text');
  // A pattern (regular expression) or a computed path is still a route.
  if (known.length === 0) return ['*'];
  return (environment ?? new Environment([])).resolveAll(known).map(showText);
}

// Two routes with one id (declared twice) are one endpoint with two places; the first place comes first.
function unique(found: readonly HandledEndpoint[]): HandledEndpoint[] {
  const byId = new Map<string, HandledEndpoint>();
  for (const item of found) {
    const known = byId.get(item.endpoint.id);
    if (!known) byId.set(item.endpoint.id, item);
    else if (samePlace(known.endpoint.evidence[0], item.endpoint.evidence[0]))
      byId.set(item.endpoint.id, { ...known, handlers: [...known.handlers, ...item.handlers] });
    else {
      const place = item.endpoint.evidence[0];
      const id = `${item.endpoint.id} @${place?.file ?? ''}:${place?.line ?? 0}`;
      byId.set(id, { ...item, endpoint: { ...item.endpoint, id } });
    }
  }
  return [...byId.values()];
}

function samePlace(a: Evidence | undefined, b: Evidence | undefined): boolean {
  return a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;
}

interface Mounted {
  readonly parent: Lib;
  readonly prefixes: readonly Value[];
  /** The service whose code mounts it; undefined when that code is shared. */
  readonly unit: Unit | undefined;
}

/** Prefixes under which server objects answer, by following mounts upwards. */
class Prefixes {
  private readonly parents = new Map<string, Mounted[]>();
  /** Mounts of routers that classes inherit, by the call that makes them all. */
  private readonly inherited = new Map<string, Mounted[]>();
  private readonly own = new Map<string, string>();
  private readonly evaluator: Evaluator;
  private readonly environments: ReadonlyMap<string, Environment>;

  constructor(
    evaluator: Evaluator,
    collected: Collected,
    attribution: Attribution,
    environments: ReadonlyMap<string, Environment>,
  ) {
    this.evaluator = evaluator;
    this.environments = environments;
    for (const { shape, site } of collected.mounts) {
      if (shape.child.t !== 'lib') continue;
      const child = keyOf(shape.child.lib);
      // A router that is mounted on itself has a prefix of its own.
      if (keyOf(shape.parent) === child) {
        this.own.set(child, shape.prefix.length > 0 ? (texts(shape.prefix, undefined)[0] ?? '') : '');
        continue;
      }
      if (isMountedByBase(shape.parent, shape.child.lib)) continue;
      const mounted = { parent: shape.parent, prefixes: shape.prefix, unit: attribution.service(site.file) };
      add(this.parents, child, mounted);
      if (shape.child.lib.site?.of !== undefined) add(this.inherited, madeBy(shape.child.lib), mounted);
    }
  }

  of(server: Lib, unit: Unit, seen: ReadonlySet<string> = new Set()): string[] {
    const id = keyOf(server);
    const own = this.ownPrefix(server);
    // Routes in a base class are routes of all that inherit its router; a mount there is one of each.
    const ofAll = server.site?.of === undefined ? this.inherited : this.parents;
    const all = seen.has(id) ? [] : (this.parents.get(id) ?? ofAll.get(madeBy(server)) ?? []);
    // A shared router that several services mount is, in each, where that service mounts it.
    const mine = all.filter((one) => one.unit?.id === unit.id);
    const parents = mine.length > 0 ? mine : all;
    if (parents.length === 0) return [own];
    const visited = new Set([...seen, id]);
    const environment = this.environments.get(unit.id);
    const found = parents.flatMap(({ parent, prefixes }) => {
      const written = prefixes.length > 0 ? texts(prefixes, environment) : [''];
      return this.of(parent, unit, visited).flatMap((up) => written.map((prefix) => `${up}/${prefix}/${own}`));
    });
    return [...new Set(found.map(cleanPath))].slice(0, 8);
  }

  // `new Router({ prefix: '/users' })`.
  private ownPrefix(server: Lib): string {
    const given = this.own.get(keyOf(server));
    if (given !== undefined) return given;
    const [options] = server.args;
    if (!options || !/^(Router)?(!|\(\))/.test(server.path)) return '';
    return joinTexts(optionValues(this.evaluator, this.evaluator.of(options), 'prefix'))[0] ?? '';
  }
}

function keyOf(lib: Lib): string {
  return lib.site?.of === undefined ? madeBy(lib) : `${madeBy(lib)}~${lib.site.of}`;
}

function madeBy(lib: Lib): string {
  return lib.site ? `${lib.site.file}#${lib.site.call}` : `${lib.pkg}|${lib.path.replace(/[.(!].*$/, '')}`;
}

// `use(path, router)` of a base class mounts on whichever object it is called: which one, the base does not say.
function isMountedByBase(parent: Lib, child: Lib): boolean {
  return child.site?.of !== undefined && parent.site?.of === undefined && madeBy(parent) === madeBy(child);
}

function add(map: Map<string, Mounted[]>, key: string, mounted: Mounted): void {
  const known = map.get(key);
  if (known) known.push(mounted);
  else map.set(key, [mounted]);
}
