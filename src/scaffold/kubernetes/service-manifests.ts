import type { ServiceView } from '../views/service-view.ts';
import { networkPolicy } from './network-policy.ts';
import {
  answers,
  GRPC_PORT,
  HTTP_PORT,
  labelsOf,
  manifestText,
  podsOf,
  secretsOf,
  usesLabel,
  usesOf,
  type Manifest,
} from './parts.ts';

/** Everything that runs one service. */
export function serviceManifests(service: ServiceView, services: readonly ServiceView[]): string {
  const { name, grace } = service;
  const comment = `What runs ${name}. The grace of ${grace.seconds} s is the drain, its longest work and the time to close.`;
  return manifestText(comment, [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(service), automountServiceAccountToken: false },
    ...configMaps(service),
    deployment(service),
    ...(answers(service) ? [clusterService(service), autoscaler(service)] : []),
    disruptionBudget(service),
    networkPolicy(service, services),
  ]);
}

function metadata({ name, system }: ServiceView, suffix = ''): Manifest {
  return { name: `${name}${suffix}`, labels: labelsOf(name, system) };
}

function configMaps(service: ServiceView): Manifest[] {
  const { has, upstreams, grace, routes } = service;
  const data: Record<string, string> = {
    HOST: '0.0.0.0',
    PORT: String(HTTP_PORT),
    ...(has.grpc && { GRPC_PORT: String(GRPC_PORT) }),
    DRAIN_DELAY_MS: '5000',
    GRACE_MS: String(grace.ms),
    ...(has.facades && { ROLLOUT_FILE: '/etc/rollout/rollout.json' }),
  };
  for (const { service: callee, env, isGrpc } of upstreams)
    data[env] = isGrpc ? `${callee}:${GRPC_PORT}` : `http://${callee}:${HTTP_PORT}`;
  const rollout = Object.fromEntries(
    routes.flatMap(({ prefix, legacy }) => (legacy ? [[prefix, { percent: legacy.percent }]] : [])),
  );
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(service), data },
    ...(has.facades
      ? [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: metadata(service, '-rollout'),
            data: { 'rollout.json': `${JSON.stringify(rollout, null, 2)}\n` },
          },
        ]
      : []),
  ];
}

function deployment(service: ServiceView): Manifest {
  const { name, system, grace } = service;
  const labels = { ...labelsOf(name, system), ...Object.assign({}, ...usesOf(service).map(usesLabel)) };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(service),
    spec: {
      // Where there is an autoscaler it knows how many.
      ...(!answers(service) && { replicas: 2 }),
      revisionHistoryLimit: 5,
      selector: podsOf(name),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: grace.seconds,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: podsOf(name),
            },
          ],
          containers: [container(service)],
          ...(service.has.facades && { volumes: [{ name: 'rollout', configMap: { name: `${name}-rollout` } }] }),
        },
      },
    },
  };
}

function container(service: ServiceView): Manifest {
  const { name, system, has } = service;
  return {
    name,
    image: `${system}/${name}`,
    ports: [
      { name: 'http', containerPort: HTTP_PORT },
      ...(has.grpc ? [{ name: 'grpc', containerPort: GRPC_PORT }] : []),
    ],
    envFrom: [{ configMapRef: { name } }],
    ...(secretsOf(service).length > 0 && {
      env: secretsOf(service).map(({ name: key, optional }) => ({
        name: key,
        valueFrom: { secretKeyRef: { name, key, ...(optional && { optional }) } },
      })),
    }),
    // Two minutes for migrations, which each service runs at its start, one replica at a time.
    startupProbe: probe('startup', { periodSeconds: 2, failureThreshold: 60 }),
    // Together shorter than the drain, in which the service goes on serving.
    readinessProbe: probe('ready', { periodSeconds: 2, failureThreshold: 2 }),
    livenessProbe: probe('live', { periodSeconds: 10, failureThreshold: 3 }),
    resources: { requests: { cpu: '100m', memory: '192Mi' }, limits: { cpu: '1', memory: '384Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    ...(has.facades && { volumeMounts: [{ name: 'rollout', mountPath: '/etc/rollout', readOnly: true }] }),
  };
}

function probe(path: string, times: Manifest): Manifest {
  return { httpGet: { path: `/health/${path}`, port: 'http' }, timeoutSeconds: 2, ...times };
}

function clusterService(service: ServiceView): Manifest {
  const ports = [
    { name: 'http', port: HTTP_PORT, targetPort: 'http' },
    ...(service.has.grpc
      ? [{ name: 'grpc', port: GRPC_PORT, targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' }]
      : []),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(service),
    spec: { ...{ selector: podsOf(service.name)['matchLabels'] }, ports },
  };
}

function autoscaler(service: ServiceView): Manifest {
  const { name } = service;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata(service),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
    },
  };
}

function disruptionBudget(service: ServiceView): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(service),
    spec: { maxUnavailable: 1, selector: podsOf(service.name) },
  };
}
