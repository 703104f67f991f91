import { parseYaml, type YamlText } from '../../io/yaml.ts';
import type { CoverageGap, Evidence } from '../../model/system.ts';
import { gapOf, listOf, objectOf, portOf, textOf, type EnvironmentEntry, type Parsed } from './facts.ts';
import { fillTemplate, type TemplateValues } from './helm.ts';
import { readConfig, readGeneratedConfigs, readImageNames, readMesh } from './kubernetes-resources.ts';
import { readRoutes } from './kubernetes-routes.ts';
import type { EnvironmentSource, KubernetesConfig, KubernetesFacts, KubernetesFile } from './kubernetes-facts.ts';
import { readWorkload } from './kubernetes-workload.ts';
import { baseOf } from './paths.ts';

type Collector = { -readonly [K in keyof KubernetesFile]: KubernetesFile[K][number][] };

const KINDS =
  /^[ \t]*"?kind"?:[ \t]*["']?(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout|Job|CronJob|Pod|Service|ConfigMap|Secret|Ingress|HTTPRoute|GRPCRoute|IngressRoute|Kustomization|Component|VirtualService|DestinationRule|List)\b/m;

/** True for a text that could be a Kubernetes manifest (or a template of one): a cheap test before parsing. */
export function looksLikeKubernetes(text: string, file = ''): boolean {
  if (isKustomization(file)) return true;
  return /^[ \t]*"?apiVersion"?:/m.test(text) && KINDS.test(text);
}

// Its name says what it is; kind and version are often left out.
function isKustomization(file: string): boolean {
  return /^kustomization\.ya?ml$/.test(baseOf(file));
}

/**
 * Reads the resources of a manifest, several documents long. With `values`, it is a Helm template: placeholders are filled, and a document that
 * is no YAML even then is passed over and reported once.
 */
export function parseKubernetes(file: string, text: string, values?: TemplateValues): Parsed<KubernetesFile> {
  const found: Collector = { containers: [], services: [], ingresses: [], mesh: [], configs: [], images: [] };
  const gaps: CoverageGap[] = [];
  // A condition may span several documents.
  for (const { line, text: source } of documentsOf(values === undefined ? text : fillTemplate(text, values))) {
    if (!KINDS.test(source) && !isKustomization(file)) continue;
    try {
      // Empty lines in front keep the line numbers of the file.
      const yaml = parseYaml(file, '\n'.repeat(line - 1) + source, { foreign: true });
      readResource(yaml, [], yaml.value, found);
    } catch (error) {
      if (values === undefined) gaps.push(gapOf(error, file));
      else if (gaps.length === 0)
        gaps.push({ file, line: 0, column: 0, reason: 'a Helm template that cannot be read without rendering it' });
    }
  }
  return { facts: found, gaps };
}

/** Brings all files together and fills in environment that comes from ConfigMaps and Secrets. */
export function linkKubernetes(
  files: readonly KubernetesFile[],
  variablesOf: (file: string) => readonly EnvironmentEntry[] = () => [],
): KubernetesFacts {
  const configs = files
    .flatMap((file) => file.configs)
    .map((one) => ({ ...one, entries: [...one.entries, ...one.files.flatMap(variablesOf)] }));
  const images = files.flatMap((file) => file.images);
  const find = (name: string, secret: boolean): KubernetesConfig['entries'] =>
    configs.filter((one) => one.name === name && one.secret === secret).flatMap((one) => one.entries);
  return {
    containers: files.flatMap((file) =>
      file.containers.map(({ sources, ...container }) => ({
        ...container,
        otherImages: images.filter((one) => one.name === bareImage(container.image)).map((one) => one.newName),
        environment: sources.flatMap((source) => resolveSource(source, `k8s:${container.file}`, find)),
      })),
    ),
    services: files.flatMap((file) => file.services),
    ingresses: files.flatMap((file) => file.ingresses),
    mesh: files.flatMap((file) => file.mesh),
  };
}

// Without tag and digest: a Kustomization names images so.
function bareImage(image: string): string {
  return image.replace(/@sha256:.*$/, '').replace(/:[^/]*$/, '');
}

function resolveSource(
  source: EnvironmentSource,
  environment: string,
  find: (name: string, secret: boolean) => KubernetesConfig['entries'],
): EnvironmentEntry[] {
  if (source.from === null) return [{ name: source.name, value: source.value, environment, evidence: source.evidence }];
  const entries = find(source.from.config, source.from.secret);
  if (source.from.key === null) {
    return entries.map((entry) => ({ ...entry, name: `${source.name}${entry.name}`, environment }));
  }
  const entry = entries.find((one) => one.name === source.from?.key);
  return [
    { name: source.name, value: entry?.value ?? null, environment, evidence: entry?.evidence ?? source.evidence },
  ];
}

function readResource(yaml: YamlText, path: readonly (string | number)[], value: unknown, found: Collector): void {
  const resource = objectOf(value);
  const kind = textOf(resource['kind']) ?? (isKustomization(yaml.file) ? 'Kustomization' : '');
  const name = textOf(objectOf(resource['metadata'])['name']) ?? '';
  const spec = objectOf(resource['spec']);
  const at = (more: readonly (string | number)[], note?: string): Evidence => {
    const { file, line, column } = yaml.where([...path, ...more], true);
    return { file, line, column, ...(note === undefined ? {} : { note }) };
  };
  if (kind === 'List') {
    listOf(resource['items']).forEach((item, index) => readResource(yaml, [...path, 'items', index], item, found));
  } else if (kind === 'ConfigMap' || kind === 'Secret')
    found.configs.push(readConfig(resource, kind === 'Secret', name, at));
  else if (kind === 'Kustomization' || kind === 'Component') {
    found.configs.push(...readGeneratedConfigs(resource, at));
    found.images.push(...readImageNames(resource));
  } else if (/^(?:Ingress|HTTPRoute|GRPCRoute|IngressRoute|VirtualService|DestinationRule)$/.test(kind)) {
    found.ingresses.push(...readRoutes(yaml.file, kind, spec, at));
    if (kind === 'VirtualService' || kind === 'DestinationRule')
      found.mesh.push(...readMesh(yaml.file, kind, spec, at));
  } else if (kind === 'Service' && !String(resource['apiVersion']).includes('knative')) {
    found.services.push({
      file: yaml.file,
      name,
      type: textOf(spec['type']) ?? 'ClusterIP',
      selector: texts(spec['selector']),
      ports: listOf(spec['ports']).flatMap((one) => {
        const port = portOf(objectOf(one)['port']);
        return port === null ? [] : [{ port, targetPort: portOf(objectOf(one)['targetPort']) }];
      }),
      evidence: at(['metadata', 'name'], `Kubernetes Service "${name}"`),
    });
  } else found.containers.push(...readWorkload(yaml.file, resource, at));
}

function* documentsOf(text: string): Generator<{ line: number; text: string }> {
  let line = 1;
  let from = 0;
  for (const match of text.matchAll(/^---(?=[ \t\r\n#]|$)[^\n]*\n?/gm)) {
    const document = text.slice(from, match.index);
    yield { line, text: document };
    line += document.split('\n').length - 1 + 1;
    from = match.index + match[0].length;
  }
  yield { line, text: text.slice(from) };
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, one]) => [key, textOf(one) ?? '']));
}
