import type { KubernetesContainer, KubernetesService } from '../manifests/kubernetes-facts.ts';
import { imageName } from '../manifests/processes.ts';
import { addDraft, type Draft } from './draft.ts';
import { engineOf } from './engines.ts';
import { builtAs, draftOfCommand, fitting, type Matching } from './matching.ts';
import { moleculerFiles } from './moleculer.ts';
import { openedInCluster } from './openings.ts';

/** Matches the containers of Kubernetes workloads to drafts by image, then by workload; known infrastructure becomes backing images. */
export function addKubernetes(matching: Matching): void {
  const { repositoryOf } = matching.drafts;
  const { containers, services } = matching.drafts.manifests.kubernetes;
  const byRepository = new Map<string, KubernetesService[]>();
  for (const service of services) {
    const name = repositoryOf(service.file);
    byRepository.set(name, [...(byRepository.get(name) ?? []), service]);
  }
  for (const container of containers) {
    if (container.kind === 'Job') {
      imageDraft(matching, container)?.jobs.push(container.evidence);
      continue;
    }
    const selecting = (byRepository.get(repositoryOf(container.file)) ?? []).filter((service) =>
      selects(service, container),
    );
    const hostNames = [...new Set(selecting.map((service) => service.name))];
    const engine = engineOf(container.image);
    if (engine !== undefined && engine !== 'os') {
      const { image, ports, environment, evidence } = container;
      const names = hostNames.length > 0 ? hostNames : [container.workload];
      matching.images.push({ engine, image, hostNames: names, ports, environment, evidence });
    } else deployContainer(matching, container, hostNames, selecting);
  }
}

function deployContainer(
  matching: Matching,
  container: KubernetesContainer,
  hostNames: readonly string[],
  services: readonly KubernetesService[],
): void {
  const draft =
    draftOfCommand(matching, [...container.command, ...container.args].join(' '), container.evidence) ??
    imageDraft(matching, container);
  if (draft === undefined) return;
  if (container.kind === 'CronJob') draft.jobs.push(container.evidence);
  const file = moleculerFiles(matching.drafts, draft, container.environment);
  if (file.several) return;
  const unit = file.path === undefined ? draft : addDraft(matching.drafts, file.path, { isSplit: true });
  if (file.path !== undefined) unit.entries.add(file.path);
  unit.titles.push(container.workload);
  unit.deploys.push({
    kind: 'kubernetes',
    file: container.file,
    evidence: container.evidence,
    hostNames: container.appId === null ? hostNames : [...hostNames, container.appId],
    ports: [...container.ports, ...services.flatMap((service) => service.ports.map((port) => port.port))],
    publishedPorts: services
      .filter((service) => /^(?:LoadBalancer|NodePort)$/.test(service.type))
      .flatMap((service) => service.ports.map((port) => port.port)),
    environment: container.environment,
    probes: container.probes,
    isStatic: false,
    isTest: false,
    opens: openedInCluster(matching.drafts, services),
  });
}

// What the image of a container was made from, else what has the name of its workload.
function imageDraft(
  matching: Matching,
  { image, otherImages, workload, name, file }: KubernetesContainer,
): Draft | undefined {
  const images = [image, ...otherImages].map(imageName);
  return (
    images.map((one) => builtAs(matching, file, one)).find((one) => one !== undefined) ??
    fitting(matching.drafts, [...images, workload, name], file)
  );
}

function selects(service: KubernetesService, container: KubernetesContainer): boolean {
  const wanted = Object.entries(service.selector);
  return wanted.length > 0 && wanted.every(([key, value]) => container.labels[key] === value);
}
