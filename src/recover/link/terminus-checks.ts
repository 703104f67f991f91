import type { Evidence } from '../../model/system.ts';
import { argument, option } from '../libraries/options.ts';
import { TERMINUS } from '../libraries/terminus.ts';
import type { Attribution } from './attribution.ts';
import { calleesOf } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

/**
 * Where each service lets terminus answer probes: it does so when it is given `healthChecks`, and else only stops the server.
 * https://github.com/godaddy/terminus#usage
 */
export function terminusChecks(evaluator: Evaluator, attribution: Attribution): ReadonlyMap<string, Evidence[]> {
  const found = new Map<string, Evidence[]>();
  for (const [file, facts] of evaluator.program.files) {
    if (!facts.imports.includes(TERMINUS)) continue;
    facts.calls.forEach((call, c) => {
      const isTerminus = calleesOf(evaluator, file, call).some(
        (value) => value.t === 'lib' && value.lib.pkg === TERMINUS,
      );
      const args = call.args.map((expr) => ({ file, expr, frame: undefined }));
      if (!isTerminus || option(evaluator, argument(evaluator, args, 1), 'healthChecks').state === 'absent') return;
      for (const unit of attribution.services({ file, c }))
        found.set(unit.id, [...(found.get(unit.id) ?? []), evaluator.evidence(file, call, 'answers probes')]);
    });
  }
  return found;
}
