import type { TimeoutPolicy } from '../../model/system.ts';
import { entriesOf } from '../link/object-entries.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { chainedTimeout, signalPolicy } from './http-deadlines.ts';
import { LONG_DEFAULT } from './http-client-table.ts';
import { argument, isText, option, optionValues, timeoutFrom } from './options.ts';
import type { AnswerShape, Recogniser, RequestShape, Site } from './recogniser.ts';

/** Procedures by name: JSON-RPC (jayson, json-rpc-2.0) and clients of tRPC. */
export const namedProcedures: readonly Recogniser[] = [
  {
    packages: ['jayson'],
    request: jaysonRequest,
    answer: jaysonServer,
    listens: (lib) => /\)\.listen$/.test(lib.path),
  },
  { packages: ['json-rpc-2.0'], request: jsonRpcRequest, answer: jsonRpcMethod },
  { packages: ['@trpc/client'], request: trpcRequest },
];

const NONE = (client: string): TimeoutPolicy => ({
  state: 'absent',
  ms: null,
  source: `${client} has no default timeout`,
});

// `jayson.Client.http({ host, port, timeout }).request('check', [1])`.
function jaysonRequest(lib: Lib, site: Site): RequestShape | undefined {
  if (!/[cC]lient\.(?:https?|tcp|tls|browser)\(\)\.request$/.test(lib.path)) return undefined;
  const { evaluator } = site;
  const options = argument(evaluator, lib.args, 0);
  const written = options.filter((value) => value.t === 'obj');
  const timeout = timeoutFrom(option(evaluator, written, 'timeout'), 'option "timeout"') ?? NONE('jayson');
  const at = evaluator.evidence(site.file, site.call);
  const hosts = optionValues(evaluator, options, 'host', 'hostname').filter(isText);
  const server: Value[] = [
    ...options.filter(isText),
    ...hosts.map((host): Value => {
      const port = optionValues(evaluator, options, 'port').find((value) => value.t === 'num');
      const tail = port?.t === 'num' ? `:${port.v}` : '';
      const start = text('tcp://', 'literal', at);
      const end = text(tail, 'literal', at);
      return { t: 'text', parts: [start, host, end].flatMap((one) => (one.t === 'text' ? one.parts : [])) };
    }),
  ];
  return { client: 'jayson', protocol: 'rpc', url: argument(evaluator, site.args, 0), method: null, timeout, server };
}

// `new jayson.Server({ check: (args, done) => … })`, and `server.method('check', handler)`.
function jaysonServer(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  const { evaluator, args } = site;
  if (/(?:^|\.)[sS]erver(?:!|\(\))\.method$/.test(lib.path))
    return [answer(argument(evaluator, args, 0), argument(evaluator, args, 1))];
  if (!/^[sS]erver$/.test(lib.path)) return undefined;
  return entriesOf(evaluator, argument(evaluator, args, 0)).map(({ key, value }) => answer([key], evaluator.of(value)));
}

function answer(names: readonly Value[], handlers: readonly Value[]): AnswerShape {
  return { protocol: 'rpc', method: '', names, handlers };
}

function jsonRpcRequest(lib: Lib, site: Site): RequestShape | undefined {
  if (!/^JSONRPC(?:Client|ServerAndClient)!(?:\.timeout\(\))?\.(?:request|requestAdvanced)$/.test(lib.path))
    return undefined;
  const { evaluator } = site;
  const limit = /\.timeout\(\)\.\w+$/.test(lib.path) ? argument(evaluator, lib.args, 0) : [];
  const timeout =
    (limit.length > 0 ? timeoutFrom({ state: 'given', values: limit }, '.timeout()') : undefined) ??
    NONE('json-rpc-2.0');
  return { client: 'json-rpc-2.0', protocol: 'rpc', url: argument(evaluator, site.args, 0), method: null, timeout };
}

function jsonRpcMethod(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  if (!/^JSONRPCServer(?:AndClient)?!\.addMethod(?:Advanced)?$/.test(lib.path)) return undefined;
  return [answer(argument(site.evaluator, site.args, 0), argument(site.evaluator, site.args, 1))];
}

const TRPC = /^(?:createTRPCProxyClient|createTRPCClient)\(\)\.([\w.]+)\.(query|mutate|subscribe)$/;

// `createTRPCClient({ links: [httpBatchLink({ url })] }).orders.find.query(input, { signal })`.
function trpcRequest(lib: Lib, site: Site): RequestShape | undefined {
  const { evaluator } = site;
  const name = TRPC.exec(lib.path)?.[1];
  // Before version 10 the procedure was an argument: `client.query('orders.find', input)`.
  const old = /^createTRPCClient\(\)\.(?:query|mutation)$/.test(lib.path);
  if (name === undefined && !old) return undefined;
  const at = evaluator.evidence(site.file, site.call);
  const made = argument(evaluator, lib.args, 0);
  const links = evaluator.elements(optionValues(evaluator, made, 'links'));
  const inLinks = links.flatMap((link) =>
    link.t === 'lib' ? optionValues(evaluator, argument(evaluator, link.lib.args, 0), 'url') : [],
  );
  const options = argument(evaluator, site.args, old ? 2 : 1);
  return {
    client: '@trpc/client',
    protocol: 'rpc',
    url: name === undefined ? argument(evaluator, site.args, 0) : [text(name, 'literal', at)],
    method: null,
    timeout: signalPolicy(site, options) ?? chainedTimeout(site, lib) ?? LONG_DEFAULT,
    server: [...optionValues(evaluator, made, 'url'), ...inLinks],
  };
}
