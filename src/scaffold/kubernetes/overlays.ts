import type { ServiceView } from '../views/service-view.ts';
import { ANYWHERE, DENY_ALL, storeEgress, storeIngress } from './network-policy.ts';
import { answers, labelsOf, manifestText, podsOf, STORE_PORTS, usesOf, type Manifest } from './parts.ts';
import { storeWorkload } from './stores.ts';

/** What kustomize puts together, by path below deploy/kubernetes. */
export function kustomizations(system: string, services: readonly ServiceView[]): Map<string, string> {
  const stores = [...new Set(services.flatMap(usesOf))].sort();
  const base = {
    resources: ['network.yaml', ...services.map(({ name }) => `${name}.yaml`)],
  };
  const applied =
    'What runs everywhere. Applied through an overlay: kubectl apply -k deploy/kubernetes/overlays/production';
  return new Map([
    ['base/kustomization.yaml', kustomization(applied, base)],
    ['base/network.yaml', manifestText('What no other policy allows is refused.', [DENY_ALL])],
    ['overlays/dev/kustomization.yaml', devOverlay(system, services, stores)],
    ['overlays/dev/namespace.yaml', namespace(`${system}-dev`, 'baseline')],
    ['overlays/production/kustomization.yaml', productionOverlay(system, services, stores)],
    ['overlays/production/namespace.yaml', namespace(system, 'restricted')],
    ...(stores.length > 0
      ? ([
          ['overlays/dev/stores.yaml', devStores(system, stores)],
          ['overlays/production/stores.yaml', productionStores(stores)],
        ] as const)
      : []),
  ]);
}

function resourcesOf(stores: readonly string[]): string[] {
  return ['../../base', 'namespace.yaml', ...(stores.length > 0 ? ['stores.yaml'] : [])];
}

function devOverlay(system: string, services: readonly ServiceView[], stores: readonly string[]): string {
  const workers = services.filter((service) => !answers(service));
  const one = (path: string): string => `- { op: replace, path: /spec/${path}, value: 1 }\n`;
  const target = { kind: 'HorizontalPodAutoscaler' };
  return kustomization('One of each, with stores in the cluster. The README says which Secrets it needs.', {
    namespace: `${system}-dev`,
    resources: resourcesOf(stores),
    images: services.map(({ name }) => ({ name: `${system}/${name}`, newTag: 'dev' })),
    ...(stores.includes('postgres') && {
      configMapGenerator: [{ name: 'create-databases', files: ['create-databases.sql'] }],
    }),
    ...(workers.length < services.length && {
      patches: [{ target, patch: `${one('minReplicas')}${one('maxReplicas')}` }],
    }),
    ...(workers.length > 0 && { replicas: workers.map(({ name }) => ({ name, count: 1 })) }),
  });
}

function productionOverlay(system: string, services: readonly ServiceView[], stores: readonly string[]): string {
  return kustomization('Set newName and newTag to where your images are: kustomize edit set image', {
    namespace: system,
    resources: resourcesOf(stores),
    images: services.map(({ name }) => ({
      name: `${system}/${name}`,
      newName: `registry.example.com/${system}/${name}`,
      newTag: '0.1.0',
    })),
  });
}

function kustomization(comment: string, content: Manifest): string {
  return manifestText(comment, [{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...content }]);
}

function namespace(name: string, level: string): string {
  const labels = { 'pod-security.kubernetes.io/enforce': level };
  return manifestText('Holds every pod to what its level of security allows.', [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
  ]);
}

function devStores(system: string, stores: readonly string[]): string {
  return manifestText(
    'Stores and brokers to try things with: one replica each, no backup.',
    stores.flatMap((store) => [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: store, labels: labelsOf(store, system) },
        spec: {
          clusterIP: 'None',
          selector: podsOf(store)['matchLabels'],
          ports: [{ name: store, port: STORE_PORTS[store] }],
        },
      },
      storeWorkload(store, system),
      storeIngress(store),
      storeEgress(store, { podSelector: podsOf(store) }),
    ]),
  );
}

// Whoever runs stores outside of the cluster knows where.
function productionStores(stores: readonly string[]): string {
  return manifestText(
    'Where stores and brokers are: narrow each block to their addresses.',
    stores.map((store) =>
      // AWS is reached over HTTPS, at addresses that change.
      store === 'sqs' ? storeEgress(store, ANYWHERE, 443) : storeEgress(store, { ipBlock: { cidr: '10.0.0.0/8' } }),
    ),
  );
}
