import type { Evidence } from '../../model/system.ts';
import type { EnvironmentEntry } from './facts.ts';

/** A container of a Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod. */
export interface KubernetesContainer {
  readonly file: string;
  /** `Deployment`, `Pod`, … and the resource's name. */
  readonly kind: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
  readonly image: string;
  /** Names that a Kustomization gives to the image instead. */
  readonly otherImages: readonly string[];
  /** Name under which its Dapr sidecar is called. */
  readonly appId: string | null;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly ports: readonly number[];
  readonly environment: readonly EnvironmentEntry[];
  /** livenessProbe, readinessProbe and startupProbe. */
  readonly probes: readonly Evidence[];
  readonly evidence: Evidence;
}

/** A Service resource: a DNS name for the workloads that its selector matches. */
export interface KubernetesService {
  readonly file: string;
  readonly name: string;
  readonly type: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly targetPort: number | null }[];
  readonly evidence: Evidence;
}

/** A rule of an Ingress, or of a route of a gateway: which service answers a path. */
export interface KubernetesIngress {
  readonly file: string;
  /** `Ingress`, `HTTPRoute`, `GRPCRoute`, `IngressRoute`, `VirtualService`. */
  readonly kind: string;
  readonly host: string | null;
  readonly path: string;
  readonly service: string;
  readonly port: number | null;
  readonly evidence: Evidence;
}

/** What an Istio VirtualService or DestinationRule does for calls to a host. */
export interface MeshPolicy {
  readonly file: string;
  readonly host: string;
  /** As written: `5s`; null when none is set. */
  readonly timeout: string | null;
  readonly retries: boolean;
  readonly outlierDetection: boolean;
  readonly evidence: Evidence;
}

/** What all Kubernetes manifests of a repository say. */
export interface KubernetesFacts {
  readonly containers: readonly KubernetesContainer[];
  readonly services: readonly KubernetesService[];
  readonly ingresses: readonly KubernetesIngress[];
  readonly mesh: readonly MeshPolicy[];
}

/** A ConfigMap or Secret: its entries become environment where a container refers to them. */
export interface KubernetesConfig {
  readonly name: string;
  readonly secret: boolean;
  readonly entries: readonly { readonly name: string; readonly value: string | null; readonly evidence: Evidence }[];
  /** Environment files that a Kustomization fills it from, relative to the root. */
  readonly files: readonly string[];
}

/** One variable of a container, or (with `key` null) all entries of a ConfigMap or Secret, `name` being their prefix. */
export interface EnvironmentSource {
  readonly name: string;
  readonly value: string | null;
  readonly from: { readonly config: string; readonly secret: boolean; readonly key: string | null } | null;
  readonly evidence: Evidence;
}

/** One file's resources, references to ConfigMaps and Secrets not resolved. */
export interface KubernetesFile {
  readonly containers: readonly (KubernetesContainer & { readonly sources: readonly EnvironmentSource[] })[];
  readonly services: readonly KubernetesService[];
  readonly ingresses: readonly KubernetesIngress[];
  readonly mesh: readonly MeshPolicy[];
  readonly configs: readonly KubernetesConfig[];
  /** What a Kustomization calls images. */
  readonly images: readonly { readonly name: string; readonly newName: string }[];
}
