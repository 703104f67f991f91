import { cloudFunctionsNamed } from './cloud-function-names.ts';
import { runsBeside } from './runs-beside.ts';
import type { Endpoint } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import { best, fits, literals, mayAnswer, meant, routesOf, segments } from './route-shape.ts';
import { likeNamed } from './like-names.ts';
import { nearest } from './nearest.ts';
import { answersInOtherWords } from './rpc-patterns.ts';
import { throughSidecar, type ParsedTarget } from './address.ts';
import { LOCAL, isPublic, namesService, type KnownHosts } from './named-hosts.ts';
import { word, wordOfVariable } from './word.ts';

export interface Destination {
  readonly kind: 'service' | 'external' | 'unresolved';
  readonly service: Unit | undefined;
  readonly endpoint: Endpoint | undefined;
  /** How it was found, in words. */
  readonly why: string;
}

/** Finds where requests go: by deployment name, port, name of the configuration variable, then by the shape of the route. */
export class Destinations {
  private readonly byHost = new Map<string, Unit[]>();
  readonly byPort = new Map<number, Unit[]>();
  readonly byWord = new Map<string, Unit[]>();
  private readonly hosts: KnownHosts;
  private readonly endpoints: readonly Endpoint[];
  /** Answered by packages: they lead to services and are no endpoints of the model. */
  private readonly implied: readonly Endpoint[];
  private readonly units: ReadonlyMap<string, Unit>;
  private readonly queues: ReadonlyMap<string, readonly Unit[]>;

  constructor(
    services: readonly Unit[],
    hosts: KnownHosts,
    endpoints: readonly Endpoint[],
    ports: ReadonlyMap<string, readonly number[]>,
    implied: readonly Endpoint[] = [],
    queues: ReadonlyMap<string, readonly Unit[]> = new Map(),
  ) {
    this.hosts = hosts;
    this.endpoints = endpoints;
    this.implied = implied;
    this.queues = queues;
    this.units = new Map(services.map((unit) => [unit.id, unit]));
    for (const unit of services) {
      for (const name of unit.hostNames) push(this.byHost, name.toLowerCase(), unit);
      for (const port of ports.get(unit.id) ?? []) push(this.byPort, port, unit);
      for (const name of new Set([unit.name, ...unit.hostNames].map(word))) push(this.byWord, name, unit);
    }
  }

  /** Destination of a parsed target called from `from`. */
  find(asked: ParsedTarget, method: string | null, from: Unit): Destination {
    const target = throughSidecar(asked);
    const named = this.byName(target, from) ?? likeNamed(target, this, this.hosts, from);
    if (named) return this.at(named, target, method, from, 'by host name');
    const { host } = target;
    if (this.hosts.backing.has(host ?? ''))
      return { kind: 'external', service: undefined, endpoint: undefined, why: 'a backing container' };
    if (isPublic(target, this.hosts))
      return { kind: 'external', service: undefined, endpoint: undefined, why: 'a public host' };
    // What a process asks at its own port, it asks itself: no other service.
    const isLocal = host !== null && LOCAL.test(host);
    const here = isLocal && target.port !== null ? (this.byPort.get(target.port) ?? []) : [];
    const byVariable = target.hostVariable === null ? undefined : this.byVariable(target.hostVariable, from);
    // The default port of a variable that names another service is no more than a default.
    if (here.length === 1 && here[0] === from && !(byVariable && host !== null))
      return { kind: 'unresolved', service: undefined, endpoint: undefined, why: 'itself' };
    // The usual ports of the web say nothing about an unknown host.
    const says = isLocal || (host === null ? target.port !== 80 && target.port !== 443 : /^\d/.test(host));
    const atPort = says ? this.atPort(target, method, from) : undefined;
    // Many machines have something at 8080: on one that only has a number, the service there has to answer the path.
    const byPort = atPort && (isLocal || host === null || this.answers(atPort, target, method)) ? atPort : undefined;
    if (byPort) return this.at(byPort, target, method, from, 'by port');
    if (byVariable) {
      const found = this.at(byVariable, target, method, from, `by the name of ${target.hostVariable ?? ''}`);
      if (found.endpoint || namesService(target)) return found;
    }
    const byRoute = this.byRoute(target, method, from);
    const byWord =
      byRoute.kind === 'unresolved' && host !== null && LOCAL.test(host) ? this.byPath(target, from) : undefined;
    return byWord ? this.at(byWord, target, method, from, 'by the name of the path') : byRoute;
  }

