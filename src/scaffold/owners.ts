import type { Blueprint } from '../blueprint/blueprint.ts';
import { sagaEventUses } from '../blueprint/choreography.ts';
import { blockText } from '../io/yaml-text.ts';
import type { LibraryView } from './views/library-view.ts';
import type { ServiceView } from './views/service-view.ts';

/**
 * Who is asked about what, for those who review (`CODEOWNERS`) and those who look (Backstage): only of a system whose
 * blueprint names owners.
 */
export function ownerFiles(
  blueprint: Blueprint,
  services: readonly ServiceView[],
  libraries: readonly LibraryView[],
): Map<string, string> {
  const { owner, name } = blueprint.system;
  const files = new Map<string, string>();
  const all = [...services, ...libraries];
  if (owner === null && all.every((each) => each.owner === null)) return files;
  const lines = all.flatMap((service) => (service.owner === null ? [] : [`/${service.path}/ ${service.owner}`]));
  const everything = owner === null ? [] : [`* ${owner}`];
  // The last line that fits decides.
  files.set('.github/CODEOWNERS', `${[...everything, ...lines].join('\n')}\n`);
  files.set(
    'catalog-info.yaml',
    catalogue([systemEntity(name, owner ?? all.find((each) => each.owner)?.owner ?? ''), locations(name, all)]),
  );
  for (const service of services)
    if (service.owner !== null)
      files.set(`${service.path}/catalog-info.yaml`, serviceEntities(service, service.owner, { blueprint, services }));
  for (const library of libraries)
    if (library.owner !== null)
      files.set(`${library.path}/catalog-info.yaml`, catalogue([libraryEntity(library, library.owner)]));
  return files;
}

function libraryEntity({ name, system }: LibraryView, owner: string): object {
  return {
    apiVersion: API_VERSION,
    kind: 'Component',
    metadata: { name, description: `A library of ${system}.` },
    spec: { type: 'library', lifecycle: 'production', owner: ownerReference(owner), system },
  };
}

function catalogue(entities: readonly object[]): string {
  return entities.map(blockText).join('---\n');
}

const API_VERSION = 'backstage.io/v1alpha1';

function systemEntity(name: string, owner: string): object {
  return { apiVersion: API_VERSION, kind: 'System', metadata: { name }, spec: { owner: ownerReference(owner) } };
}

function locations(name: string, services: readonly (ServiceView | LibraryView)[]): object {
  const targets = services.flatMap(({ path, owner }) => (owner === null ? [] : [`./${path}/catalog-info.yaml`]));
  return { apiVersion: API_VERSION, kind: 'Location', metadata: { name }, spec: { targets } };
}

function serviceEntities(
  service: ServiceView,
  owner: string,
  { blueprint, services }: { blueprint: Blueprint; services: readonly ServiceView[] },
): string {
  const known = services.filter((other) => other.owner !== null);
  const called = new Set(service.upstreams.map((upstream) => upstream.service));
  const consumes = known.filter(({ name, has }) => called.has(name) && has.openapi).map(({ name }) => apiName(name));
  const common = { lifecycle: 'production', owner: ownerReference(owner), system: service.system };
  const apis = [
    ...(service.has.openapi ? [{ name: apiName(service.name), type: 'openapi', file: './openapi.json' }] : []),
    ...(hasEvents(service, blueprint)
      ? [{ name: `${service.name}-events`, type: 'asyncapi', file: './asyncapi.yaml' }]
      : []),
  ];
  return catalogue([
    {
      apiVersion: API_VERSION,
      kind: 'Component',
      metadata: { name: service.name, description: `A ${service.kind} of ${service.system}.` },
      spec: {
        type: 'service',
        ...common,
        ...(apis.length > 0 && { providesApis: apis.map(({ name }) => name) }),
        ...(consumes.length > 0 && { consumesApis: consumes }),
        ...(service.has.store && { dependsOn: [`resource:${service.name}-database`] }),
      },
    },
    ...apis.map(({ name, type, file }) => ({
      apiVersion: API_VERSION,
      kind: 'API',
      metadata: { name },
      spec: { type, ...common, definition: { $text: file } },
    })),
    ...(service.has.store
      ? [
          {
            apiVersion: API_VERSION,
            kind: 'Resource',
            metadata: { name: `${service.name}-database` },
            spec: { type: 'database', owner: ownerReference(owner), system: service.system },
          },
        ]
      : []),
  ]);
}

function hasEvents({ name, publishes, subscribes }: ServiceView, { services }: Blueprint): boolean {
  return publishes.length + subscribes.length > 0 || sagaEventUses(services).some(({ service }) => service === name);
}

function apiName(service: string): string {
  return `${service}-api`;
}

/** `@shop/orders` is the group `orders`, `@ada` the user `ada`. */
function ownerReference(owner: string): string {
  const [organization = '', team] = owner.replace('@', '').split('/');
  return team === undefined ? `user:default/${organization}` : `group:default/${team}`;
}
