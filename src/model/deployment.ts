import type { Evidence } from './evidence.ts';

/** A way in from outside of the system: a port that a host publishes, a Kubernetes Service of an open type, an Ingress. */
export interface Exposure {
  readonly service: string;
  readonly by: 'compose' | 'kubernetes-service' | 'ingress';
  /** Of `ingress`: what leads here. */
  readonly routes?: readonly GatewayRoute[];
  readonly evidence: readonly Evidence[];
}

/** What a rule of an Ingress, or of a route of a gateway, leads to a service. */
export interface GatewayRoute {
  /** `Ingress`, `HTTPRoute`, `GRPCRoute`, `IngressRoute`, `VirtualService`. */
  readonly kind: string;
  /** Null for any. */
  readonly host: string | null;
  readonly path: string;
  readonly evidence: Evidence;
}

/** Something of others that is deployed with the system: a database, a broker, a proxy. */
export interface Infrastructure {
  /** `postgres`, `rabbitmq`, `kafka`, `proxy`, …; the image's own name when it is not known. */
  readonly engine: string;
  /** Names by which it is reached. */
  readonly names: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A service that is started only after another service of the system, because its manifests say so. */
export interface StartOrder {
  readonly service: string;
  readonly after: string;
  readonly evidence: readonly Evidence[];
}

/** What the manifests say about how the system runs, beyond what they say of each service. */
export interface Deployment {
  readonly exposures: readonly Exposure[];
  readonly infrastructure: readonly Infrastructure[];
  readonly startOrders: readonly StartOrder[];
}

/** Of a system whose manifests say nothing. */
export const noDeployment: Deployment = { exposures: [], infrastructure: [], startOrders: [] };
