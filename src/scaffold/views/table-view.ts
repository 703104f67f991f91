import type { ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, functionName, kebab, pascal } from '../names.ts';
import { endpointRole, singular, type EndpointRole } from './endpoint-kind.ts';

export type TableFunction = 'insert' | 'list' | 'find' | 'put' | 'change' | 'remove';

/** What code that works on a table is called. */
export interface TableNames extends Readonly<Record<TableFunction, string>> {
  readonly table: string;
  readonly file: string;
  /** A variable that holds one row: `order`. */
  readonly variable: string;
}

/** A table and the functions on it that the service's endpoints use. */
export interface TableView extends TableNames {
  readonly uses: Readonly<Record<TableFunction, boolean>>;
  /** False when no endpoint touches the table: then only its migration is written. */
  readonly used: boolean;
  /** What its file imports of fields.ts and of row.ts. */
  readonly fieldsImport: string;
  readonly rowImport: string;
}

/** The names that a table gives to code. */
export function tableNames(table: string): TableNames {
  const one = singular(table);
  const plural = one === table ? `${table}_rows` : table;
  return {
    table,
    file: kebab(table),
    variable: functionName(camel(one)).replace(/Handler$/, 'Row'),
    insert: `insert${pascal(one)}`,
    list: `list${pascal(plural)}`,
    find: `find${pascal(one)}`,
    put: `put${pascal(one)}`,
    change: `change${pascal(one)}`,
    remove: `remove${pascal(one)}`,
  };
}

/** The tables that a service owns. */
export function tableViews(service: ServiceSpec): TableView[] {
  return service.owns.map((table) => {
    const used = new Set<TableFunction>();
    for (const endpoint of service.endpoints) {
      const role = endpointRole(endpoint, service.owns);
      const fn = tableFunctionOf(role);
      if (role.table === table && fn !== null) used.add(fn);
    }
    const uses = {
      insert: used.has('insert'),
      list: used.has('list'),
      find: used.has('find'),
      put: used.has('put'),
      change: used.has('change'),
      remove: used.has('remove'),
    };
    const writes = uses.insert || uses.put || uses.change;
    const one = writes || uses.find;
    const names = (all: readonly (readonly [string, boolean])[]): string =>
      all.flatMap(([name, wanted]) => (wanted ? [name] : [])).join(', ');
    return {
      ...tableNames(table),
      uses,
      used: used.size > 0,
      fieldsImport: names([
        ['Fields', writes],
        ['Resource', one || uses.list],
      ]),
      rowImport: names([
        ['fingerprint', uses.insert],
        ['requireRow', one],
        ['toResource', uses.list],
        ['type Row', one || uses.list],
      ]),
    };
  });
}

/** The function of a table's file that an endpoint's handler calls, or null when it needs none. */
export function tableFunctionOf(role: EndpointRole): TableFunction | null {
  const functions = {
    create: 'insert',
    list: 'list',
    read: 'find',
    put: 'put',
    change: 'change',
    remove: 'remove',
    plain: null,
  } as const;
  return functions[role.kind];
}
