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

/** A rule of an Ingress (or Gateway API route): which service answers a path. */
export interface KubernetesIngress {
  readonly file: string;
  readonly host: string | null;
  readonly path: string;
  readonly service: string;
  readonly port: number | null;
  readonly evidence: Evidence;
}

/** What all Kubernetes manifests of a repository say. */
export interface KubernetesFacts {
  readonly containers: readonly KubernetesContainer[];
  readonly services: readonly KubernetesService[];
  readonly ingresses: readonly KubernetesIngress[];
}
