import type { ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, functionName, kebab, pascal } from '../names.ts';
import { singular } from '../../blueprint/table-events.ts';
import { endpointRole, type EndpointRole } from './endpoint-kind.ts';
import { aggregateView, tableKind, type AggregateView, type TableKind } from './data-view.ts';
import { tableNamesOf } from './service-parts.ts';

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
  /** Whether it is written, and whether something about it can be missing or refused. */
  readonly changes: boolean;
  readonly problems: boolean;
  readonly uses: Readonly<Record<TableFunction, boolean>>;
  readonly kind: TableKind;
  readonly eventSourced: boolean;
  readonly copy: boolean;
  /** Whether a migration creates it; read models create their own. */
  readonly migrated: boolean;
  readonly aggregate: AggregateView;
  /** Of a copy: the function that takes in what an event says. */
  readonly keep: string;
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

/** The tables of a service: its own, its views and its copies. */
export function tableViews(service: ServiceSpec): TableView[] {
  return tableNamesOf(service).map((table) => {
    const kind = tableKind(table, service);
    const used = new Set<TableFunction>();
    for (const endpoint of service.endpoints) {
      const role = endpointRole(endpoint, tableNamesOf(service));
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
      kind,
      eventSourced: kind === 'event-sourced',
      copy: kind === 'copy',
      migrated: kind === 'row' || kind === 'copy',
      aggregate: aggregateView(table),
      keep: `keep${pascal(singular(table))}`,
      uses,
      changes: uses.insert || uses.put || uses.change || uses.remove,
      problems: uses.insert || uses.put || uses.change || uses.find,
      used: used.size > 0 || kind === 'copy',
      fieldsImport: names([
        ['Fields', writes || kind === 'copy'],
        ['Resource', one || uses.list],
      ]),
      rowImport: names([
        ['fingerprint', uses.insert && kind !== 'event-sourced'],
        ['requireRow', one && kind !== 'event-sourced'],
        ['toResource', uses.list],
        ['type Row', (one && kind !== 'event-sourced') || uses.list],
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
