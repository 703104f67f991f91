import type { ComposeService } from '../manifests/compose.ts';
import { isShellScript } from '../manifests/docker-run.ts';
import type { KubernetesService } from '../manifests/kubernetes-facts.ts';
import type { Drafts, Opening } from './draft.ts';
import { engineOf } from './engines.ts';

/** Where a compose service lets requests in from outside; nothing where its file is for a developer's machine. */
export function opensOf({ manifests }: Drafts, service: ComposeService): Opening[] {
  if (!isOpen(service) || isShellScript(service.file) || service.profiles.length > 0) return [];
  const beside = manifests.compose.filter(({ file }) => file === service.file);
  if (manifests.kubernetes.containers.length > 0 || isForDevelopers(service.file, beside)) return [];
  return [{ by: 'compose', evidence: [{ ...service.evidence, note: `publishes a port of "${service.name}"` }] }];
}

/** Where Services of an open type and Ingresses lead to a container of the cluster. */
export function openedInCluster(
  { manifests, repositoryOf }: Drafts,
  services: readonly KubernetesService[],
): Opening[] {
  return services.flatMap((service): Opening[] => {
    const isPublic = /^(?:LoadBalancer|NodePort)$/.test(service.type);
    const own = { ...service.evidence, note: `Service "${service.name}" of type ${service.type}` };
    const rules = manifests.kubernetes.ingresses.filter(
      (rule) => rule.service === service.name && repositoryOf(rule.file) === repositoryOf(service.file),
    );
    const routes = rules.map(({ kind, host, path, evidence }) => ({
      kind,
      host,
      path,
      evidence: { ...evidence, note: `${kind} for ${host ?? ''}${path}` },
    }));
    const through = routes.map(({ evidence }) => evidence);
    return [
      ...(isPublic ? [{ by: 'kubernetes-service' as const, evidence: [own] }] : []),
      ...(through.length > 0 ? [{ by: 'ingress' as const, routes, evidence: through }] : []),
    ];
  });
}

function isOpen({ ports }: ComposeService): boolean {
  return ports.some(({ published, isLocal }) => published !== null && isLocal !== true);
}

// Nobody opens a database to the world, or mounts the source of a service where it is deployed: such a file is for debugging.
function isForDevelopers(file: string, services: readonly ComposeService[]): boolean {
  return (
    /(?:^|[.\-_/])(?:dev|devel|development|local|debug|override)(?:[.\-_/]|$)/i.test(file) ||
    services.some(
      (service) =>
        (isOpen(service) && isStore(service.image)) ||
        service.environment.some(({ name, value }) => name === 'NODE_ENV' && /^dev|^local/i.test(value ?? '')) ||
        service.volumes.some(({ source }) => isSourceFolder(service, source)),
    )
  );
}

function isStore(image: string | null): boolean {
  const engine = image === null ? undefined : engineOf(image);
  return engine !== undefined && !/^(?:proxy|telemetry|tool|os)$/.test(engine);
}

function isSourceFolder({ build }: ComposeService, source: string): boolean {
  return build !== null && (source === build.context || source.startsWith(`${build.context}/src`));
}
