import { text, type Lib, type Value } from '../link/values.ts';
import { argument, everyOption } from './options.ts';
import type { Recogniser, RouteShape, Site } from './recogniser.ts';

const VERB = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
const SERVE = /^(?:Bun\.serve|Deno\.serve)$/;

/**
 * The servers of Bun and Deno: `Bun.serve({ routes: { '/orders': { POST: handler } } })`.
 * https://bun.com/docs/api/http#routing
 */
export const runtimeServers: readonly Recogniser[] = [
  { packages: ['global'], route, listens: (lib) => SERVE.test(lib.path) },
  { packages: ['bun'], route, listens: (lib) => lib.path === 'serve' },
];

function route(lib: Lib, site: Site): RouteShape[] | undefined {
  if (!(lib.pkg === 'bun' ? lib.path === 'serve' : lib.path === 'Bun.serve')) return undefined;
  const { evaluator } = site;
  const tables = everyOption(evaluator, argument(evaluator, site.args, 0), 'routes', 'static');
  return tables.flatMap((table) => {
    if (table.t !== 'obj') return [];
    return table.expr.props.flatMap(({ key, value, at }): RouteShape[] => {
      if (typeof key !== 'string' || key === '/*') return [];
      const answers = evaluator.eval(table.file, value, table.frame);
      const path: Value[] = [text(key, 'literal', evaluator.evidence(table.file, at))];
      const server: Lib = { ...lib, site: { file: site.file, call: site.c } };
      const written = { file: table.file, at };
      const one = (method: string, handlers: readonly Value[]): RouteShape => {
        return { protocol: 'http', method: [method], path, server, handlers, written };
      };
      const byVerb = answers.flatMap((answer) =>
        answer.t === 'obj'
          ? answer.expr.props.flatMap((prop) =>
              typeof prop.key === 'string' && VERB.test(prop.key)
                ? [one(prop.key, evaluator.eval(answer.file, prop.value, answer.frame))]
                : [],
            )
          : [],
      );
      return byVerb.length > 0 ? byVerb : [one('ALL', answers)];
    });
  });
}
