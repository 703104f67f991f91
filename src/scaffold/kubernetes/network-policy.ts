import type { ServiceView } from '../views/service-view.ts';
import { answers, GRPC_PORT, HTTP_PORT, labelsOf, podsOf, STORE_PORTS, usesLabel, type Manifest } from './parts.ts';

/** Every address. */
export const ANYWHERE: Manifest = { ipBlock: { cidr: '0.0.0.0/0' } };

/** Who may reach a service, and whom it may: what the blueprint declares, and nothing else. Stores have policies of their own. */
export function networkPolicy(service: ServiceView, services: readonly ServiceView[]): Manifest {
  const { name, system } = service;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: labelsOf(name, system) },
    spec: {
      podSelector: podsOf(name),
      policyTypes: ['Ingress', 'Egress'],
      ingress: ingressOf(service, services),
      egress: egressOf(service),
    },
  };
}

/** Whether requests come from outside: to gateways and steps of Step Functions; else to who answers and nobody calls. */
export function isEntrance(service: ServiceView, services: readonly ServiceView[]): boolean {
  if (service.has.gateway || isCalledByEngine(service, services)) return true;
  return !services.some(({ has }) => has.gateway) && answers(service) && callersOf(service, services).length === 0;
}

function isCalledByEngine({ name }: ServiceView, services: readonly ServiceView[]): boolean {
  return services.some(({ upstreams }) => upstreams.some(({ service, byEngine }) => byEngine && service === name));
}

interface Caller {
  readonly name: string;
  readonly port: number;
}

function callersOf({ name }: ServiceView, services: readonly ServiceView[]): Caller[] {
  return services.flatMap((caller) =>
    caller.upstreams.flatMap(({ service, isGrpc, byEngine }) =>
      service === name && !byEngine ? [{ name: caller.name, port: isGrpc ? GRPC_PORT : HTTP_PORT }] : [],
    ),
  );
}

function ingressOf(service: ServiceView, services: readonly ServiceView[]): Manifest[] {
  const callers = callersOf(service, services).map(({ name, port }) => ({
    from: [{ podSelector: podsOf(name) }],
    ports: [tcp(port)],
  }));
  return [...(isEntrance(service, services) ? [{ ports: [tcp(HTTP_PORT)] }] : []), ...callers];
}

function egressOf({ upstreams, has, auth, legacyUrls }: ServiceView): Manifest[] {
  const dns = {
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
    ports: [{ port: 53, protocol: 'UDP' }, tcp(53)],
  };
  const callees = upstreams
    .filter(({ byEngine }) => !byEngine)
    .map(({ service, isGrpc }) => ({
      to: [{ podSelector: podsOf(service) }],
      ports: [tcp(isGrpc ? GRPC_PORT : HTTP_PORT)],
    }));
  return [
    dns,
    ...callees,
    ...(auth ? [{ to: [ANYWHERE], ports: [tcp(portOf(auth.jwks))] }] : []),
    ...(has.temporal ? [{ to: [ANYWHERE, { namespaceSelector: {} }], ports: [tcp(7233)] }] : []),
    // The API of AWS.
    ...(has.stateMachines ? [{ to: [ANYWHERE], ports: [tcp(443)] }] : []),
    ...(legacyUrls.length > 0 ? [{ to: [ANYWHERE], ports: [tcp(80), tcp(443)] }] : []),
    ...(has.telemetry ? [{ to: [{ namespaceSelector: {} }], ports: [tcp(4318)] }] : []),
  ];
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
}

function tcp(port: number): Manifest {
  return { port, protocol: 'TCP' };
}

/** Nothing reaches anything that no other policy allows. */
export const DENY_ALL: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny-all' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};

/** Lets the pods that use a store reach it: within the cluster by name, elsewhere by its addresses. */
export function storeEgress(use: string, to: Manifest, port = STORE_PORTS[use] ?? 0): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `to-${use}` },
    spec: {
      podSelector: { matchLabels: usesLabel(use) },
      policyTypes: ['Egress'],
      egress: [{ to: [to], ports: [tcp(port)] }],
    },
  };
}

/** Lets nobody else reach it. */
export function storeIngress(use: string): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: use },
    spec: {
      podSelector: podsOf(use),
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: usesLabel(use) } }], ports: [tcp(STORE_PORTS[use] ?? 0)] }],
    },
  };
}
