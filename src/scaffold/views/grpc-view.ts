import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { grpcMethod, grpcNames } from '../../blueprint/grpc-names.ts';
import { isOverGrpc } from '../../blueprint/routed-endpoints.ts';
import { camel } from '../names.ts';
import { hasBody } from './client-view.ts';
import { handlerView, type HandlerView, type Taken } from './handler-view.ts';
import { sagaParts } from './saga-participation.ts';

/** A method of gRPC, as its .proto file and the server need it. */
export interface ProcedureView {
  readonly rpc: string;
  readonly request: string;
  readonly comment: string;
  /** Fields of its message, numbered from 1. */
  readonly fields: readonly {
    readonly type: string;
    readonly name: string;
    readonly number: number;
    readonly isText: boolean;
  }[];
  /** What the handler is given for it, and the name of the handler, as TypeScript. */
  readonly parameters: string;
  readonly args: string;
  readonly fn: string;
}

/** proto/<service>.proto of a service that is served on gRPC. */
export interface ProtoView {
  readonly service: string;
  readonly package: string;
  /** The name of the service in it, and as a variable. */
  readonly name: string;
  readonly camelName: string;
  /** What `loadProto` gives, for a client and for the server, as TypeScript. */
  readonly clientPackages: string;
  readonly serverPackages: string;
  /** `shop.inventory.Inventory` */
  readonly path: string;
  readonly procedures: readonly ProcedureView[];
  /** What of platform/grpc-server.ts and grpc-wire.ts the server uses besides what every one does. */
  readonly usesField: boolean;
  readonly usesStruct: boolean;
  /** Functions of platform/idempotency.ts that it uses. */
  readonly keyedFns: readonly string[];
}

/** The protocols that a service serves or calls: its own first. */
export function protoViews(service: ServiceSpec, blueprint: Blueprint): ProtoView[] {
  const called = new Set([...service.calls, ...service.routes].filter(isOverGrpc).map(({ to }) => to));
  const callees = blueprint.services.filter(({ name }) => called.has(name));
  return [...(service.grpc ? [service] : []), ...callees].map((other) => protoView(other, blueprint));
}

function protoView(service: ServiceSpec, blueprint: Blueprint): ProtoView {
  const names = grpcNames(blueprint.system.name, service);
  const parts = sagaParts(service, blueprint);
  const procedures = service.endpoints.map((endpoint) =>
    procedureView(handlerView(endpoint, service, parts.get(endpoint.operation))),
  );
  const [outer = '', inner = ''] = names.package.split('.');
  const args = procedures.map((procedure) => procedure.args).join(' ');
  const packages = (client: string): string =>
    `{ ${outer}: { ${inner}: { ${names.service}: GrpcService<${client}> } } }`;
  return {
    service: service.name,
    package: names.package,
    name: names.service,
    camelName: camel(service.name),
    clientPackages: packages('Stub'),
    serverPackages: packages('unknown'),
    path: `${names.package}.${names.service}`,
    procedures,
    usesField: args.includes('requireField('),
    usesStruct: args.includes('fromStruct('),
    keyedFns: ['keyedRequest', 'requireKeyed'].filter((name) => args.includes(`${name}(`)),
  };
}

function procedureView(handler: HandlerView): ProcedureView {
  const query = handler.takes.find(({ name }) => name === 'query');
  const fields = [
    ...handler.parameters.map((name) => ({ type: 'string', name })),
    ...(hasBody(handler.method) ? [{ type: 'google.protobuf.Struct', name: 'body' }] : []),
    ...(query === undefined ? [] : [queryField(query.type)]),
  ];
  const types = { string: 'string', int32: 'number', 'google.protobuf.Struct': 'Struct | null' } as const;
  const given = handler.takes.map((taken) => argumentOf(taken, handler.parameters));
  const rpc = grpcMethod(handler);
  const members = fields.map(({ type, name }) => `${name}: ${types[type as keyof typeof types]}`);
  const usesRequest = given.some((text) => text.includes('request'));
  const usesKey = given.some((text) => text.includes('idempotencyKey'));
  return {
    rpc,
    request: `${rpc}Request`,
    comment: `${handler.method} ${handler.path}`,
    fields: fields.map((field, index) => ({ ...field, number: index + 1, isText: field.type === 'string' })),
    parameters: [
      ...(usesRequest || usesKey ? [`${usesRequest ? 'request' : '_request'}: ${messageTypeOf(members)}`] : []),
      ...(usesKey ? ['idempotencyKey'] : []),
    ].join(', '),
    args: ['deps', ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : [])].join(', '),
    fn: handler.fn,
  };
}

function messageTypeOf(members: readonly string[]): string {
  return members.length > 0 ? `{ ${members.join('; ')} }` : 'object';
}

function queryField(type: string): { type: string; name: string } {
  return type === 'Fields' ? { type: 'google.protobuf.Struct', name: 'query' } : { type: 'int32', name: 'limit' };
}

// What the handler takes, out of the message.
function argumentOf({ name, type, from }: Taken, parameters: readonly string[]): string {
  if (name === 'keyed') return `keyed: ${from.replace('request)', 'keyedCall(request, idempotencyKey))')}`;
  if (name === 'params')
    return `params: { ${parameters.map((parameter) => `${parameter}: requireField(request, '${parameter}')`).join(', ')} }`;
  if (name === 'query' && type !== 'Fields') return 'query: { limit: Math.min(Math.max(request.limit || 50, 1), 100) }';
  return name === 'idempotencyKey' ? name : `${name}: fromStruct(request.${name})`;
}
