import { renderTemplate, type Templates } from '../render-service.ts';
import { BROKERS } from '../views/broker-view.ts';
import type { ServiceView } from '../views/service-view.ts';
import type { SystemView } from '../views/system-view.ts';
import { isEntrance } from './network-policy.ts';
import { kustomizations } from './overlays.ts';
import { secretsOf, usesOf } from './parts.ts';
import { serviceManifests } from './service-manifests.ts';

const FOLDER = 'deploy/kubernetes';

/** Manifests for Kubernetes: a base with everything that runs, and overlays for development and production. */
export function renderKubernetes(system: SystemView, templates: Templates): Map<string, string> {
  const { services } = system;
  const files = new Map<string, string>();
  const template = (path: string, data: object): string => renderTemplate(templates, `system/deploy/${path}`, data);
  for (const service of services) files.set(`${FOLDER}/base/${service.name}.yaml`, serviceManifests(service, services));
  for (const [path, text] of kustomizations(system.name, services)) files.set(`${FOLDER}/${path}`, text);
  if (system.has.store)
    files.set(`${FOLDER}/overlays/dev/create-databases.sql`, template('create-databases.sql.hbs', system));
  const [first] = services;
  files.set(
    `${FOLDER}/README.md`,
    template('kubernetes/README.md.hbs', {
      ...system,
      firstPath: first?.path ?? '',
      firstName: first?.name ?? '',
      secrets: secretsOfSystem(system),
      entrances: services.filter((service) => isEntrance(service, services)).map(({ name }) => name),
    }),
  );
  return files;
}

/** What `kubectl create secret` is told, by the name of the Secret. */
function secretsOfSystem({ services, stores, has }: SystemView): { name: string; values: string[] }[] {
  const hasRedis = services.some((service) => usesOf(service).includes('redis'));
  const databases = stores.map((service) => `${service.constant}_DATABASE_PASSWORD=…`);
  return [
    ...(has.store ? [{ name: 'postgres', values: ['POSTGRES_PASSWORD=…', ...databases] }] : []),
    ...(has.rabbitmq ? [{ name: 'rabbitmq', values: ['RABBITMQ_DEFAULT_USER=app', 'RABBITMQ_DEFAULT_PASS=…'] }] : []),
    ...(hasRedis ? [{ name: 'redis', values: ['REDIS_PASSWORD=…'] }] : []),
    ...services
      .map((service) => ({
        name: service.name,
        values: secretsOf(service).flatMap(({ name }) => valueOf(name, service)),
      }))
      .filter(({ values }) => values.length > 0),
  ];
}

function valueOf(name: string, { database, bus }: ServiceView): string[] {
  if (name === 'DATABASE_URL') return [`DATABASE_URL=postgres://${database}:…@postgres:5432/${database}`];
  if (name === 'BUS_URL') return [`BUS_URL=${BROKERS[bus].url.replace(/\$\{[^}]*\}/, '…')}`];
  return [name === 'REDIS_URL' ? `${name}=redis://:…@redis:6379` : `${name}=…`];
}
