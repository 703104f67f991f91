import type { StartedProcess } from '../manifests/started-process.ts';
import type { Declared } from '../libraries/nest.ts';
import type { Evaluator } from './evaluate.ts';

const ENDINGS = ['.ts', '.js', '.mjs', '.cjs', '.mts', '.cts'];

/** Routes and subscriptions that a serverless.yml declares, at the handlers that its functions name. */
export function declaredByFunctions(evaluator: Evaluator, processes: readonly StartedProcess[]): Declared[] {
  return processes.flatMap((process) =>
    process.events.flatMap((event): Declared[] => {
      const file = ENDINGS.map((ending) => `${event.handler}${ending}`).find((one) => evaluator.program.files.has(one));
      if (file === undefined) return [];
      const fn = evaluator.exportValue(file, event.name).find((value) => value.t === 'fn' && value.file === file);
      const f = fn?.t === 'fn' ? fn.f : -1;
      const at = evaluator.program.fn(file, f) ?? { line: 1, column: 1 };
      return [
        {
          kind: event.kind,
          method: event.method,
          paths: [event.target ?? '{…}'],
          file,
          controller: file,
          c: -1,
          f,
          version: null,
          at,
          ...(event.broker ? { broker: event.broker } : {}),
        },
      ];
    }),
  );
}
