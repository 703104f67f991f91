import type { Rule } from '../rule.ts';
import { chattyCalls } from './chatty-calls.ts';
import { crossServiceImport } from './cross-service-import.ts';
import { cyclicDependency } from './cyclic-dependency.ts';
import { dualWrite } from './dual-write.ts';
import { hardCodedEndpoint } from './hard-coded-endpoint.ts';
import { missingCircuitBreaker } from './missing-circuit-breaker.ts';
import { missingDeadLetter } from './missing-dead-letter.ts';
import { missingGracefulShutdown } from './missing-graceful-shutdown.ts';
import { missingHealthCheck } from './missing-health-check.ts';
import { missingTimeout } from './missing-timeout.ts';
import { sharedDatabase } from './shared-database.ts';
import { syncCallChain } from './sync-call-chain.ts';

/** Every rule, sorted by name. */
export const rules: readonly Rule[] = [
  chattyCalls,
  crossServiceImport,
  cyclicDependency,
  dualWrite,
  hardCodedEndpoint,
  missingCircuitBreaker,
  missingDeadLetter,
  missingGracefulShutdown,
  missingHealthCheck,
  missingTimeout,
  sharedDatabase,
  syncCallChain,
];
