import type { Evaluator } from './evaluate.ts';
import { text, type Lib, type Value } from './values.ts';

const LOOKUPS: Readonly<Record<string, { readonly call: RegExp; readonly host: RegExp }>> = {
  consul: {
    call: /(?:catalog\.service\.nodes|health\.service|catalog\.connect\.nodes)\((?:\)|cb\d\.1\))/,
    host: /^(?:ServiceAddress|Address|Node)$/,
  },
  'eureka-js-client': { call: /\.getInstancesBy(?:AppId|VipAddress)\(\)/, host: /^(?:hostName|ipAddr|vipAddress)$/ },
};

const ASKED_OVER_HTTP =
  /^(?:axios|global|node-fetch|cross-fetch|undici|got|ky|superagent|request|request-promise(?:-native)?|needle|@nestjs\/axios)$/;
const HOST_OF_ANSWER = /^(?:ip|ip_?addr(?:ess)?|host|host_?name|address|service_?address|node|service)$/i;
// `GET /find/orders/1.0.0`, `GET /v1/health/service/orders`: the name behind the word for what is looked for.
const NAME_ASKED_FOR = /\/(?:find|lookup|discover|resolve|services?|instances?|apps?)\/([a-z][\w.-]*)(?=[/?]|$)/i;

// An address in the answer of a registry that is asked over HTTP.
function hostInAnswer(evaluator: Evaluator, lib: Lib, name: string): Value[] | undefined {
  if (!ASKED_OVER_HTTP.test(lib.pkg) || !HOST_OF_ANSWER.test(name) || !/\(\)/.test(lib.path)) return undefined;
  const [first] = lib.args;
  const urls = (first ? evaluator.of(first) : []).map((url) =>
    url.t === 'text' ? url.parts.map((part) => (part.p === 'text' ? part.s : '{…}')).join('') : '',
  );
  const [asked, ...more] = urls.flatMap((url) => NAME_ASKED_FOR.exec(url)?.[1] ?? []);
  // Where it may be any of several, nothing says which.
  if (asked === undefined || more.length > 0) return undefined;
  return [text(asked.toLowerCase(), 'config', { file: '', line: 0, column: 0 })];
}

/**
 * The host of an instance that a registry found: the name that was asked for stands for it.
 * `(await consul.catalog.service.nodes('orders'))[0].ServiceAddress` is `orders`.
 */
export function lookedUpHost(evaluator: Evaluator, lib: Lib, name: string): Value[] | undefined {
  const answered = hostInAnswer(evaluator, lib, name);
  if (answered) return answered;
  const lookup = LOOKUPS[lib.pkg];
  if (!lookup?.host.test(name) || !lookup.call.test(lib.path)) return undefined;
  const [first] = lib.args;
  const asked = first ? evaluator.of(first) : [];
  const inOptions = asked.filter((value) => value.t === 'obj');
  const names = inOptions.length > 0 ? evaluator.member(inOptions, 'service', { file: '', line: 0, column: 0 }) : asked;
  const texts = names.flatMap((value): Value[] =>
    value.t === 'text'
      ? [
          {
            t: 'text',
            parts: value.parts.map((part) =>
              part.p === 'text' ? { ...part, s: part.s.toLowerCase(), origin: 'config' } : part,
            ),
          },
        ]
      : [],
  );
  return texts.length > 0 ? texts : undefined;
}
