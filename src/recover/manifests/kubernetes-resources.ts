import type { Evidence } from '../../model/system.ts';
import { listOf, objectOf, textOf } from './facts.ts';
import { folderOf, resolvePath } from './paths.ts';
import type { KubernetesConfig, MeshPolicy } from './kubernetes-facts.ts';

/** Entries of a ConfigMap or Secret; encoded values are decoded where they are text. */
export function readConfig(
  resource: Readonly<Record<string, unknown>>,
  secret: boolean,
  name: string,
  at: (path: readonly string[]) => Evidence,
): KubernetesConfig {
  const encoded = secret ? 'data' : 'binaryData';
  const plain = secret ? 'stringData' : 'data';
  return {
    name,
    secret,
    files: [],
    entries: [plain, encoded].flatMap((field) =>
      Object.entries(objectOf(resource[field])).map(([key, value]) => ({
        name: key,
        value: field === plain ? textOf(value) : decode(value),
        evidence: at([field, key]),
      })),
    ),
  };
}

/** ConfigMaps and Secrets that a Kustomization generates from literals. */
export function readGeneratedConfigs(
  resource: Readonly<Record<string, unknown>>,
  at: (path: readonly (string | number)[]) => Evidence,
): KubernetesConfig[] {
  return ['configMapGenerator', 'secretGenerator'].flatMap((field) =>
    listOf(resource[field]).map((one, index) => ({
      name: textOf(objectOf(one)['name']) ?? '',
      secret: field === 'secretGenerator',
      files: [...listOf(objectOf(one)['envs']), ...listOf(objectOf(one)['env'])]
        .map(textOf)
        .map((path) => (path === null ? null : resolvePath(folderOf(at([field]).file), path)))
        .filter((path) => path !== null),
      entries: listOf(objectOf(one)['literals']).flatMap((literal, position) => {
        const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(textOf(literal) ?? '') ?? [];
        return name === '' ? [] : [{ name, value, evidence: at([field, index, 'literals', position]) }];
      }),
    })),
  );
}

/** Names that a Kustomization gives to images. */
export function readImageNames(resource: Readonly<Record<string, unknown>>): { name: string; newName: string }[] {
  return listOf(resource['images']).flatMap((one) => {
    const name = textOf(objectOf(one)['name']);
    const newName = textOf(objectOf(one)['newName']);
    return name === null || newName === null ? [] : [{ name, newName }];
  });
}

/** Policies of an Istio VirtualService or DestinationRule. */
export function readMesh(
  file: string,
  kind: string,
  spec: Readonly<Record<string, unknown>>,
  at: (path: readonly (string | number)[], note?: string) => Evidence,
): MeshPolicy[] {
  if (kind === 'DestinationRule') {
    const host = textOf(spec['host']);
    const outlierDetection = objectOf(spec['trafficPolicy'])['outlierDetection'] !== undefined;
    return host === null
      ? []
      : [{ file, host, timeout: null, retries: false, outlierDetection, evidence: at(['spec', 'host'], kind) }];
  }
  return listOf(spec['http']).flatMap((route, index) => {
    const { timeout, retries } = objectOf(route);
    const hosts = listOf(objectOf(route)['route']).map((one) => textOf(objectOf(objectOf(one)['destination'])['host']));
    return hosts
      .filter((host) => host !== null)
      .map((host) => ({
        file,
        host,
        timeout: textOf(timeout),
        retries: retries !== undefined,
        outlierDetection: false,
        evidence: at(['spec', 'http', index], kind),
      }));
  });
}

function decode(value: unknown): string | null {
  const text = Buffer.from(textOf(value) ?? '', 'base64').toString('utf8');
  return /^[\t\n\r\x20-\x7e]*$/.test(text) ? text.trim() : null;
}
