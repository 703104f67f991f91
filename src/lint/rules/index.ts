import type { Rule } from '../rule.ts';
import { chattyCalls } from './chatty-calls.ts';
import { compensationOrder } from './compensation-order.ts';
import { contractMismatch } from './contract-mismatch.ts';
import { crossServiceImport } from './cross-service-import.ts';
import { cyclicDependency } from './cyclic-dependency.ts';
import { directExposure } from './direct-exposure.ts';
import { distributedMonolith } from './distributed-monolith.ts';
import { dualWrite } from './dual-write.ts';
import { hardCodedEndpoint } from './hard-coded-endpoint.ts';
import { ignoredFailure } from './ignored-failure.ts';
import { inMemorySaga } from './in-memory-saga.ts';
import { megaService } from './mega-service.ts';
import { missingCircuitBreaker } from './missing-circuit-breaker.ts';
import { missingCorrelation } from './missing-correlation.ts';
import { missingDeadLetter } from './missing-dead-letter.ts';
import { missingGracefulShutdown } from './missing-graceful-shutdown.ts';
import { missingHealthCheck } from './missing-health-check.ts';
import { missingTimeout } from './missing-timeout.ts';
import { nanoService } from './nano-service.ts';
import { nonDurableMessaging } from './non-durable-messaging.ts';
import { nonIdempotentConsumer } from './non-idempotent-consumer.ts';
import { orphanChannel } from './orphan-channel.ts';
import { prematureMicroservices } from './premature-microservices.ts';
import { retryAmplification } from './retry-amplification.ts';
import { sagaWithoutCompensation } from './saga-without-compensation.ts';
import { sharedDatabase } from './shared-database.ts';
import { sharedDomainLibrary } from './shared-domain-library.ts';
import { syncCallChain } from './sync-call-chain.ts';
import { technicalDecomposition } from './technical-decomposition.ts';
import { timeoutInversion } from './timeout-inversion.ts';
import { unboundedFanOut } from './unbounded-fan-out.ts';
import { unbuiltDependency } from './unbuilt-dependency.ts';
import { undeclaredDependency } from './undeclared-dependency.ts';
import { unsafeRetry } from './unsafe-retry.ts';
import { unversionedApi } from './unversioned-api.ts';

/** Every rule, sorted by name. */
export const rules: readonly Rule[] = [
  chattyCalls,
  compensationOrder,
  contractMismatch,
  crossServiceImport,
  cyclicDependency,
  directExposure,
  distributedMonolith,
  dualWrite,
  hardCodedEndpoint,
  ignoredFailure,
  inMemorySaga,
  megaService,
  missingCircuitBreaker,
  missingCorrelation,
  missingDeadLetter,
  missingGracefulShutdown,
  missingHealthCheck,
  missingTimeout,
  nanoService,
  nonDurableMessaging,
  nonIdempotentConsumer,
  orphanChannel,
  prematureMicroservices,
  retryAmplification,
  sagaWithoutCompensation,
  sharedDatabase,
  sharedDomainLibrary,
  syncCallChain,
  technicalDecomposition,
  timeoutInversion,
  unboundedFanOut,
  unbuiltDependency,
  undeclaredDependency,
  unsafeRetry,
  unversionedApi,
];
