import type { TimeoutPolicy } from '../../model/system.ts';
import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { entriesOf } from '../link/object-entries.ts';
import { joinTexts } from '../link/texts.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import { optionValues } from './options.ts';

/** A gRPC service: its qualified name, and its methods by the name that code uses; undefined when nothing tells them. */
export interface GrpcService {
  readonly name: string;
  readonly methods: ReadonlyMap<string, string> | undefined;
}

// Members of every client that are no methods of its service.
const CLIENT_MEMBERS = /^(?:close|waitForReady|getChannel|constructor|make\w+Request|bind|on|once|then|catch)$/;

/** The service that a definition stands for: loaded from a .proto file, or generated from one. */
export function serviceOf(
  evaluator: Evaluator,
  protos: readonly ProtoFile[],
  definition: Closure,
): GrpcService | undefined {
  for (const value of evaluator.of(definition)) {
    const found = serviceOfValue(evaluator, protos, value);
    if (found) return found;
  }
  const name = simpleName(evaluator, definition.file, definition.expr);
  return name === undefined ? undefined : known(protos, name);
}

/** The same for a value: `proto.shop.Orders`, `proto.shop.Orders.service`, a generated object, a generated constructor. */
export function serviceOfValue(
  evaluator: Evaluator,
  protos: readonly ProtoFile[],
  value: Value,
): GrpcService | undefined {
  if (value.t === 'lib') return serviceOfLibrary(evaluator, protos, value.lib);
  if (value.t !== 'obj') return undefined;
  return generated(evaluator, value) ?? described(evaluator, value);
}

function serviceOfLibrary(evaluator: Evaluator, protos: readonly ProtoFile[], lib: Lib): GrpcService | undefined {
  const made = /(?:^|\.)make(?:Generic)?ClientConstructor\(\)$/.test(lib.path);
  const [definition] = lib.args;
  if (made && definition) return serviceOf(evaluator, protos, definition);
  const path = /(?:loadPackageDefinition|(?:^|\.)load)\(\)\.([\w.[\]]+?)(?:\.service)?$/.exec(lib.path)?.[1];
  if (path === undefined) return undefined;
  const name = path
    .split('.')
    .filter((segment) => segment !== '[]')
    .join('.');
  return name === '' ? undefined : known(protos, name);
}

// `{ createOrder: { path: '/shop.Orders/CreateOrder', … } }` of grpc-tools and ts-proto.
function generated(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>): GrpcService | undefined {
  const methods = new Map<string, string>();
  let name = '';
  for (const entry of entriesOf(evaluator, [value])) {
    const path = joinTexts(optionValues(evaluator, evaluator.of(entry.value), 'path'))[0];
    const match = path === undefined ? null : /^\/([\w.]+)\/(\w+)$/.exec(path);
    const [key] = joinTexts([entry.key]);
    if (!match || key === undefined) continue;
    name = match[1] ?? '';
    methods.set(key, match[2] ?? '');
  }
  return methods.size > 0 ? { name, methods } : undefined;
}

// `{ typeName: 'shop.Orders', methods: { createOrder: { name: 'CreateOrder', … } } }` of Connect, `fullName` of nice-grpc.
function described(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>): GrpcService | undefined {
  const name = joinTexts(optionValues(evaluator, [value], 'typeName', 'fullName'))[0];
  if (name === undefined) return undefined;
  const methods = new Map<string, string>();
  for (const entry of entriesOf(evaluator, optionValues(evaluator, [value], 'methods'))) {
    const [key] = joinTexts([entry.key]);
    const method = joinTexts(optionValues(evaluator, evaluator.of(entry.value), 'name'))[0];
    if (key !== undefined) methods.set(key, method ?? upperFirst(key));
  }
  return { name, methods: methods.size > 0 ? methods : undefined };
}

/** A service by its name, qualified with the package that a .proto file gives it when there is only one such service. */
export function known(protos: readonly ProtoFile[], name: string): GrpcService {
  const all = protos.flatMap((proto) => proto.methods);
  const exact = all.filter((method) => method.service === name);
  const named = exact.length > 0 ? exact : all.filter((method) => method.service.endsWith(`.${name}`));
  const [only, ...others] = new Set(named.map((method) => method.service));
  if (only === undefined || others.length > 0) return { name, methods: undefined };
  return { name: only, methods: new Map(named.map((method) => [lowerFirst(method.method), method.method])) };
}

/** The remote procedure that a member of a client or of an implementation is; undefined when it is none. */
export function procedure(service: GrpcService, member: string): string | undefined {
  const { methods } = service;
  const bare = member.replace(/(?:Async|Promise|\$)$/, '');
  if (!methods) return CLIENT_MEMBERS.test(member) ? undefined : upperFirst(member);
  for (const name of [member, bare]) {
    const found = methods.get(name) ?? methods.get(lowerFirst(name));
    if (found !== undefined) return found;
    for (const method of methods.values()) if (method.toLowerCase() === name.toLowerCase()) return method;
  }
  return undefined;
}

const NO_DEADLINE: TimeoutPolicy = {
  state: 'absent',
  ms: null,
  source: 'gRPC waits without end unless a call has a deadline',
};

/** The deadline that was found for a call. Without one, a stream stays open as long as both sides like; everything else waits without end. */
export function deadlineOrNone(
  found: TimeoutPolicy | undefined,
  protos: readonly ProtoFile[],
  service: GrpcService,
  method: string,
): TimeoutPolicy {
  if (found?.state === 'set') return found;
  const isMeant = (name: string): boolean => service.name === name || service.name.endsWith(`.${name}`);
  const isStream = protos.some((proto) =>
    proto.methods.some((one) => one.streaming && one.method === method && isMeant(one.service)),
  );
  return isStream ? { state: 'unknown', ms: null, source: 'a stream' } : (found ?? NO_DEADLINE);
}

// `OrdersService`, `OrdersClient`, `orders_grpc.OrdersService`: what generated code would be called, were it here.
function simpleName(evaluator: Evaluator, file: string, expr: Expr): string | undefined {
  const name =
    expr.k === 'get'
      ? expr.n === 'service'
        ? simpleName(evaluator, file, expr.o)
        : expr.n
      : expr.k === 'id'
        ? evaluator.program.facts(file).bindings[expr.b]?.name
        : undefined;
  return name === undefined || !/^[A-Z]/.test(name) ? undefined : name.replace(/(?:Client|Definition)$/, '');
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
