import type { Rule } from '../rule.ts';
import { chattyCalls } from '../rules/chatty-calls.ts';
import { cyclicDependency } from '../rules/cyclic-dependency.ts';
import { missingCircuitBreaker } from '../rules/missing-circuit-breaker.ts';
import { missingDeadLetter } from '../rules/missing-dead-letter.ts';
import { retryAmplification } from '../rules/retry-amplification.ts';
import { sharedDatabase } from '../rules/shared-database.ts';
import { syncCallChain } from '../rules/sync-call-chain.ts';
import { deadRoute } from './dead-route.ts';
import { deadlineInversion } from './deadline-inversion.ts';
import { oneSidedEvent } from './one-sided-event.ts';
import { sagaStepWithoutUndo } from './saga-step-without-undo.ts';
import { singlePointOfFailure } from './single-point-of-failure.ts';
import { unkeyedRetry } from './unkeyed-retry.ts';
import { unreadEventVersion } from './unread-event-version.ts';
import { wideRequest } from './wide-request.ts';

/** Rules about what only a blueprint says, sorted by name. */
export const designRules: readonly Rule[] = [
  deadRoute,
  deadlineInversion,
  oneSidedEvent,
  sagaStepWithoutUndo,
  singlePointOfFailure,
  unkeyedRetry,
  unreadEventVersion,
  wideRequest,
];

/** All rules that judge a declared system: those about blueprints, and those about code whose question a blueprint answers, too. */
export const blueprintRules: readonly Rule[] = [
  ...designRules,
  chattyCalls,
  cyclicDependency,
  missingCircuitBreaker,
  missingDeadLetter,
  retryAmplification,
  sharedDatabase,
  syncCallChain,
].sort((a, b) => (a.name < b.name ? -1 : 1));
