import type { Evaluator } from '../link/evaluate.ts';
import { servedByMoleculer } from './moleculer-served.ts';
import type { Served } from './served.ts';
import { servedByTerminus } from './terminus.ts';

/** All that services declare in schemas rather than by calls. */
export function servedBySchemas(evaluator: Evaluator): Served {
  const served = servedByMoleculer(evaluator);
  return { ...served, endpoints: [...served.endpoints, ...servedByTerminus(evaluator)] };
}
