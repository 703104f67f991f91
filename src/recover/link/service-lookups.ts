import type { Evaluator } from './evaluate.ts';
import type { Lib, Value } from './values.ts';

const LOOKUPS: Readonly<Record<string, { readonly call: RegExp; readonly host: RegExp }>> = {
  consul: {
    call: /(?:catalog\.service\.nodes|health\.service|catalog\.connect\.nodes)\((?:\)|cb\d\.1\))/,
    host: /^(?:ServiceAddress|Address|Node)$/,
  },
  'eureka-js-client': { call: /\.getInstancesBy(?:AppId|VipAddress)\(\)/, host: /^(?:hostName|ipAddr|vipAddress)$/ },
};

/**
 * The host of an instance that a registry found: the name that was asked for stands for it.
 * `(await consul.catalog.service.nodes('orders'))[0].ServiceAddress` is `orders`.
 */
export function lookedUpHost(evaluator: Evaluator, lib: Lib, name: string): Value[] | undefined {
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
