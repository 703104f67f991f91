import type { Evaluator } from '../link/evaluate.ts';
import { concat, joinTexts } from '../link/texts.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { documentOf, operationNamed, operationsOf, timeoutAmong, type Operation } from './contract.ts';
import { argument, firstPolicy, joinUrl, noDefault, optionValues } from './options.ts';
import type { Recogniser, RequestShape, Site, Uses } from './recogniser.ts';

const CLIENT = /(?:^|\.)(?:Zodios|ZodiosClass)!\.(\w+)$/;
const VERB = /^(?:get|post|put|patch|delete|head|options)$/;

/** Clients of @zodios/core: verbs with a path, and aliases of the endpoints that the client was made with. */
export const zodios: Recogniser = { packages: ['@zodios/core'], request };

function request(lib: Lib, site: Site): RequestShape | undefined {
  const member = CLIENT.exec(lib.path)?.[1];
  if (member === undefined) return undefined;
  const { evaluator, uses } = site;
  const [first = [], second = [], third = []] = lib.args.map((arg) => evaluator.of(arg));
  const hasBase = first.some((value) => value.t === 'text');
  const [endpoints, options] = hasBase ? [second, third] : [first, second];
  const operation = VERB.test(member)
    ? { method: member.toUpperCase(), path: argument(evaluator, site.args, 0) }
    : operationNamed(zodiosOperations(evaluator, uses, endpoints), member);
  if (!operation) return undefined;
  const instance = optionValues(evaluator, options, 'axiosInstance').flatMap((value) =>
    value.t === 'lib' ? value.lib.args.slice(0, 1).flatMap((arg) => evaluator.of(arg)) : [],
  );
  const base = hasBase ? first : optionValues(evaluator, instance, 'baseURL');
  const given = site.args.flatMap((arg) => evaluator.of(arg)).filter((value) => value.t === 'obj');
  return {
    client: lib.pkg,
    protocol: 'http',
    url: joinUrl(base, operation.path),
    method: operation.method,
    timeout: firstPolicy(
      [
        timeoutAmong(evaluator, given, 'option "timeout"'),
        timeoutAmong(evaluator, options, 'option "timeout" of the client'),
      ],
      noDefault('axios'),
    ),
  };
}

/** Endpoints among values: `makeApi([…])`, `mergeApis`, `apiBuilder`, plain lists, the `api` of a client, a generated list. */
export function zodiosOperations(evaluator: Evaluator, uses: Uses, values: readonly Value[], depth = 0): Operation[] {
  if (depth > 12) return [];
  const inside = (more: readonly Value[]): Operation[] => zodiosOperations(evaluator, uses, more, depth + 1);
  return values.flatMap((value): Operation[] => {
    if (value.t === 'arr')
      return value.expr.items.flatMap((item) =>
        inside(evaluator.eval(value.file, item.k === 'spread' ? item.e : item, value.frame)),
      );
    if (value.t === 'obj') return described(evaluator, value);
    if (value.t !== 'lib') return [];
    const document = documentOf(uses, value.lib);
    if (document) return [...operationsOf(document)];
    return value.lib.pkg === '@zodios/core' ? made(evaluator, value.lib, inside) : [];
  });
}

function described(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>): Operation[] {
  const get = (name: string): readonly Value[] => optionValues(evaluator, [value], name);
  const path = get('path').filter((one) => one.t === 'text');
  const [method] = joinTexts(get('method'));
  return method === undefined || path.length === 0
    ? []
    : [{ names: joinTexts(get('alias')), method: method.toUpperCase(), path }];
}

function made(evaluator: Evaluator, lib: Lib, inside: (values: readonly Value[]) => Operation[]): Operation[] {
  const [first] = lib.args;
  const given = first ? evaluator.of(first) : [];
  if (/(?:makeApi|makeEndpoint)\(\)$/.test(lib.path)) return inside(given);
  if (/(?:^|\.)Zodios!\.api$/.test(lib.path)) return lib.args.flatMap((arg) => inside(evaluator.of(arg)));
  if (/prefixApi\(\)$/.test(lib.path)) {
    const rest = lib.args.slice(1).flatMap((arg) => inside(evaluator.of(arg)));
    return rest.map((one) => ({ ...one, path: joinUrl(given, one.path) }));
  }
  if (/mergeApis\(\)$/.test(lib.path))
    return given.flatMap((value) =>
      value.t !== 'obj'
        ? []
        : value.expr.props.flatMap((prop) =>
            typeof prop.key !== 'string'
              ? []
              : inside(evaluator.eval(value.file, prop.value, value.frame)).map((one) => ({
                  ...one,
                  path: concat([
                    [text(String(prop.key), 'literal', evaluator.evidence(value.file, prop.at))],
                    one.path,
                  ]),
                })),
          ),
    );
  // `apiBuilder({ … }).addEndpoint({ … }).build()`.
  const before = lib.base ? made(evaluator, lib.base, inside) : [];
  return /(?:apiBuilder|addEndpoint)\(\)(?:\.\w+)?$/.test(lib.path) && !/\.build\(\)$/.test(lib.path)
    ? [...(/\)\.addEndpoint$|\.build$/.test(lib.path) ? [] : before), ...inside(given)]
    : before;
}
