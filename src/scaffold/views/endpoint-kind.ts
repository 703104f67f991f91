import type { EndpointSpec } from '../../blueprint/blueprint.ts';
import { singular } from '../../blueprint/table-events.ts';
import { snake } from '../names.ts';

/**
 * What an endpoint does to its table: `create` and `list` work on the collection, `read`, `put`, `change` and `remove` on the
 * item whose id is the last path parameter, or else the field "id" of the body. `plain` has no table.
 */
export type EndpointKind = 'create' | 'list' | 'read' | 'put' | 'change' | 'remove' | 'plain';

/** An endpoint's part in its service's store. `idParameter` is the path parameter that holds the item's id, if one does. */
export interface EndpointRole {
  readonly kind: EndpointKind;
  readonly table: string | null;
  readonly idParameter: string | null;
}

/** Parameters of a path, in its order. */
export function pathParameters(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment.startsWith(':'))
    .map((segment) => segment.slice(1));
}

/** Reads an endpoint's part off its method and path; a path that names none of the tables works on the first. */
export function endpointRole(
  { method, path }: Pick<EndpointSpec, 'method' | 'path'>,
  tables: readonly string[],
): EndpointRole {
  const parameters = pathParameters(path);
  const idParameter = parameters.at(-1) ?? null;
  const table = tableOf(path, tables);
  if (table === null) return { kind: 'plain', table, idParameter };
  return { kind: kindOf(method, path.split('/').at(-1) ?? '', table, idParameter), table, idParameter };
}

function kindOf(method: string, last: string, table: string, idParameter: string | null): EndpointKind {
  if (last.startsWith(':')) return onItem(method);
  if (!isTable(last, table) && (idParameter !== null || isWrite(method))) return isWrite(method) ? 'change' : 'read';
  if (method === 'POST') return 'create';
  return isWrite(method) ? onItem(method) : 'list';
}

function onItem(method: string): EndpointKind {
  if (method === 'PUT') return 'put';
  if (method === 'DELETE') return 'remove';
  return isWrite(method) ? 'change' : 'read';
}

function isWrite(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method);
}

function tableOf(path: string, tables: readonly string[]): string | null {
  const named = path.split('/').filter((segment) => segment !== '' && !segment.startsWith(':'));
  // The deepest collection that a path names is the one it is about: /orders/:id/items is about items.
  const found = named.reverse().flatMap((segment) => tables.find((table) => isTable(segment, table)) ?? []);
  return found[0] ?? tables[0] ?? null;
}

function isTable(segment: string, table: string): boolean {
  const name = snake(segment);
  return name === table || singular(name) === singular(table) || table.endsWith(`_${name}`);
}
