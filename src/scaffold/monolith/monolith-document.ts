import { camel, pascal } from '../names.ts';
import type { Json } from '../specs/answers.ts';
import { aggregateOperations, routedOperations } from '../specs/edge-operations.ts';
import { documentOf } from '../specs/openapi.ts';
import { endpointOperation, type DocumentedOperation } from '../specs/operation.ts';
import type { RouteView } from '../views/route-view.ts';
import type { ServiceView } from '../views/service-view.ts';
import { accessTo } from './commands-view.ts';
import type { MonolithView } from './monolith-view.ts';

/** An operation of the monolith, and which of a module's it is. */
export interface MonolithOperation extends DocumentedOperation {
  readonly module: string;
  /** Of the module's endpoint; null for aggregates and for what is passed on. */
  readonly endpoint: string | null;
  /** Whether it asks other modules or services, which may have no answer for it. */
  readonly asks: boolean;
}

/** What its modules answer, under their own paths and under public prefixes, and what is passed on to services outside of it. */
export function monolithOperations(view: MonolithView, services: readonly ServiceView[]): MonolithOperation[] {
  const own = view.modules.flatMap((module): MonolithOperation[] => [
    ...module.endpoints.map((endpoint) => ({
      ...endpointOperation(endpoint, module),
      module: module.name,
      endpoint: endpoint.operation,
      asks: endpoint.calls.length > 0,
    })),
    ...aggregateOperations(module).map((each) => ({ ...each, module: module.name, endpoint: null, asks: true })),
  ]);
  const names = new Set<string>();
  return [...own, ...view.mounts.flatMap((mount) => mounted(own, mount)), ...passedOn(view, services)].map((each) =>
    withOwnName(each, names),
  );
}

/** OpenAPI 3.1 of the monolith, as it is served under `/openapi.json`. */
export function monolithDocument(view: MonolithView, operations: readonly MonolithOperation[]): string {
  return documentOf(view, operations);
}

/** What its test of the document needs: rows for operations to find, by module, and those that may fail for others' sake. */
export function rowsFor({ modules }: MonolithView, operations: readonly MonolithOperation[]): object {
  const of = <T extends { readonly operation: string }>(name: string, rows: readonly T[]) =>
    operations
      .filter(({ module }) => module === name)
      .flatMap(({ endpoint, operation }) =>
        rows
          .filter((row) => row.operation === endpoint)
          .map((row) => ({ ...row, operation: operation['operationId'], access: accessTo(name) })),
      );
  return {
    rows: modules.flatMap(({ name, crawl }) => of(name, crawl.rows)),
    streams: modules.flatMap(({ name, crawl }) => of(name, crawl.streams)),
    asking: operations.filter(({ asks }) => asks).map(({ operation }) => String(operation['operationId'])),
  };
}

function mounted(own: readonly MonolithOperation[], { prefix, rewrite, to }: MonolithView['mounts'][number]) {
  const braced = rewrite.replace(/:(\w+)/g, '{$1}');
  return own
    .filter(({ module, path }) => module === to && (path === braced || path.startsWith(`${braced}/`)))
    .map((each) => ({
      ...each,
      path: `${prefix}${each.path.slice(braced.length)}`,
      operation: {
        ...each.operation,
        operationId: `${camel(prefix)}${pascal(String(each.operation['operationId']))}`,
      },
    }));
}

/** What is asked of services that stand alone is answered as a gateway would answer it. */
function passedOn(view: MonolithView, services: readonly ServiceView[]): MonolithOperation[] {
  const routes = view.facades.flatMap(({ to, prefixes }) =>
    prefixes.map(({ prefix, rewrite }) => ({ ...OPEN, prefix, rewrite, to }) as RouteView),
  );
  return routedOperations({ ...view, routes }, services).map((each) => ({
    ...each,
    module: '',
    endpoint: null,
    asks: false,
  }));
}

const OPEN: Partial<RouteView> = { public: true, scopes: '', max: 0, legacy: null };

function withOwnName(operation: MonolithOperation, names: Set<string>): MonolithOperation {
  const wanted = String(operation.operation['operationId']);
  const free = [wanted, camel(`${operation.module} ${wanted}`)].find((name) => !names.has(name)) ?? wanted;
  names.add(free);
  return { ...operation, operation: { ...operation.operation, operationId: free } satisfies Json };
}
