import { sagaEventNames, type SagaEventNames } from '../model/saga-events.ts';
import type { SagaPartSpec, SagaSpec, ServiceSpec } from './blueprint.ts';
import { toKebab } from './names.ts';
import type { ServiceDraft } from './read-service.ts';

/** A choreographed saga's publication or subscription of one event by one service. */
export interface SagaEventUse {
  readonly service: string;
  readonly use: 'publishes' | 'subscribes';
  readonly event: string;
  /** Place in the blueprint: the saga, or one of its steps. */
  readonly at: readonly (string | number)[];
}

/** What the steps of a saga are called: their operations, behind their services where two have the same. */
export function stepNames({ steps }: SagaSpec): readonly string[] {
  return steps.map(({ do: { service, endpoint } }) => {
    const alike = steps.filter((other) => other.do.endpoint.operation === endpoint.operation);
    return toKebab(alike.length > 1 ? `${service}-${endpoint.operation}` : endpoint.operation);
  });
}

/** The names of a choreographed saga's events. */
export function eventNames(saga: SagaSpec): SagaEventNames {
  return sagaEventNames(saga.name, stepNames(saga));
}

/** Who publishes and who subscribes to which event of the choreographed sagas of these services. */
export function sagaEventUses(services: readonly ServiceSpec[]): readonly SagaEventUse[] {
  return services.flatMap((service) =>
    service.sagas.filter(isChoreographed).flatMap((saga) => usesOf(service.name, saga)),
  );
}

function usesOf(initiator: string, saga: SagaSpec): SagaEventUse[] {
  const { started, timedOut, steps } = eventNames(saga);
  const base = ['services', initiator, 'sagas', saga.name];
  const uses: SagaEventUse[] = [
    { service: initiator, use: 'publishes', event: started, at: base },
    { service: initiator, use: 'publishes', event: timedOut, at: base },
  ];
  for (const [index, { done, refused, undone }] of steps.entries()) {
    const at = [...base, 'steps', index];
    const service = saga.steps[index]?.do.service ?? '';
    const subscribed = [steps[index - 1]?.done ?? started, ...undoneAfter(saga, index)];
    uses.push(
      ...[done, refused, undone].map((event) => ({ service, use: 'publishes' as const, event, at })),
      ...subscribed.map((event) => ({ service, use: 'subscribes' as const, event, at })),
      ...[done, refused, ...(index === 0 ? [undone] : [])].map((event) => ({
        service: initiator,
        use: 'subscribes' as const,
        event,
        at,
      })),
    );
  }
  return uses;
}

/** The events after which a step is undone: the next one was refused or undone; behind the last one, time is over. */
export function undoneAfter(saga: SagaSpec, index: number): readonly string[] {
  const { timedOut, steps } = eventNames(saga);
  const next = steps[index + 1];
  return next ? [next.refused, next.undone] : [timedOut];
}

/** Whether the steps of a saga lead to each other by events. */
export function isChoreographed({ style }: SagaSpec): boolean {
  return style === 'choreography';
}

/** The steps that a service does in choreographed sagas of others. */
export function sagaPartsOf(service: string, services: readonly { sagas: readonly SagaSpec[] }[]): SagaPartSpec[] {
  return services.flatMap(({ sagas }) =>
    sagas
      .filter(isChoreographed)
      .flatMap((saga) => saga.steps.flatMap((step, index) => (step.do.service === service ? [{ saga, index }] : []))),
  );
}

/** Notes what a choreographed saga cannot do, and events that its own would be mistaken for. */
export function checkChoreographies(drafts: readonly ServiceDraft[], services: readonly ServiceSpec[]): void {
  const draftOf = new Map(drafts.map((draft) => [draft.name, draft]));
  const owners = new Map<string, string>();
  for (const { name, sagas } of services) {
    for (const saga of sagas.filter(isChoreographed)) {
      const cursor = draftOf.get(name)?.entries.get('sagas')?.asMap('sagas')?.get(saga.name);
      const owner = owners.get(saga.name);
      owners.set(saga.name, name);
      if (owner === undefined) continue;
      cursor?.fail(
        `"${owner}" has a choreographed saga "${saga.name}" too`,
        'its events have one name: rename one',
        true,
      );
    }
  }
  for (const { service, use, event } of sagaEventUses(services)) {
    const twin = draftOf.get(service)?.[use].find(({ name }) => name === event);
    twin?.cursor.fail(`"${service}" ${use} "${event}" as a part of the saga already`, `leave it out of "${use}"`);
  }
}
