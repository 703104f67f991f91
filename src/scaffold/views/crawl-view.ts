import type { ServiceSpec } from '../../blueprint/blueprint.ts';
import { aggregateView, tableKind } from './data-view.ts';
import { endpointRole } from './endpoint-kind.ts';
import { tableNamesOf } from './service-parts.ts';

/** Rows that have to be there for operations to find something, for tests: each has the name of its operation as id. */
export interface CrawlView {
  /** `{ table, operation }` of rows that are written as they are. */
  readonly rows: readonly { readonly operation: string; readonly table: string }[];
  /** Rows that are sums of events. */
  readonly streams: readonly { readonly operation: string; readonly stream: string; readonly created: string }[];
}

/** What the endpoints of a service look for. */
export function crawlView(service: ServiceSpec): CrawlView {
  const rows: CrawlView['rows'][number][] = [];
  const streams: CrawlView['streams'][number][] = [];
  for (const { method, path, operation } of service.endpoints) {
    const { kind, table } = endpointRole({ method, path }, tableNamesOf(service));
    if (table === null || kind === 'create' || kind === 'put') continue;
    if (tableKind(table, service) === 'event-sourced') {
      const { stream, created } = aggregateView(table);
      streams.push({ operation, stream, created });
    } else rows.push({ operation, table });
  }
  return { rows, streams };
}
