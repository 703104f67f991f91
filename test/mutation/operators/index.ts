import type { Operator } from '../mutant.ts';
import { addresses } from './addresses.ts';
import { breakerOperators } from './breakers.ts';
import { databases } from './databases.ts';
import { graph } from './graph.ts';
import { imports } from './imports.ts';
import { lifecycle } from './lifecycle.ts';
import { loopOperators } from './loops.ts';
import { messaging } from './messaging.ts';
import { retries } from './retries.ts';
import { timeouts } from './timeouts.ts';

/** Every operator, by the rule that has to notice. */
export const operators: readonly Operator[] = [
  ...loopOperators,
  ...graph,
  ...lifecycle,
  ...messaging,
  ...imports,
  ...addresses,
  ...breakerOperators,
  ...timeouts,
  ...retries,
  ...databases,
];
