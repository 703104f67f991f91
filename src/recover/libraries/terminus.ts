import { calleesOf } from '../link/callers.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { entriesOf } from '../link/object-entries.ts';
import { joinTexts } from '../link/texts.ts';
import { argument, optionValues } from './options.ts';
import type { ServedEndpoint } from './served.ts';

/** Package that answers probes and stops servers. */
export const TERMINUS = '@godaddy/terminus';

/** The paths that terminus answers: keys of its option `healthChecks` (https://github.com/godaddy/terminus#usage). */
export function servedByTerminus(evaluator: Evaluator): ServedEndpoint[] {
  return [...evaluator.program.files].flatMap(([file, facts]) => {
    if (!facts.imports.includes(TERMINUS)) return [];
    return facts.calls.flatMap((call) => {
      const isTerminus = calleesOf(evaluator, file, call).some(
        (value) => value.t === 'lib' && value.lib.pkg === TERMINUS,
      );
      if (!isTerminus) return [];
      const args = call.args.map((expr) => ({ file, expr, frame: undefined }));
      const checks = optionValues(evaluator, argument(evaluator, args, 1), 'healthChecks');
      return entriesOf(evaluator, checks).flatMap(({ key, value, at }): ServedEndpoint[] => {
        const isPath = joinTexts([key]).some((name) => name.startsWith('/'));
        if (!isPath) return [];
        const handlers = evaluator.of(value).flatMap((one) => (one.t === 'fn' ? [{ file: one.file, f: one.f }] : []));
        return [{ file, protocol: 'http', method: 'GET', path: [key], at, handlers, implied: false }];
      });
    });
  });
}
