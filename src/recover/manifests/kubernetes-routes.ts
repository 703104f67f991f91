import type { Evidence } from '../../model/system.ts';
import { listOf, objectOf, portOf, textOf } from './facts.ts';
import type { KubernetesIngress } from './kubernetes-facts.ts';

type Spec = Readonly<Record<string, unknown>>;
type Place = (path: readonly (string | number)[]) => Evidence;
type Route = Omit<KubernetesIngress, 'file' | 'kind'>;

const READERS: Readonly<Record<string, (spec: Spec, at: Place) => Route[]>> = {
  Ingress: ingress,
  HTTPRoute: gatewayRoute,
  GRPCRoute: gatewayRoute,
  IngressRoute: traefikRoute,
  VirtualService: virtualService,
};

/** What a resource lets in from outside, and which service of the cluster answers it; nothing of a resource of another kind. */
export function readRoutes(file: string, kind: string, spec: Spec, at: Place): KubernetesIngress[] {
  return (READERS[kind]?.(spec, at) ?? []).map((route) => ({ file, kind, ...route }));
}

// Either API version; the default backend answers what no rule does.
function ingress(spec: Spec, at: Place): Route[] {
  const rules = listOf(spec['rules']).flatMap((rule, index) =>
    listOf(objectOf(objectOf(rule)['http'])['paths']).flatMap((one, position) => {
      const path = textOf(objectOf(one)['path']) ?? '/';
      const evidence = at(['spec', 'rules', index, 'http', 'paths', position]);
      return backend(objectOf(one)['backend'], { host: textOf(objectOf(rule)['host']), path, evidence });
    }),
  );
  const field = spec['defaultBackend'] === undefined ? 'backend' : 'defaultBackend';
  const rest =
    spec[field] === undefined ? [] : backend(spec[field], { host: null, path: '/', evidence: at(['spec', field]) });
  return [...rules, ...rest];
}

function backend(value: unknown, route: Pick<Route, 'host' | 'path' | 'evidence'>): Route[] {
  const one = objectOf(value);
  const service = objectOf(one['service']);
  const name = textOf(service['name']) ?? textOf(one['serviceName']);
  const port = portOf(objectOf(service['port'])['number']) ?? portOf(one['servicePort']);
  return name === null ? [] : [{ ...route, service: name, port }];
}

// Gateway API: every host with every match with every backend of a rule.
function gatewayRoute(spec: Spec, at: Place): Route[] {
  return listOf(spec['rules']).flatMap((rule, index) => {
    const matches = listOf(objectOf(rule)['matches']).map(matchedPath);
    return listOf(objectOf(rule)['backendRefs']).flatMap((one, position) => {
      const service = textOf(objectOf(one)['name']);
      if (service === null || (textOf(objectOf(one)['kind']) ?? 'Service') !== 'Service') return [];
      const evidence = at(['spec', 'rules', index, 'backendRefs', position]);
      const port = portOf(objectOf(one)['port']);
      return each(hostsOf(spec['hostnames']), matches).map((route) => ({ ...route, service, port, evidence }));
    });
  });
}

function matchedPath(match: unknown): string {
  const { path, method } = objectOf(match);
  const procedure = objectOf(method);
  const called = [textOf(procedure['service']), textOf(procedure['method'])].filter((one) => one !== null);
  return textOf(objectOf(path)['value']) ?? (called.length > 0 ? `/${called.join('/')}` : '/');
}

// Traefik: "Host(`shop.example`) && PathPrefix(`/orders`)".
function traefikRoute(spec: Spec, at: Place): Route[] {
  return listOf(spec['routes']).flatMap((route, index) => {
    const rule = textOf(objectOf(route)['match']) ?? '';
    const hosts = argumentsOf(rule, /\bHost\(([^)]*)\)/g);
    const paths = argumentsOf(rule, /\bPath(?:Prefix|Regexp)?\(([^)]*)\)/g);
    return listOf(objectOf(route)['services']).flatMap((one, position) => {
      const service = textOf(objectOf(one)['name']);
      const evidence = at(['spec', 'routes', index, 'services', position]);
      const port = portOf(objectOf(one)['port']);
      return service === null
        ? []
        : each(hostsOf(hosts), paths).map((found) => ({ ...found, service, port, evidence }));
    });
  });
}

function argumentsOf(rule: string, matcher: RegExp): string[] {
  return [...rule.matchAll(matcher)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/[`"']([^`"']*)[`"']/g)].map(([, text = '']) => text),
  );
}

// Istio: a VirtualService of the mesh alone (no gateway, or `mesh`) lets nothing in.
function virtualService(spec: Spec, at: Place): Route[] {
  const gateways = listOf(spec['gateways']).map(textOf);
  if (gateways.every((name) => name === null || name === 'mesh')) return [];
  return listOf(spec['http']).flatMap((http, index) => {
    const paths = listOf(objectOf(http)['match']).map((match) => {
      const uri = objectOf(objectOf(match)['uri']);
      return textOf(uri['prefix']) ?? textOf(uri['exact']) ?? textOf(uri['regex']) ?? '/';
    });
    return listOf(objectOf(http)['route']).flatMap((one, position) => {
      const { host, port } = objectOf(objectOf(one)['destination']);
      const [service = ''] = (textOf(host) ?? '').split('.');
      const evidence = at(['spec', 'http', index, 'route', position]);
      const to = { service, port: portOf(objectOf(port)['number']), evidence };
      return service === '' ? [] : each(hostsOf(spec['hosts']), paths).map((route) => ({ ...route, ...to }));
    });
  });
}

function hostsOf(value: unknown): (string | null)[] {
  const hosts = listOf(value)
    .map(textOf)
    .filter((host) => host !== null && host !== '*');
  return hosts.length > 0 ? hosts : [null];
}

function each(hosts: readonly (string | null)[], paths: readonly string[]): { host: string | null; path: string }[] {
  const known = paths.length > 0 ? [...new Set(paths)] : ['/'];
  return hosts.flatMap((host) => known.map((path) => ({ host, path })));
}
