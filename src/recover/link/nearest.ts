import type { Endpoint } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';

/** Several systems in one repository may use one name: the endpoints whose services share most folders with the caller's. */
export function nearest(endpoints: readonly Endpoint[], units: ReadonlyMap<string, Unit>, from: Unit): Endpoint[] {
  const shared = endpoints.map((endpoint) => sharedFolders(units.get(endpoint.service)?.path ?? '', from.path));
  const most = Math.max(0, ...shared);
  return endpoints.filter((_endpoint, index) => shared[index] === most);
}

function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)];
  const differs = left.findIndex((segment, index) => segment !== right[index]);
  return differs < 0 ? left.length : differs;
}
