import type { Endpoint } from '../../model/system.ts';
import type { BackingImage, Unit } from '../inventory/unit.ts';
import { nearest } from './nearest.ts';
import { answersInOtherWords } from './rpc-patterns.ts';
import { throughSidecar, type ParsedTarget } from './address.ts';

export interface Destination {
  readonly kind: 'service' | 'external' | 'unresolved';
  readonly service: Unit | undefined;
  readonly endpoint: Endpoint | undefined;
  /** How it was found, in words. */
  readonly why: string;
}

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|host\.docker\.internal|\[?::1\]?)$/;

/** Finds where requests go: by deployment name, port, name of the configuration variable, then by the shape of the route. */
export class Destinations {
  private readonly byHost = new Map<string, Unit>();
  private readonly byPort = new Map<number, Unit[]>();
  private readonly byWord = new Map<string, Unit[]>();
  private readonly infrastructure: ReadonlySet<string>;
  private readonly endpoints: readonly Endpoint[];
  /** Answered by packages: they lead to services and are no endpoints of the model. */
  private readonly implied: readonly Endpoint[];
  private readonly units: ReadonlyMap<string, Unit>;

  constructor(
    services: readonly Unit[],
    images: readonly BackingImage[],
    endpoints: readonly Endpoint[],
    portsOf: (unit: Unit) => readonly number[],
    implied: readonly Endpoint[] = [],
  ) {
    this.endpoints = endpoints;
    this.implied = implied;
    this.units = new Map(services.map((unit) => [unit.id, unit]));
    for (const unit of services) {
      for (const name of unit.hostNames)
        if (!this.byHost.has(name.toLowerCase())) this.byHost.set(name.toLowerCase(), unit);
      for (const port of portsOf(unit)) push(this.byPort, port, unit);
      for (const name of new Set([unit.name, ...unit.hostNames].map(word))) push(this.byWord, name, unit);
    }
    this.infrastructure = new Set(images.flatMap((image) => image.hostNames.map((name) => name.toLowerCase())));
  }

  /** Destination of a parsed target called from `from`. */
  find(asked: ParsedTarget, method: string | null, from: Unit): Destination {
    const target = throughSidecar(asked);
    const named = this.byName(target);
    if (named) return this.at(named, target, method, from, 'by host name');
    const { host } = target;
    if (host !== null && this.infrastructure.has(host))
      return { kind: 'external', service: undefined, endpoint: undefined, why: 'a backing container' };
    if (
      host !== null &&
      !LOCAL.test(host) &&
      !/^\d+\.\d+\.\d+\.\d+$/.test(host) &&
      host.includes('.') &&
      !/\.(local|internal|svc|lan|test)$/.test(host)
    ) {
      return { kind: 'external', service: undefined, endpoint: undefined, why: 'a public host' };
    }
    const byPort = host === null || LOCAL.test(host) || /^\d/.test(host) ? this.atPort(target.port, from) : undefined;
    if (byPort) return this.at(byPort, target, method, from, 'by port');
    const byVariable = target.hostVariable === null ? undefined : this.byVariable(target.hostVariable, from);
    if (byVariable) return this.at(byVariable, target, method, from, `by the name of ${target.hostVariable ?? ''}`);
    const byRoute = this.byRoute(target, method, from);
    const byWord =
      byRoute.kind === 'unresolved' && host !== null && LOCAL.test(host) ? this.byPath(target, from) : undefined;
    return byWord ? this.at(byWord, target, method, from, 'by the name of the path') : byRoute;
  }

  // On this machine, `/api/orders` at an unknown port is the service that is called so.
  private byPath(target: ParsedTarget, from: Unit): Unit | undefined {
    const [first] = segments(target.path ?? '').filter((segment) => word(segment) !== '' && !/^v\d+$/.test(segment));
    const units = first === undefined ? [] : (this.byWord.get(word(first)) ?? []);
    const others = units.filter((unit) => unit.id !== from.id);
    return others.length === 1 ? others[0] : undefined;
  }