  // On this machine, `/api/orders` at an unknown port is the service that is called so.
  private byPath(target: ParsedTarget, from: Unit): Unit | undefined {
    const [first] = segments(target.path ?? '').filter((segment) => word(segment) !== '' && !/^v\d+$/.test(segment));
    const units = first === undefined ? [] : (this.byWord.get(word(first)) ?? []);
    const others = units.filter((unit) => unit.id !== from.id && unit.repository === from.repository);
    return others.length === 1 ? others[0] : undefined;
  }

  private answers(unit: Unit, { path }: ParsedTarget, method: string | null): boolean {
    const routes = path === null || unit.kind === 'gateway' ? [] : routesOf(this.endpoints, unit.id);
    return routes.length === 0 || routes.some((route) => fits(route, method, path ?? ''));
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

  /** The service that answers an RPC pattern: where the client was told to send it, else the only one, or the only one near. */
  rpc(pattern: string, from: Unit, server?: ParsedTarget): Destination {
    const placed = server && this.serverAt(server, from);
    const answers = (list: readonly Endpoint[]): Endpoint[] =>
      list.filter((endpoint) => endpoint.protocol === 'rpc' && endpoint.path === pattern);
    const exact = [...answers(this.endpoints), ...answers(this.implied), ...cloudFunctionsNamed(this.implied, pattern)];
    const all = exact.length > 0 ? exact : answersInOtherWords(this.endpoints, pattern);
    const here = placed ? all.filter((endpoint) => endpoint.service === placed.id) : [];
    if (placed && here.length === 0)
      return { kind: 'service', service: placed, endpoint: undefined, why: 'by address' };
    const matches = here.length > 0 ? here : nearest(all, this.units, from);
    const others = matches.filter((endpoint) => endpoint.service !== from.id);
    const [endpoint] = others.length > 0 ? others : matches;
    // Each of several has its own queue or port, and which of them the client was given is not known.
    if (new Set(others.map((one) => one.service)).size > 1)
      return { kind: 'unresolved', service: undefined, endpoint: undefined, why: 'several answer the pattern' };
    const service = endpoint ? this.units.get(endpoint.service) : undefined;
    const listed = endpoint && this.implied.includes(endpoint) ? undefined : endpoint;
    return service
      ? { kind: 'service', service, endpoint: listed, why: 'by message pattern' }
      : { kind: 'unresolved', service: undefined, endpoint: undefined, why: 'nobody answers the pattern' };
  }

  private serverAt(server: ParsedTarget, from: Unit): Unit | undefined {
    if (server.host !== null) return this.find({ ...server, path: null }, null, from).service;
    const [only, ...more] = this.nearby(this.queues.get(server.text) ?? [], from);
    return more.length > 0 ? undefined : only;
  }

  /** The service that answers a gRPC procedure: by its address, else by the procedure, else by the name of the gRPC service. */
  grpc(target: ParsedTarget, procedure: string, from: Unit): Destination {
    const answers = this.endpoints.filter((one) => one.protocol === 'grpc' && one.path === procedure);
    const placed = this.find({ ...target, path: null }, null, from);
    if (placed.kind === 'external') return placed;
    if (placed.service) return { ...placed, endpoint: answers.find((one) => one.service === placed.service?.id) };
    const [endpoint] = nearest(answers, this.units, from).filter((one) => one.service !== from.id);
    const named = this.nearby(this.byWord.get(word(procedure.replace(/\/.*$/, '').replace(/^.*\./, ''))) ?? [], from);
    const service = endpoint ? this.units.get(endpoint.service) : named.length === 1 ? named[0] : undefined;
    return service && service.id !== from.id
      ? { kind: 'service', service, endpoint, why: endpoint ? 'by the procedure' : 'by the name of the gRPC service' }
      : { kind: 'unresolved', service: undefined, endpoint: undefined, why: 'nobody answers the procedure' };
  }

  // Inside one repository the one that is run beside the caller has the name, else the first; of other repositories it must be the only one.
  private atHost(name: string, from: Unit): Unit | undefined {
    const units = this.byHost.get(name) ?? [];
    const here = units.filter((unit) => unit.repository === from.repository);
    return here.find((unit) => runsBeside(unit, from, name)) ?? here[0] ?? (units.length === 1 ? units[0] : undefined);
  }

  private byName(target: ParsedTarget, from: Unit): Unit | undefined {
    if (target.host === null) return undefined;
    const direct = this.atHost(target.host, from);
    if (direct) return direct;
    // Kubernetes: orders.default.svc.cluster.local
    const [label = ''] = target.host.split('.');
    return /\.svc(\.|$)|^[^.]+\.[^.]+\.svc/.test(target.host) || /^[\w-]+\.[\w-]+$/.test(target.host)
      ? /\.(com|io|net|org|dev|app|co)$/.test(target.host)
        ? undefined
        : this.atHost(label, from)
      : undefined;
  }

  // Of several services that give the same port (images that all expose 3000), the one that answers the path.
  private atPort({ port, path }: ParsedTarget, method: string | null, from: Unit): Unit | undefined {
    if (port === null) return undefined;
    const all = this.byPort.get(port) ?? [];
    const units = all.filter((unit) => unit.id !== from.id);
    const here = units.filter((unit) => unit.repository === from.repository);
    const [first] = here;
    // The caller's own port leads elsewhere only with a path that says so.
    if (first && here.length === 1 && !all.includes(from))
      return first.kind === 'gateway' || mayAnswer(routesOf(this.endpoints, first.id), method, path)
        ? first
        : undefined;
    // Ports of other repositories are given out by other people: the path has to fit as well.
    if (here.length === 0) {
      const [only, ...more] = units.filter((unit) => this.endpointOf(unit, method, path) !== undefined);
      return more.length === 0 ? only : undefined;
    }
    if (path === null || (all.includes(from) && literals(path) === 0)) return undefined;
    const known = here.map((unit) => literals(best(this.candidates(unit, method, path))?.path ?? ''));
    const fitting = here.filter((_unit, index) => known[index] === Math.max(1, ...known));
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  /** Those of the caller's repository where there are any, else all. */
  private nearby(units: readonly Unit[], from: Unit): readonly Unit[] {
    const here = units.filter((unit) => unit.repository === from.repository);
    return here.length > 0 ? here : units;
  }

  // ORDER_SERVICE_URL, orders.baseUrl and the like name the service that they lead to.
  private byVariable(variable: string, from: Unit): Unit | undefined {
    const named = (this.byWord.get(wordOfVariable(variable)) ?? []).filter((unit) => unit.id !== from.id);
    const units = this.nearby(named, from);
    return units.length === 1 ? units[0] : undefined;
  }

  // Behind a gateway or an unknown host only the shape of the route is left; it must be specific and fit one service only.
  private byRoute(target: ParsedTarget, method: string | null, from: Unit): Destination {
    const unresolved: Destination = { kind: 'unresolved', service: undefined, endpoint: undefined, why: '' };
    // What answers at a port of this machine is one of these services: a shorter shape tells it apart.
    const least = target.host !== null && LOCAL.test(target.host) && target.port !== null ? 1 : 2;
    if (target.path === null || literals(target.path) < least) return unresolved;
    const path = target.path;
    const matches = this.endpoints.filter(
      (endpoint) =>
        endpoint.service !== from.id &&
        endpoint.protocol === 'http' &&
        fits(endpoint, method, path) &&
        literals(endpoint.path) >= least,
    );
    const all = [...new Set(matches.map((endpoint) => endpoint.service))].flatMap((id) => this.units.get(id) ?? []);
    const services = this.nearby(all, from);
    const [only] = services;
    const service = services.length === 1 ? only : undefined;
    if (!service) return unresolved;
    const its = matches.filter((one) => one.service === service.id);
    return { kind: 'service', service, endpoint: meant(its, path), why: 'by the shape of the route' };
  }

  private endpointOf(unit: Unit, method: string | null, path: string | null): Endpoint | undefined {
    if (path === null) return undefined;
    const candidates = this.candidates(unit, method, path);
    // Without a method, endpoints of several methods fit: none of them is known to be meant.
    const methods = new Set(candidates.map((endpoint) => endpoint.method));
    return (method === null || method === 'ALL') && methods.size > 1 ? undefined : meant(candidates, path);
  }

  private candidates(unit: Unit, method: string | null, path: string): Endpoint[] {
    return routesOf(this.endpoints, unit.id).filter((endpoint) => fits(endpoint, method, path));
  }
}

function push<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  map.set(key, [...new Set(map.get(key)).add(value)]);
}
