import type { AggregateSpec, PartSpec, ServiceSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';
import type { AuthSpec, RateSpec, RouteSpec } from './edge-spec.ts';
import { accessKeys, readAccess, readAuth, readRate } from './read-access.ts';
import { readLegacy } from './read-legacy.ts';
import { endpointShape, readPath } from './read-endpoint.ts';
import type { ServiceDraft } from './read-service.ts';
import { findService, readProtocol, resolveOperation, type Directory } from './resolve-service.ts';

type Edge = Pick<ServiceSpec, 'auth' | 'rateLimit' | 'routes' | 'aggregates'>;

/** What a gateway or bff says about who may come in, where it leads, and what it puts together. */
export function resolveEdge(draft: ServiceDraft, directory: Directory): Edge {
  const access = { auth: readAuth(draft), rateLimit: readRate(draft.entries.get('rateLimit')) };
  const routes = resolveRoutes(draft, directory, access);
  return { ...access, routes, aggregates: resolveAggregates(draft, directory, access, routes) };
}

interface Access {
  readonly auth: AuthSpec | null;
  readonly rateLimit: RateSpec | null;
}

const routesHelp = 'write routes: { /api/orders: orders }';

/** The routes of a gateway: public prefix → service, or the long form. */
function resolveRoutes(draft: ServiceDraft, directory: Directory, access: Access): readonly RouteSpec[] {
  if (draft.kind !== 'gateway' && !draft.existing) return [];
  const entry = draft.entries.get('routes');
  if (!entry && draft.existing) return [];
  if (!entry) {
    draft.cursor.fail(`the gateway "${draft.name}" has no routes`, routesHelp, true);
    return [];
  }
  const entries = entry.asMap('routes');
  if (entries?.size === 0) entry.fail(`the gateway "${draft.name}" has no routes`, routesHelp, true);
  return [...(entries ?? [])].flatMap(([prefix, cursor]) => {
    if (!/^(?:\/[\w.~-]+)+$/.test(prefix)) {
      const how = 'a prefix is a path without parameters that starts with "/" and does not end with it: /api/orders';
      cursor.fail(`"${prefix}" is not a prefix`, how, true);
    }
    return resolveRoute(prefix, cursor, draft, directory, access) ?? [];
  });
}

function resolveRoute(
  prefix: string,
  cursor: Cursor,
  draft: ServiceDraft,
  directory: Directory,
  access: Access,
): RouteSpec | undefined {
  const isLong = typeof cursor.value === 'object' && cursor.value !== null && !Array.isArray(cursor.value);
  const settings =
    (isLong ? cursor.asMap('a route', ['to', 'timeout', 'protocol', 'legacy', ...accessKeys]) : undefined) ?? new Map();
  const target = isLong ? settings.get('to') : cursor;
  if (!target) return cursor.fail('the route does not say where it leads', 'write { to: orders, … }', true);
  const to: string | undefined = target.asString('the target of a route');
  const service = to === undefined ? undefined : findService(to, target, directory);
  const timeout: number | null = settings.get('timeout')?.asDuration('timeout') ?? null;
  const spec = { ...readAccess(settings, access), legacy: readLegacy(settings.get('legacy')) };
  checkLegacyVariable(spec.legacy, settings, directory);
  if (!service) return undefined;
  if (service === draft) return target.fail(`"${service.name}" cannot route to itself`, 'name another service');
  if (service.kind === 'worker') {
    return target.fail(`"${service.name}" is a worker and answers no requests`, 'name a service');
  }
  const protocol = readProtocol(settings.get('protocol'), service);
  if (protocol === 'grpc' && spec.legacy !== null)
    settings
      .get('legacy')
      ?.fail('the old system is asked over HTTP, and the new one over gRPC', 'leave "protocol" out', true);
  return { prefix, to: service.name, protocol, timeout, ...spec };
}

// The variable of a service says where that service is.
function checkLegacyVariable(
  legacy: RouteSpec['legacy'],
  settings: ReadonlyMap<string, Cursor>,
  directory: Directory,
): void {
  if (legacy === null) return;
  const variable = (name: string): string => `${name.toUpperCase().replaceAll('-', '_')}_URL`;
  const taken = [...directory.drafts.keys()].find((name) => variable(name) === legacy.url);
  if (taken !== undefined)
    settings
      .get('legacy')
      ?.fail(`${legacy.url} is the variable of the service "${taken}"`, 'choose another, such as OLD_URL');
  else if (/^(?:AUTH_JWKS|BUS|CONSUL|DATABASE|REDIS)_URL$/.test(legacy.url))
    settings
      .get('legacy')
      ?.fail(`${legacy.url} means something else to the gateway`, 'choose another, such as OLD_URL');
}

const partsHelp = 'write parts: { order: orders.getOrdersById, charge: { call: payment.getCharge, required: true } }';

/** `aggregates: { /overview/{id}: { parts: { order: orders.getOrdersById } } }` of a gateway or bff. */
function resolveAggregates(
  draft: ServiceDraft,
  directory: Directory,
  access: Access,
  routes: readonly RouteSpec[],
): readonly AggregateSpec[] {
  const aggregates: AggregateSpec[] = [];
  const own = draft.endpoints.map(({ method, path }) => endpointShape(method, path));
  const taken = new Set([...own, ...routes.map(({ prefix }) => `GET ${prefix}`)]);
  for (const [key, cursor] of draft.entries.get('aggregates')?.asMap('aggregates') ?? []) {
    const path = readPath(cursor, key, true);
    const settings = cursor.asMap('an aggregate', ['parts', ...accessKeys]);
    if (path === undefined || !settings) continue;
    const shape = endpointShape('GET', path);
    if (taken.has(shape)) cursor.fail(`"GET ${path}" is answered already`, 'choose another path', true);
    taken.add(shape);
    const list = settings.get('parts')?.asMap('parts');
    if (!list || list.size === 0) cursor.fail(`the aggregate "${key}" has no parts`, partsHelp, true);
    const parts = [...(list ?? [])].flatMap(([name, part]) => {
      const resolved = resolvePart(name, part, path, draft, directory);
      if (resolved) checkProtocol(resolved.service, part, routes);
      return resolved ?? [];
    });
    aggregates.push({ path, key, parts, ...readAccess(settings, access) });
  }
  return aggregates;
}

// Both would be the client of that service.
function checkProtocol(service: string, part: Cursor, routes: readonly RouteSpec[]): void {
  const route = routes.find(({ to, protocol }) => to === service && protocol === 'grpc');
  if (route)
    part.fail(
      `"${service}" is called over HTTP here, and over gRPC by the route "${route.prefix}"`,
      'leave "protocol: grpc" out there: a gateway calls a service over one protocol',
    );
}

function resolvePart(
  name: string,
  cursor: Cursor,
  path: string,
  draft: ServiceDraft,
  directory: Directory,
): PartSpec | undefined {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name) || name === 'missing')
    return cursor.fail(`"${name}" cannot be the field of a part`, 'name it in camelCase, and not "missing"', true);
  const isShort = typeof cursor.value === 'string';
  const settings = isShort ? undefined : cursor.asMap('a part', ['call', 'required', 'timeout']);
  const call = isShort ? cursor : settings?.get('call');
  if (!call) return settings && cursor.fail('the part does not say what it calls', partsHelp, true);
  const operation = resolveOperation(call, draft, directory);
  const required = settings?.get('required')?.asBoolean('required') ?? false;
  const timeout = settings?.get('timeout')?.asDuration('timeout') ?? 1000;
  if (!operation) return undefined;
  const { method, path: called } = operation.endpoint;
  if (method !== 'GET')
    return call.fail(`"${method} ${called}" changes something`, 'an aggregate reads: name operations with GET');
  const [own, needed] = [parametersOf(path), parametersOf(called)];
  const parameters = needed.map((one) =>
    own.includes(one) ? one : own.length === 1 && needed.length === 1 ? own[0] : undefined,
  );
  const unknown = needed[parameters.indexOf(undefined)];
  if (unknown !== undefined)
    return call.fail(`"${called}" needs "${unknown}", which the path "${path}" lacks`, `add {${unknown}} to the path`);
  return { name, ...operation, parameters: parameters.flatMap((one) => one ?? []), required, timeout };
}

function parametersOf(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? []);
}