  // Behind a gateway that does not answer the path itself stands the service that does.
  private at(service: Unit, target: ParsedTarget, method: string | null, from: Unit, why: string): Destination {
    const endpoint = this.endpointOf(service, method, target.path);
    if (service.kind === 'gateway' && !endpoint) {
      const behind = this.byRoute(target, method, from);
      if (behind.kind === 'service') return { ...behind, why: `through ${service.name}, ${behind.why}` };
    }
    return { kind: 'service', service, endpoint, why };
  }

  /** The service that answers an RPC pattern; of several, the nearest to the caller. */
  rpc(pattern: string, from: Unit, server?: ParsedTarget): Destination {
    const placed = server?.host == null ? undefined : this.find({ ...server, path: null }, null, from).service;
    const answers = (list: readonly Endpoint[]): Endpoint[] =>
      list.filter((endpoint) => endpoint.protocol === 'rpc' && endpoint.path === pattern);
    const exact = [...answers(this.endpoints), ...answers(this.implied)];
    const all = exact.length > 0 ? exact : answersInOtherWords(this.endpoints, pattern);
    const here = placed ? all.filter((endpoint) => endpoint.service === placed.id) : [];
    if (placed && here.length === 0)
      return { kind: 'service', service: placed, endpoint: undefined, why: 'by address' };
    const matches = here.length > 0 ? here : nearest(all, this.units, from);
    const others = matches.filter((endpoint) => endpoint.service !== from.id);
    const [endpoint] = others.length > 0 ? others : matches;
    const service = endpoint ? this.units.get(endpoint.service) : undefined;
    const listed = endpoint && this.implied.includes(endpoint) ? undefined : endpoint;
    return service
      ? { kind: 'service', service, endpoint: listed, why: 'by message pattern' }
      : { kind: 'unresolved', service: undefined, endpoint: undefined, why: 'nobody answers the pattern' };
  }

  /** The service that answers a gRPC procedure: by its address, else by the procedure, else by the name of the gRPC service. */
  grpc(target: ParsedTarget, procedure: string, from: Unit): Destination {
    const answers = this.endpoints.filter((one) => one.protocol === 'grpc' && one.path === procedure);
    const placed = this.find({ ...target, path: null }, null, from);
    if (placed.kind === 'external') return placed;
    if (placed.service) return { ...placed, endpoint: answers.find((one) => one.service === placed.service?.id) };
    const [endpoint] = nearest(answers, this.units, from).filter((one) => one.service !== from.id);
    const named = this.byWord.get(word(procedure.replace(/\/.*$/, '').replace(/^.*\./, ''))) ?? [];
    const service = endpoint ? this.units.get(endpoint.service) : named.length === 1 ? named[0] : undefined;
    return service && service.id !== from.id
      ? { kind: 'service', service, endpoint, why: endpoint ? 'by the procedure' : 'by the name of the gRPC service' }
      : { kind: 'unresolved', service: undefined, endpoint: undefined, why: 'nobody answers the procedure' };
  }

  private byName(target: ParsedTarget): Unit | undefined {
    if (target.host === null) return undefined;
    const direct = this.byHost.get(target.host);
    if (direct) return direct;
    // Kubernetes: orders.default.svc.cluster.local
    const [label = ''] = target.host.split('.');
    return /\.svc(\.|$)|^[^.]+\.[^.]+\.svc/.test(target.host) || /^[\w-]+\.[\w-]+$/.test(target.host)
      ? /\.(com|io|net|org|dev|app|co)$/.test(target.host)
        ? undefined
        : this.byHost.get(label)
      : undefined;
  }

  private atPort(port: number | null, from: Unit): Unit | undefined {
    if (port === null) return undefined;
    const units = (this.byPort.get(port) ?? []).filter((unit) => unit.id !== from.id);
    return units.length === 1 ? units[0] : undefined;
  }

