import type { Rule } from '../rule.ts';
import { cyclicDependency } from './cyclic-dependency.ts';
import { hardCodedEndpoint } from './hard-coded-endpoint.ts';
import { missingHealthCheck } from './missing-health-check.ts';
import { missingTimeout } from './missing-timeout.ts';
import { sharedDatabase } from './shared-database.ts';
import { syncCallChain } from './sync-call-chain.ts';

/** Every rule, sorted by name. */
export const rules: readonly Rule[] = [
  cyclicDependency,
  hardCodedEndpoint,
  missingHealthCheck,
  missingTimeout,
  sharedDatabase,
  syncCallChain,
];
