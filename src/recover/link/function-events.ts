import type { StartedProcess } from '../manifests/started-process.ts';
import type { Declared } from '../libraries/nest.ts';
import type { Evaluator } from './evaluate.ts';

const ENDINGS = ['.ts', '.js', '.mjs', '.cjs', '.mts', '.cts'];

/** Routes and subscriptions that a serverless.yml declares, at the handlers that its functions name. */
export function declaredByFunctions(evaluator: Evaluator, processes: readonly StartedProcess[]): Declared[] {
  return processes.flatMap((process) =>
    process.events.flatMap((event): Declared[] => {
      const place = handlerOf(evaluator, event.handler, event.name);
      if (!place) return [];
      const { kind, method, target, broker } = event;
      return [{ ...place, kind, method, paths: [target ?? '{…}'], ...(broker ? { broker } : {}) }];
    }),
  );
}

/** Where the handler of a function stands, by its file without ending and its name there; undefined without such a file. */
export function handlerOf(
  evaluator: Evaluator,
  path: string,
  name: string,
): Pick<Declared, 'file' | 'controller' | 'c' | 'f' | 'version' | 'at'> | undefined {
  const file = ENDINGS.map((ending) => `${path}${ending}`).find((one) => evaluator.program.files.has(one));
  if (file === undefined) return undefined;
  const fn = evaluator.exportValue(file, name).find((value) => value.t === 'fn' && value.file === file);
  const f = fn?.t === 'fn' ? fn.f : -1;
  return {
    file,
    controller: file,
    c: -1,
    f,
    version: null,
    at: evaluator.program.fn(file, f) ?? { line: 1, column: 1 },
  };
}
