import type { TimeoutPolicy } from '../../model/system.ts';
import type { Lib, Value } from '../link/values.ts';
import { deadlineOf } from './grpc-deadlines.ts';
import { answers, addresses, membersOf } from './grpc.ts';
import { deadlineOrNone, procedure, serviceOf } from './grpc-names.ts';
import { argument, option, optionValues, timeoutFrom } from './options.ts';
import type { AnswerShape, Recogniser, RequestShape, Site } from './recogniser.ts';

// The packages that call a function with the router, or that its type comes from.
const CONNECT_ROUTERS = ['@connectrpc', '@bufbuild']
  .flatMap((scope) => ['', '-node', '-express', '-fastify', '-next'].map((host) => `${scope}/connect${host}`))
  .concat('fastify');

/** gRPC by generated definitions: nice-grpc and Connect. */
export const grpcStubs: readonly Recogniser[] = [
  { packages: ['nice-grpc', 'nice-grpc-web'], request: niceRequest, answer: niceAnswer },
  { packages: ['@connectrpc/connect', '@bufbuild/connect'], request: connectRequest },
  { packages: CONNECT_ROUTERS, answer: connectAnswer },
];

// `createClient(OrdersDefinition, createChannel('orders:50051')).placeOrder(request, { signal })`.
function niceRequest(lib: Lib, site: Site): RequestShape | undefined {
  const member = /(?:createClient|createClientFactory\(\).*\.create)\(\)\.(\w+)$/.exec(lib.path)?.[1];
  const called = member === undefined ? undefined : calledMethod(site, lib, member);
  if (!called) return undefined;
  const { bound, ...named } = called;
  const channel = argument(site.evaluator, lib.args, 1).flatMap((value) => (value.t === 'lib' ? [value.lib] : []));
  const url = channel.flatMap((one) =>
    /createChannel\(\)$/.test(one.path) ? argument(site.evaluator, one.args, 0) : [],
  );
  const defaults = optionValues(site.evaluator, argument(site.evaluator, lib.args, 2), '*');
  const general = timeoutFrom(option(site.evaluator, defaults, 'deadline', 'signal'), 'client option "deadline"');
  return {
    client: lib.pkg,
    protocol: 'grpc',
    url: addresses(url),
    ...named,
    timeout: bound(deadlineOf(site, undefined) ?? (defaults.length > 0 ? general : undefined)),
  };
}

function niceAnswer(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  return /(?:createServer\(\)|Server!).*\.add$/.test(lib.path) ? implemented(site) : undefined;
}

// `createClient(OrdersService, createGrpcTransport({ baseUrl })).placeOrder(request, { timeoutMs })`.
function connectRequest(lib: Lib, site: Site): RequestShape | undefined {
  const member = /create(?:Promise|Callback)?Client\(\)\.(\w+)$/.exec(lib.path)?.[1];
  const called = member === undefined ? undefined : calledMethod(site, lib, member);
  if (!called) return undefined;
  const { bound, ...named } = called;
  const { evaluator } = site;
  const transports = argument(evaluator, lib.args, 1).flatMap((value) => (value.t === 'lib' ? [value.lib] : []));
  const options = transports.flatMap((one) => argument(evaluator, one.args, 0));
  const general = timeoutFrom(option(evaluator, options, 'defaultTimeoutMs'), 'transport option "defaultTimeoutMs"');
  return {
    client: lib.pkg,
    protocol: 'grpc',
    url: optionValues(evaluator, options, 'baseUrl'),
    ...named,
    timeout: bound(deadlineOf(site, undefined) ?? (options.length > 0 ? general : undefined)),
  };
}

function connectAnswer(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  return /(?:ConnectRouter!|\(cb\d+\.routes\.0\)|createConnectRouter\(\))\.service$/.test(lib.path)
    ? implemented(site)
    : undefined;
}

interface Called {
  readonly method: string;
  readonly procedure: string;
  /** What holds when this deadline was found for it. */
  readonly bound: (found: TimeoutPolicy | undefined) => TimeoutPolicy;
}

function calledMethod(site: Site, lib: Lib, member: string): Called | undefined {
  const [definition] = lib.args;
  const service = definition && serviceOf(site.evaluator, site.uses.protos, definition);
  const method = service && procedure(service, member);
  if (!service || method === undefined) return undefined;
  return {
    method,
    procedure: `${service.name}/${method}`,
    bound: (found) => deadlineOrNone(found, site.uses.protos, service, method),
  };
}

function implemented(site: Site): readonly AnswerShape[] | undefined {
  const [definition] = site.args;
  const service = definition && serviceOf(site.evaluator, site.uses.protos, definition);
  if (!service) return undefined;
  const implementation: readonly Value[] = argument(site.evaluator, site.args, 1);
  return answers(site, service, membersOf(site.evaluator, implementation), implementation);
}
