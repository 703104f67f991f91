import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { argument } from './options.ts';
import type { RouteShape, Site } from './recogniser.ts';

/**
 * `app.use('/health', (request, response) => …)`: a function that never passes on answers every method under that path.
 * `values` are what is handed over after the path.
 */
export function mountedHandler(site: Site, server: Lib, values: readonly Value[]): RouteShape[] | undefined {
  const path = argument(site.evaluator, site.args, 0);
  const named = joinTexts(path).filter((text) => /^\/[^*]+$/.test(text));
  if (named.length === 0 || site.args.length !== 2 || values.length === 0) return undefined;
  const answers = values.every(
    (value) => value.t === 'fn' && site.evaluator.program.fn(value.file, value.f)?.params.length === 2,
  );
  return answers ? [{ protocol: 'http', method: ['ALL'], path, server, handlers: values }] : undefined;
}
