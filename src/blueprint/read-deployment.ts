import type { Blueprint, ServiceSpec } from './blueprint.ts';
import type { Cursor } from './cursor.ts';

/** Whether a service runs in a process of its own, and whether the monolith still answers for it. */
export function readDeployment(
  entries: ReadonlyMap<string, Cursor>,
  shape: Blueprint['system']['shape'],
): Pick<ServiceSpec, 'standalone' | 'facade'> {
  const alone = entries.get('standalone');
  const facade = entries.get('facade');
  const said = alone?.asBoolean('standalone');
  const wanted = facade?.asBoolean('facade') ?? false;
  if (shape === 'microservices') {
    const help = 'leave it out, or set "shape: modular-monolith" under "system"';
    if (alone && said === false) alone.fail('among microservices each service is deployed on its own', help);
    if (facade && wanted) facade.fail('among microservices there is no monolith that could answer for a service', help);
    return { standalone: true, facade: false };
  }
  if (facade && wanted && said !== true)
    facade.fail('"facade" is for what was taken out of the monolith', 'set "standalone: true" beside it');
  return { standalone: said ?? false, facade: wanted };
}
