import type { Blueprint, EndpointSpec, SagaSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { isChoreographed } from '../../blueprint/choreography.ts';
import { isLedByEngine } from '../../blueprint/saga-style.ts';
import { endpointRole } from './endpoint-kind.ts';
import { tableNamesOf } from './service-parts.ts';

/** An endpoint's part in the sagas of others: it does the step, or undoes it. */
export interface SagaPart {
  /** Operation that does the step, also of the endpoint that undoes it. */
  readonly step: string;
  readonly part: 'do' | 'undo';
}

/**
 * The parts that endpoints of a service have in sagas, by operation; only of steps that are done and undone here, in rows.
 * In choreographed sagas the step around the endpoint's handler has the part.
 */
export function sagaParts(service: ServiceSpec, blueprint: Blueprint): ReadonlyMap<string, SagaPart> {
  const parts = new Map<string, SagaPart>();
  const steps = blueprint.services.flatMap(({ sagas }) =>
    sagas.flatMap((saga) => (isChoreographed(saga) ? [] : saga.steps)),
  );
  for (const { do: action, undo } of steps) {
    if (undo === null || action.service !== service.name || undo.service !== service.name) continue;
    if (!changesRow(action.endpoint, service) || !changesRow(undo.endpoint, service)) continue;
    const step = action.endpoint.operation;
    parts.set(step, { step, part: 'do' });
    parts.set(undo.endpoint.operation, { step, part: 'undo' });
  }
  return parts;
}

/** `deps.sagas`, or what stands in its place for a saga that the service does not lead itself. */
export function sagasProperty(name: string, sagas: readonly SagaSpec[]): 'sagas' | 'choreographies' | 'workflows' {
  const saga = sagas.find((each) => each.name === name);
  if (saga === undefined) return 'sagas';
  if (isChoreographed(saga)) return 'choreographies';
  return isLedByEngine(saga) ? 'workflows' : 'sagas';
}

function changesRow(endpoint: EndpointSpec, service: ServiceSpec): boolean {
  const { kind } = endpointRole(endpoint, tableNamesOf(service));
  return kind === 'create' || kind === 'put' || kind === 'change' || kind === 'remove';
}
