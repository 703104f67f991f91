import type { ServiceSpec } from '../../blueprint/blueprint.ts';
import type { HandlerView } from './handler-view.ts';
import type { TableView } from './table-view.ts';

/** Schemas and helpers that the routes and handlers of a service use. */
export type UsesView = Readonly<
  Record<
    | 'text'
    | 'fields'
    | 'optionalFields'
    | 'page'
    | 'keyed'
    | 'derivedKey'
    | 'requireText'
    | 'bodies'
    | 'zod'
    | 'queries'
    | 'requireRow'
    | 'fingerprint'
    | 'happened',
    boolean
  >
>;

/** What of schemas and helpers a service needs. */
export function usesOf(
  endpoints: readonly HandlerView[],
  tables: readonly TableView[],
  http: ServiceSpec['http'],
): UsesView {
  const schemas = new Set<string>(
    endpoints.flatMap(({ route, expressRoute }) => (http === 'fastify' ? route.uses : expressRoute.uses)),
  );
  const imports = endpoints.map(({ fieldsImport }) => fieldsImport).join(' ');
  return {
    text: schemas.has('text'),
    fields: schemas.has('fields'),
    optionalFields: schemas.has('optionalFields'),
    page: schemas.has('page'),
    keyed: schemas.has('keyed'),
    derivedKey: imports.includes('derivedKey'),
    requireText: imports.includes('requireText'),
    requireRow: tables.some(({ rowImport }) => rowImport.includes('requireRow')),
    fingerprint: tables.some(({ rowImport }) => rowImport.includes('fingerprint')),
    queries: endpoints.some(({ nestRoute }) => nestRoute.parameters.includes('query: Fields')),
    zod: http !== 'fastify' && schemas.size > 0,
    happened: endpoints.some(({ example }) => example.includes('happened(')),
    bodies: endpoints.some(({ route }) => /\bFields\b/.test(route.generic)),
  };
}
