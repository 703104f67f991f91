import type { Endpoint, Evidence, Protocol } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Lib, Value } from './values.ts';
import { optionValues } from '../libraries/options.ts';
import { cleanPath } from './address.ts';
import type { Attribution } from './attribution.ts';
import { evidenceOf, type Collected } from './collect.ts';
import { Environment, showText } from './environment.ts';
import type { Evaluator } from './evaluate.ts';
import { NestPrefixes } from './nest-prefixes.ts';
import { joinTexts } from './texts.ts';

/** An endpoint together with the functions that handle it. */
export interface HandledEndpoint {
  readonly endpoint: Endpoint;
  readonly handlers: readonly { readonly file: string; readonly f: number }[];
}

/** Endpoints from routes (with the prefixes of their mounts) and from decorators (with the application's prefix). */
export function findEndpoints(
  evaluator: Evaluator,
  collected: Collected,
  attribution: Attribution,
  environments: ReadonlyMap<string, Environment>,
): HandledEndpoint[] {
  const prefixes = new Prefixes(evaluator, collected);
  const found: HandledEndpoint[] = [];
  for (const { shape, site } of collected.routes) {
    const handlers = shape.handlers.flatMap((value) => (value.t === 'fn' ? [{ file: value.file, f: value.f }] : []));
    for (const unit of attribution.services(site)) {
      for (const prefix of prefixes.of(shape.server)) {
        for (const path of texts(shape.path, environments.get(unit.id))) {
          for (const method of shape.method.length > 0 ? shape.method : ['ALL']) {
            found.push({
              endpoint: endpoint(unit, 'http', method, cleanPath(`${prefix}/${path}`), evidenceOf(evaluator, site)),
              handlers,
            });
          }
        }
      }
    }
  }
  const globals = new NestPrefixes(evaluator, attribution, environments);
  for (const declared of collected.declared) {
    if (declared.kind === 'event') continue;
    for (const unit of attribution.servicesOfFunction(declared.controller, declared.f)) {
      const evidence = evidenceOf(evaluator, declared);
      const handlers = [{ file: declared.file, f: declared.f }];
      for (const path of declared.paths) {
        const full = declared.kind === 'http' ? globals.apply(unit, path, declared.version) : path;
        found.push({ endpoint: endpoint(unit, declared.kind, declared.method, full, evidence), handlers });
      }
    }
  }
  return unique(found);
}

function endpoint(unit: Unit, protocol: Protocol, method: string, path: string, evidence: Evidence): Endpoint {
  const id = protocol === 'http' ? `${unit.id} ${method} ${path}` : `${unit.id} ${protocol} ${path}`;
  return { id, service: unit.id, protocol, method, path, evidence: [evidence] };
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
      byId.set(item.endpoint.id, { endpoint: known.endpoint, handlers: [...known.handlers, ...item.handlers] });
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

/** Prefixes under which server objects answer, by following mounts upwards. */
class Prefixes {
  private readonly parents = new Map<string, { readonly parent: Lib; readonly prefixes: readonly string[] }[]>();
  private readonly own = new Map<string, string>();
  private readonly evaluator: Evaluator;

  constructor(evaluator: Evaluator, collected: Collected) {
    this.evaluator = evaluator;
    for (const { shape } of collected.mounts) {
      if (shape.child.t !== 'lib') continue;
      const child = keyOf(shape.child.lib);
      const prefixes = shape.prefix.length > 0 ? texts(shape.prefix, undefined) : [''];
      // A router that is mounted on itself has a prefix of its own.
      if (keyOf(shape.parent) === child) {
        this.own.set(child, prefixes[0] ?? '');
        continue;
      }
      const known = this.parents.get(child);
      if (known) known.push({ parent: shape.parent, prefixes });
      else this.parents.set(child, [{ parent: shape.parent, prefixes }]);
    }
  }

  of(server: Lib, seen: ReadonlySet<string> = new Set()): string[] {
    const id = keyOf(server);
    const own = this.ownPrefix(server);
    const parents = seen.has(id) ? [] : (this.parents.get(id) ?? []);
    if (parents.length === 0) return [own];
    const visited = new Set([...seen, id]);
    const found = parents.flatMap(({ parent, prefixes }) =>
      this.of(parent, visited).flatMap((up) => prefixes.map((prefix) => `${up}/${prefix}/${own}`)),
    );
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
  return lib.site ? `${lib.site.file}#${lib.site.call}` : `${lib.pkg}|${lib.path.replace(/[.(!].*$/, '')}`;
}