  // ORDER_SERVICE_URL, orders.baseUrl and the like name the service that they lead to.
  private byVariable(variable: string, from: Unit): Unit | undefined {
    const name = word(
      variable.replace(/^.*\./, (prefix) =>
        /url|host|uri|base|endpoint|address/i.test(variable.slice(prefix.length)) &&
        variable.slice(prefix.length).length < 9
          ? prefix
          : '',
      ),
    );
    const units = (this.byWord.get(name) ?? []).filter((unit) => unit.id !== from.id);
    return units.length === 1 ? units[0] : undefined;
  }

  // Behind a gateway or an unknown host only the shape of the route is left; it must be specific and fit one service only.
  private byRoute(target: ParsedTarget, method: string | null, from: Unit): Destination {
    const unresolved: Destination = { kind: 'unresolved', service: undefined, endpoint: undefined, why: '' };
    if (target.path === null || literals(target.path) < 2) return unresolved;
    const path = target.path;
    const matches = this.endpoints.filter(
      (endpoint) =>
        endpoint.service !== from.id &&
        endpoint.protocol === 'http' &&
        fits(endpoint, method, path) &&
        literals(endpoint.path) >= 2,
    );
    const services = new Set(matches.map((endpoint) => endpoint.service));
    const [only] = services;
    const service = services.size === 1 && only !== undefined ? this.units.get(only) : undefined;
    return service
      ? { kind: 'service', service, endpoint: best(matches), why: 'by the shape of the route' }
      : unresolved;
  }

  private endpointOf(unit: Unit, method: string | null, path: string | null): Endpoint | undefined {
    if (path === null) return undefined;
    const candidates = this.candidates(unit, method, path);
    // Without a method, endpoints of several methods fit: none of them is known to be meant.
    const methods = new Set(candidates.map((endpoint) => endpoint.method));
    return (method === null || method === 'ALL') && methods.size > 1 ? undefined : best(candidates);
  }

  private candidates(unit: Unit, method: string | null, path: string): Endpoint[] {
    return this.endpoints.filter(
      (endpoint) => endpoint.service === unit.id && endpoint.protocol === 'http' && fits(endpoint, method, path),
    );
  }
}

function push<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const known = map.get(key);
  if (!known) map.set(key, [value]);
  else if (!known.includes(value)) known.push(value);
}

/** The word that a service or a variable is about: `ORDERS_SERVICE_URL`, `order-service`, `ordersService` → `order`. */
export function word(name: string): string {
  const parts = name
    .replace(/^@[^/]+\//, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(
      (part) =>
        part &&
        !/^(service|services|svc|ms|microservice|api|url|uri|host|hostname|base|endpoint|address|addr|server|app|http|https|internal|origin|env|config|the)$/.test(
          part,
        ),
    );
  return parts.join('').replace(/s$/, '');
}

function segments(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function isVariable(segment: string): boolean {
  return segment.startsWith(':') || segment.includes('{') || segment.startsWith('*') || segment.includes(':');
}

function literals(path: string): number {
  return segments(path).filter((segment) => !isVariable(segment)).length;
}

/** Whether an endpoint answers method and path; unknown segments of either side fit anything. */
export function fits(endpoint: Endpoint, method: string | null, path: string): boolean {
  if (method !== null && endpoint.method !== 'ALL' && endpoint.method !== method && method !== 'ALL') return false;
  const wanted = segments(path);
  const offered = segments(endpoint.path);
  if (offered.at(-1)?.startsWith('*') === true)
    return (
      wanted.length >= offered.length - 1 &&
      offered.slice(0, -1).every((segment, index) => isVariable(segment) || segment === wanted[index])
    );
  if (wanted.length !== offered.length) return false;
  return offered.every(
    (segment, index) =>
      isVariable(segment) || isVariable(wanted[index] ?? '') || segment.toLowerCase() === wanted[index]?.toLowerCase(),
  );
}

// The endpoint with the most literal segments is meant.
function best(endpoints: readonly Endpoint[]): Endpoint | undefined {
  return [...endpoints].sort((a, b) => literals(b.path) - literals(a.path) || (a.id < b.id ? -1 : 1))[0];
}
