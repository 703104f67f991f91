import { blockText } from '../../io/yaml-text.ts';
import type { ServiceKind } from '../../model/system.ts';
import type { DocsContext, ServiceFacts } from '../docs-context.ts';
import { asyncapi } from './asyncapi.ts';
import { plainText, slugs } from './names.ts';
import { openapi } from './openapi.ts';

/** What a catalogue has to be told besides the model. */
export interface CatalogueOptions {
  /** Entity that owns everything. */
  readonly owner: string;
  /** Version of the documents of interfaces. */
  readonly version: string;
}

const TYPES: Readonly<Partial<Record<ServiceKind, string>>> = { frontend: 'website', module: 'library' };

/** The system as entities of a Backstage catalogue: one System, its Components, their APIs, datastores and channels as Resources. */
export function backstage(context: DocsContext, options: CatalogueOptions): string {
  const { model, services } = context;
  const system = slugs([model.name]).get(model.name) ?? 'system';
  const components = slugs([...services.keys()].map((id) => services.get(id)?.service.name ?? id));
  const names = new Map([...services.values()].map(({ service }) => [service.id, components.get(service.name) ?? '']));
  const resources = slugs([...model.datastores, ...model.channels].map(({ id }) => id));
  const apis = [...services.values()].map((facts) =>
    apisOf(facts, names.get(facts.service.id) ?? '', context, options),
  );
  const entities = [
    entity('System', system, model.name, { owner: options.owner }),
    ...[...services.values()].flatMap((facts, index) => {
      const own = apis[index] ?? [];
      const uses = facts.datastoreUses.map(({ datastore }) => datastore);
      const channels = [...facts.publications, ...facts.subscriptions].map(({ channel }) => channel);
      const callees = facts.callsOut.flatMap(({ to }) => (to === null || to === facts.service.id ? [] : [to]));
      const dependsOn = [
        ...unique(callees).map((id) => `component:${names.get(id) ?? id}`),
        ...unique([...uses, ...channels]).map((id) => `resource:${resources.get(id) ?? id}`),
      ];
      const component = entity('Component', names.get(facts.service.id) ?? '', facts.service.name, {
        type: TYPES[facts.service.kind] ?? 'service',
        lifecycle: 'production',
        owner: options.owner,
        system,
        ...(own.length > 0 && { providesApis: own.map(({ name }) => name) }),
        ...(dependsOn.length > 0 && { dependsOn }),
      });
      const spec = { lifecycle: 'production', owner: options.owner, system };
      return [
        component,
        ...own.map(({ name, type, definition }) => entity('API', name, name, { type, ...spec, definition })),
      ];
    }),
    ...model.datastores.map(({ id, engine }) =>
      entity('Resource', resources.get(id) ?? '', id, { type: 'database', owner: options.owner, system }, engine),
    ),
    ...model.channels.map(({ id, name, broker }) =>
      entity(
        'Resource',
        resources.get(id) ?? '',
        name,
        { type: 'message-channel', owner: options.owner, system },
        broker,
      ),
    ),
  ];
  return entities.map(blockText).join('---\n');
}

function apisOf(
  facts: ServiceFacts,
  name: string,
  context: DocsContext,
  { version }: CatalogueOptions,
): { name: string; type: string; definition: string }[] {
  const http = openapi(facts, version);
  const messages = asyncapi(facts, context, version);
  return [
    ...(http === null ? [] : [{ name: `${name}-http`, type: 'openapi', definition: http }]),
    ...(messages === null ? [] : [{ name: `${name}-events`, type: 'asyncapi', definition: messages }]),
  ];
}

function entity(kind: string, name: string, title: string, spec: object, description?: string): object {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      title: plainText(title),
      ...(description !== undefined && { description: plainText(description) }),
    },
    spec,
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
