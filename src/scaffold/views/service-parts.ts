import { tablesOf } from '../../blueprint/table-events.ts';
import type { ServiceSpec } from '../../blueprint/blueprint.ts';

/** Whether a service has a store. A saga keeps its state, so that it goes on where a killed process stopped. */
export function hasStore(service: ServiceSpec): boolean {
  return tableNamesOf(service).length > 0 || service.sagas.length > 0 || service.sagaParts.length > 0;
}

/** Every table that the service's endpoints may be about, its own first. */
export function tableNamesOf(service: ServiceSpec): readonly string[] {
  return tablesOf(service).map(({ table }) => table);
}
