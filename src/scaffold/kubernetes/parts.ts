import { blockText } from '../../io/yaml-text.ts';
import type { ServiceView } from '../views/service-view.ts';

/** An object of Kubernetes, or a part of one. */
export type Manifest = Readonly<Record<string, unknown>>;

/** Where every service listens within its container. */
export const HTTP_PORT = 3000;
export const GRPC_PORT = 50_051;

const NAME = 'app.kubernetes.io/name';

/** Several objects as one file, under a comment. */
export function manifestText(comment: string, manifests: readonly Manifest[]): string {
  return `# ${comment}\n${manifests.map(blockText).join('---\n')}`;
}

/** Labels of everything that belongs to a service or a store. */
export function labelsOf(name: string, system: string): Manifest {
  return { [NAME]: name, 'app.kubernetes.io/part-of': system };
}

/** Selects the pods of a service or a store. */
export function podsOf(name: string): Manifest {
  return { matchLabels: { [NAME]: name } };
}

/** Whether a service answers others, and not only probes. */
export function answers({ has }: ServiceView): boolean {
  return has.openapi || has.endpoints;
}

/** What a service keeps in stores and brokers, as labels of its pods: policies let these, and no others, through. */
export function usesOf({ has, broker, bus }: ServiceView): string[] {
  const uses = [...(has.store ? ['postgres'] : []), ...(broker ? [bus] : []), ...(has.rateLimit ? ['redis'] : [])];
  return [...new Set(uses)];
}

/** The label of pods that use a store or broker. */
export function usesLabel(use: string): Manifest {
  return { [`uses-${use}`]: 'true' };
}

/** Ports of the stores and brokers. */
export const STORE_PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  nats: 4222,
  rabbitmq: 5672,
  redis: 6379,
  kafka: 9092,
  sqs: 4566,
};

/** Variables of a service that its Secret holds; without the optional ones it starts as well. */
export function secretsOf({ has, broker, legacyUrls }: ServiceView): { name: string; optional: boolean }[] {
  const required = [...(has.store ? ['DATABASE_URL'] : []), ...(broker ? ['BUS_URL'] : []), ...legacyUrls];
  if (has.temporal) required.push('TEMPORAL_ADDRESS');
  if (has.stateMachines) required.push('STATE_MACHINES');
  return [
    ...required.map((name) => ({ name, optional: false })),
    ...(has.temporal ? [{ name: 'TEMPORAL_API_KEY', optional: true }] : []),
    ...(has.rateLimit ? [{ name: 'REDIS_URL', optional: true }] : []),
  ];
}
