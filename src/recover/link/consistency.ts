import type { Call, SystemModel } from '../../model/system.ts';
import type { Manifests, Unit } from '../inventory/unit.ts';
import type { Attribution } from './attribution.ts';
import { findBusinessTimers } from './business-timers.ts';
import type { ReachableEndpoints } from './calls.ts';
import type { Messaging } from './channels.ts';
import type { Collected } from './collect.ts';
import { findCompensations } from './compensations.ts';
import { findDistributedChanges } from './distributed-changes.ts';
import { findDomainLibraries } from './domain-libraries.ts';
import { findDualWrites } from './dual-writes.ts';
import { Effects } from './effects.ts';
import { EndpointChanges } from './endpoint-changes.ts';
import type { HandledEndpoint } from './endpoints.ts';
import type { Evaluator } from './evaluate.ts';
import { FailurePaths } from './failure-paths.ts';
import { handlerSets } from './handler-sets.ts';
import { handledSubscriptions } from './handling.ts';
import { Idempotence } from './idempotence.ts';
import { MessageHandlers } from './message-handlers.ts';
import { Owners } from './owners.ts';
import { findProcessStates } from './process-states.ts';
import type { Reach } from './reach.ts';
import { UniqueKeys } from './unique-keys.ts';

/** What was joined before: the pieces from which the facts about consistency are made. */
export interface Joined {
  readonly evaluator: Evaluator;
  readonly collected: Collected;
  readonly attribution: Attribution;
  readonly reach: Reach;
  readonly reachable: ReachableEndpoints;
  readonly handled: readonly HandledEndpoint[];
  readonly calls: readonly Call[];
  readonly services: readonly Unit[];
  readonly manifests: Manifests;
  readonly ownerOf: (file: string) => Unit | undefined;
}

/** Facts about what stays right across services when a step fails, a message comes twice or a process ends. */
export function findConsistency(
  joined: Joined,
  received: Messaging,
): Pick<
  SystemModel,
  'subscriptions' | 'dualWrites' | 'distributedChanges' | 'processStates' | 'compensations' | 'domainLibraries'
> {
  const { evaluator, collected, attribution, reach, handled, services } = joined;
  const effects = new Effects(evaluator, collected, attribution, joined.calls);
  const messages = new MessageHandlers(evaluator, collected, attribution, reach);
  const endpoints = new EndpointChanges(handled, reach, effects);
  const keys = new UniqueKeys(evaluator, collected, joined.manifests);
  const idempotence = new Idempotence(evaluator, effects, endpoints, keys);
  const handlers = handlerSets(handled, reach, messages);
  const failures = new FailurePaths(evaluator, reach, effects);
  return {
    subscriptions: handledSubscriptions(evaluator, received, messages, effects, idempotence),
    dualWrites: findDualWrites(evaluator, collected, attribution),
    distributedChanges: findDistributedChanges(
      { evaluator, effects, attribution, failures, owners: new Owners(endpoints) },
      services.map(({ id }) => id),
      (file, f) => joined.reachable.of(file, f).length > 0,
    ),
    processStates: [
      ...findProcessStates(evaluator, effects, attribution, handlers),
      ...findBusinessTimers(evaluator, reach, effects, attribution, handlers),
    ],
    compensations: findCompensations(evaluator, attribution),
    domainLibraries: findDomainLibraries(evaluator, collected, joined.ownerOf),
  };
}
