import type { StartedProcess } from '../manifests/started-process.ts';
import type { Declared } from '../libraries/nest.ts';
import type { ServedEndpoint } from '../libraries/served.ts';
import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { text } from './values.ts';

// Middleware around middleware.
const DEEPEST = 6;

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

/** Names by which functions and state machines are asked for. They can be called, and are no endpoints of the model. */
export function namedFunctions(evaluator: Evaluator, processes: readonly StartedProcess[]): ServedEndpoint[] {
  return processes.flatMap(({ answers, handlers, evidence }) =>
    answers.flatMap(({ name, handler }): ServedEndpoint[] => {
      const [file] = (handler === null ? handlers : [handler]).flatMap((one) => sourceOf(evaluator, one) ?? []);
      if (file === undefined) return [];
      const path = [text(name, 'literal', evidence)];
      return [{ file, protocol: 'rpc', method: '', path, at: evidence, handlers: [], implied: true }];
    }),
  );
}

function sourceOf(evaluator: Evaluator, path: string): string | undefined {
  return ENDINGS.map((ending) => `${path}${ending}`).find((one) => evaluator.program.files.has(one));
}

/** Where the handler of a function stands, by its file without ending and its name there; undefined without such a file. */
export function handlerOf(
  evaluator: Evaluator,
  path: string,
  name: string,
): Pick<Declared, 'file' | 'controller' | 'c' | 'f' | 'version' | 'at'> | undefined {
  const file = sourceOf(evaluator, path);
  if (file === undefined) return undefined;
  const { bindings } = evaluator.program.facts(file);
  const exported = evaluator.program
    .exported(file, name)
    .flatMap((expr) => (expr.k === 'id' ? (bindings[expr.b]?.values ?? []) : [expr]));
  const fn = evaluator.exportValue(file, name).find((value) => value.t === 'fn' && value.file === file);
  const f = fn?.t === 'fn' ? fn.f : wrappedIn(evaluator, file, exported[0], 0);
  const made = exported.flatMap((expr) =>
    expr.k === 'call' ? (evaluator.program.facts(file).calls[expr.c] ?? []) : [],
  );
  return {
    file,
    controller: file,
    c: -1,
    f,
    version: null,
    at: evaluator.program.fn(file, f) ?? made[0] ?? { line: 1, column: 1 },
  };
}

// `export const handler = middy(place).use(validator())`: the function that middleware of packages was handed.
function wrappedIn(evaluator: Evaluator, file: string, expr: Expr | undefined, depth: number): number {
  const call = expr?.k === 'call' ? evaluator.program.facts(file).calls[expr.c] : undefined;
  if (call === undefined || depth > DEEPEST) return -1;
  for (const arg of call.args) {
    const fn = evaluator.eval(file, arg, undefined).find((value) => value.t === 'fn' && value.file === file);
    if (fn?.t === 'fn') return fn.f;
    const inner = wrappedIn(evaluator, file, arg, depth + 1);
    if (inner >= 0) return inner;
  }
  return call.callee.k === 'get' ? wrappedIn(evaluator, file, call.callee.o, depth + 1) : -1;
}
