import { UserError } from '../../util/user-error.ts';
import type { EndpointSpec, ServiceSpec, TableFeedSpec } from '../../blueprint/blueprint.ts';
import { eventsOfTable, singular } from '../../blueprint/table-events.ts';
import { camel, functionName, kebab, pascal } from '../names.ts';
import { endpointRole } from './endpoint-kind.ts';
import { tableNamesOf } from './service-parts.ts';

/** How a table comes by its rows. */
export type TableKind = 'row' | 'event-sourced' | 'view' | 'copy';

/** The events of a table that is kept as events, and the names that they give to code. */
export interface AggregateView {
  /** Begins the name of its streams: `account`. */
  readonly stream: string;
  readonly typeName: string;
  readonly variable: string;
  readonly created: string;
  readonly changed: string;
  readonly removed: string;
}

/** A read model that follows the service's own log. */
export interface ProjectionView {
  readonly table: string;
  readonly variable: string;
  readonly file: string;
  /** Events that say what a row looks like, and those after which it is gone. */
  readonly sets: readonly string[];
  readonly removes: readonly string[];
  /** One of `sets`, or else of all. */
  readonly first: string;
}

/** A copy of what another service tells, kept by one handler. */
export interface CopyView {
  readonly table: string;
  readonly file: string;
  readonly keep: string;
}

/** How the table comes by its rows. */
export function tableKind(table: string, service: ServiceSpec): TableKind {
  if (service.eventSourced.includes(table)) return 'event-sourced';
  if (service.views.some((view) => view.table === table)) return 'view';
  return service.copies.some((copy) => copy.table === table) ? 'copy' : 'row';
}

/** The names that a table which is kept as events gives to code. */
export function aggregateView(table: string): AggregateView {
  const [created, changed, removed] = eventsOfTable(table);
  const one = singular(table);
  return { stream: kebab(one), typeName: pascal(one), variable: `${camel(one)}Events`, created, changed, removed };
}

/** The read models of a service: its views, and a list of each table that is kept as events where it is listed. */
export function projectionViews(service: ServiceSpec): ProjectionView[] {
  const listed = service.eventSourced.filter((table) =>
    service.endpoints.some((endpoint) => {
      const role = endpointRole(endpoint, tableNamesOf(service));
      return role.table === table && role.kind === 'list';
    }),
  );
  return [...listed.map((table) => ({ table, from: eventsOfTable(table) })), ...service.views].map(projectionView);
}

function projectionView({ table, from }: TableFeedSpec): ProjectionView {
  const removes = from.filter(isRemoval);
  const sets = from.filter((type) => !isRemoval(type));
  const variable = functionName(camel(table));
  return { table, variable, file: kebab(table), sets, removes, first: [...sets, ...from][0] ?? '' };
}

/** The copy that the handler of an event keeps, if one does; `gone`: its row is gone after the event. */
export function copyView(event: string, service: ServiceSpec): { copy: CopyView | null; gone: boolean } {
  const copy = service.copies.find(({ from }) => from.includes(event));
  if (copy === undefined) return { copy: null, gone: false };
  const keep = `keep${pascal(singular(copy.table))}`;
  return { copy: { table: copy.table, file: kebab(copy.table), keep }, gone: isRemoval(event) };
}

/** Published events that a view follows, so that they are recorded as well; what a table's own events say already is. */
export function recordedEvents({ views, eventSourced }: ServiceSpec): ReadonlySet<string> {
  const own = new Set(eventSourced.flatMap(eventsOfTable));
  return new Set(views.flatMap(({ from }) => from).filter((type) => !own.has(type)));
}

/** Throws when an endpoint would write what only events may write. */
export function requireReadOnly(endpoint: EndpointSpec, service: ServiceSpec): void {
  const { kind, table } = endpointRole(endpoint, tableNamesOf(service));
  if (table === null || kind === 'read' || kind === 'list') return;
  const how = tableKind(table, service);
  if (how !== 'view' && how !== 'copy') return;
  throw new UserError(
    `the endpoint "${endpoint.method} ${endpoint.path}" of "${service.name}" would write to "${table}", which follows events`,
    { help: `let it be about a table of "owns", or read "${table}" with GET` },
  );
}

function isRemoval(type: string): boolean {
  return /\.(removed|deleted)$/.test(type);
}
