import type { EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { functionName } from '../names.ts';
import { publishFunction } from './event-view.ts';
import { tableNamesOf } from './service-parts.ts';
import { tableNames } from './table-view.ts';

// Names that the files of a handler, of its route and of its class have for something else.
const TAKEN = new Set(
  (
    'app body createGrpcServer deps derivedKey fields fromStruct health ifThere keyed keyedRequest loadProto optionalFields page params proto query ' +
    'randomUUID registerRoutes reply request requireField requireKeyed requireText response result server services takeEffect text ' +
    'toStruct unary unaryHandler headers undoEffect validate z constructor createController'
  ).split(' '),
);

// What a client's class has besides the operations of its service.
const TAKEN_OF_CLIENT = /^(?:close|constructor|stub|then|(?:http|grpc)(?:[A-Z].*)?|last[A-Z].*)$/;

/** The function that handles an operation: named like it, unless something else in its files is called that. */
export function handlerFunction({ operation }: Pick<EndpointSpec, 'operation'>, service: ServiceSpec): string {
  const name = functionName(operation);
  const tables = tableNamesOf(service).flatMap((table) => Object.values(tableNames(table)));
  const taken = new Set([...TAKEN, ...tables, ...service.publishes.map(publishFunction)]);
  if (!taken.has(name)) return name;
  for (const { operation: other } of service.endpoints) taken.add(other);
  const others = [...Array(service.endpoints.length + 1).keys()].map((index) => `${name}Handler${index + 2}`);
  return [`${name}Handler`, ...others].find((each) => !taken.has(each)) ?? `${name}Handler`;
}

/** The method of a client that calls an operation. */
export function clientMethod(operation: string): string {
  return TAKEN_OF_CLIENT.test(operation) ? `${operation}Call` : operation;
}
