import type { ServiceSpec } from '../../blueprint/blueprint.ts';

/** Whether a service has a store. A saga keeps its state, so that it goes on where a killed process stopped. */
export function hasStore({ owns, sagas, sagaParts }: ServiceSpec): boolean {
  return owns.length > 0 || sagas.length > 0 || sagaParts.length > 0;
}
