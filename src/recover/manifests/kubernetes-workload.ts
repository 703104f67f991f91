import type { Evidence } from '../../model/system.ts';
import { listOf, objectOf, portOf, textOf } from './facts.ts';
import type { EnvironmentSource, KubernetesContainer } from './kubernetes-facts.ts';

type At = (path: readonly (string | number)[], note?: string) => Evidence;

// What the operators of OpenTelemetry and Datadog do for such an annotation.
const INJECTS = /^(?:instrumentation\.opentelemetry\.io\/inject-nodejs|admission\.datadoghq\.com\/js-lib\.version)$/;
const LOADS_AGENT = { name: 'NODE_OPTIONS', value: '--require opentelemetry', from: null };

/** Containers of a workload: `spec.template.spec` of most kinds, `spec` of a Pod, `spec.jobTemplate…` of a CronJob. */
export function readWorkload(
  file: string,
  resource: Readonly<Record<string, unknown>>,
  at: At,
): (KubernetesContainer & { readonly sources: readonly EnvironmentSource[] })[] {
  const kind = textOf(resource['kind']) ?? '';
  const workload = textOf(objectOf(resource['metadata'])['name']) ?? '';
  const path =
    kind === 'Pod' ? [] : kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  const template = path.reduce<Readonly<Record<string, unknown>>>((inner, key) => objectOf(inner[key]), resource);
  const labels = Object.fromEntries(
    Object.entries(objectOf(objectOf(template['metadata'])['labels'])).map(([key, value]) => [
      key,
      textOf(value) ?? '',
    ]),
  );
  const annotations = objectOf(objectOf(template['metadata'])['annotations']);
  const appId = textOf(annotations['dapr.io/app-id']) ?? textOf(annotations['dapr.io/id']);
  const injected = Object.keys(annotations).some((name) => INJECTS.test(name))
    ? [{ ...LOADS_AGENT, evidence: at([...path, 'metadata', 'annotations']) }]
    : [];
  return listOf(objectOf(template['spec'])['containers']).map((value, index) => {
    const container = objectOf(value);
    const here = (more: readonly (string | number)[], note?: string): Evidence =>
      at([...path, 'spec', 'containers', index, ...more], note);
    return {
      file,
      kind,
      workload,
      labels,
      name: textOf(container['name']) ?? '',
      image: textOf(container['image']) ?? '',
      otherImages: [],
      appId,
      command: wordsOf(container['command']),
      args: wordsOf(container['args']),
      ports: listOf(container['ports'])
        .map((port) => portOf(objectOf(port)['containerPort']))
        .filter((port) => port !== null),
      environment: [],
      sources: [...variablesOf(container, here), ...importsOf(container, here), ...injected],
      probes: ['livenessProbe', 'readinessProbe', 'startupProbe']
        .filter((probe) => container[probe] !== undefined && container[probe] !== null)
        .map((probe) => here([probe], `Kubernetes ${probe}`)),
      evidence: here(['image'], `Kubernetes ${kind} "${workload}"`),
    };
  });
}

function variablesOf(container: Readonly<Record<string, unknown>>, here: At): EnvironmentSource[] {
  return listOf(container['env']).flatMap((value, index): EnvironmentSource[] => {
    const entry = objectOf(value);
    const name = textOf(entry['name']);
    if (name === null) return [];
    const { configMapKeyRef, secretKeyRef } = objectOf(entry['valueFrom']);
    const reference = objectOf(configMapKeyRef ?? secretKeyRef);
    const config = textOf(reference['name']);
    const key = textOf(reference['key']);
    return [
      {
        name,
        value: textOf(entry['value']),
        from: config === null || key === null ? null : { config, key, secret: configMapKeyRef === undefined },
        evidence: here(['env', index]),
      },
    ];
  });
}

function importsOf(container: Readonly<Record<string, unknown>>, here: At): EnvironmentSource[] {
  return listOf(container['envFrom']).flatMap((value, index): EnvironmentSource[] => {
    const { configMapRef, secretRef, prefix } = objectOf(value);
    const config = textOf(objectOf(configMapRef ?? secretRef)['name']);
    if (config === null) return [];
    const from = { config, key: null, secret: configMapRef === undefined };
    return [{ name: textOf(prefix) ?? '', value: null, from, evidence: here(['envFrom', index]) }];
  });
}

function wordsOf(value: unknown): string[] {
  return listOf(value)
    .map(textOf)
    .filter((word) => word !== null);
}
