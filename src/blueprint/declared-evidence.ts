import type { Evidence } from '../model/system.ts';

/** The place of a blueprint's value (or key) as evidence. */
export type Witness = (path: readonly (string | number)[], note: string, key?: boolean) => Evidence;

/** Id of an endpoint in the declared model. */
export function endpointId(service: string, endpoint: { readonly method: string; readonly path: string }): string {
  return `${service} ${endpoint.method} ${endpoint.path}`;
}
