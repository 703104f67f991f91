import { joinTexts } from '../link/texts.ts';
import type { Lib, Value } from '../link/values.ts';
import { signalPolicy } from './http-deadlines.ts';
import { timeoutAmong } from './contract.ts';
import { argument, firstPolicy, joinUrl, optionValues } from './options.ts';
import type { Recogniser, RequestShape, Site } from './recogniser.ts';

const VERB =
  /(?:^|\.)(?:default|createClient|createFetchClient|createPathBasedClient)?\(\)\.(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE)$/;

/** openapi-fetch: `client.GET('/orders/{id}', …)` of a client with a base URL. */
export const openapiFetch: Recogniser = { packages: ['openapi-fetch'], request };

function request(lib: Lib, site: Site): RequestShape | undefined {
  const method = VERB.exec(lib.path)?.[1];
  if (method === undefined) return undefined;
  const { evaluator } = site;
  const options = argument(evaluator, lib.args, 0);
  const path = argument(evaluator, site.args, 0).map(withoutBraces);
  const own = argument(evaluator, site.args, 1);
  return {
    client: 'openapi-fetch',
    protocol: 'http',
    url: joinUrl(optionValues(evaluator, [...own, ...options], 'baseUrl'), path),
    method,
    timeout: firstPolicy(
      [signalPolicy(site, own), signalPolicy(site, options), timeoutAmong(evaluator, own, 'option "timeout"')],
      {
        state: 'default',
        ms: 300_000,
        source: 'fetch waits up to 300 s for headers by default',
      },
    ),
  };
}

// Parameters of OpenAPI paths as those of routes: `/orders/{id}` is `/orders/:id`.
function withoutBraces(value: Value): Value {
  if (value.t !== 'text' || joinTexts([value]).length === 0) return value;
  return {
    t: 'text',
    parts: value.parts.map((part) =>
      part.p === 'text' ? { ...part, s: part.s.replace(/\{(\w[^}]*)\}/g, ':$1') } : part,
    ),
  };
}
