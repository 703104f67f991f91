import { fileURLToPath } from 'node:url';
import {
  loadPackageDefinition,
  status,
  type CallOptions,
  type ChannelCredentials,
  type ClientOptions,
  type ClientUnaryCall,
  type Metadata,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** What `loadProto` gives for a service: makes clients of it, and describes it to a server. */
export interface GrpcService<Client> {
  new (address: string, credentials: ChannelCredentials, options?: ClientOptions): Client;
  readonly service: ServiceDefinition;
}

/** A method of a client that sends one message and gets one. */
export type Unary<Request> = (
  request: Request,
  metadata: Metadata,
  options: CallOptions,
  callback: (error: ServiceError | null, reply?: Struct) => void,
) => ClientUnaryCall;

/** The packages of proto/<name>.proto, which lies beside `src` and `dist`. */
export function loadProto<Packages>(name: string): Packages {
  const file = fileURLToPath(new URL(`../../proto/${name}.proto`, import.meta.url));
  return loadPackageDefinition(loadSync(file, { keepCase: true, defaults: true, oneofs: true })) as unknown as Packages;
}

/** `google.protobuf.Struct`: an object of JSON. */
export interface Struct {
  readonly fields: Readonly<Record<string, Value>>;
}

type Value =
  | { readonly nullValue: 'NULL_VALUE' | 0 }
  | { readonly numberValue: number }
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly structValue: Struct }
  | { readonly listValue: { readonly values: readonly Value[] } };

/** A JSON object as a message; members that are undefined are left out. */
export function toStruct(object: object): Struct {
  const members = Object.entries(object).filter(([, member]) => member !== undefined);
  return { fields: Object.fromEntries(members.map(([name, member]) => [name, toValue(member)])) };
}

/** A message as a JSON object; one that was not sent is an empty object. */
export function fromStruct(struct: Struct | null | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(struct?.fields ?? {}).map(([name, value]) => [name, fromValue(value)]));
}

function toValue(json: unknown): Value {
  if (json === null || json === undefined) return { nullValue: 0 };
  if (typeof json === 'number') return { numberValue: json };
  if (typeof json === 'string') return { stringValue: json };
  if (typeof json === 'boolean') return { boolValue: json };
  if (Array.isArray(json)) return { listValue: { values: json.map(toValue) } };
  // As JSON has it: dates are text.
  return typeof json === 'object' && 'toJSON' in json && typeof json.toJSON === 'function'
    ? toValue(json.toJSON())
    : { structValue: toStruct(Object(json)) };
}

function fromValue(value: Value): unknown {
  if ('numberValue' in value) return value.numberValue;
  if ('stringValue' in value) return value.stringValue;
  if ('boolValue' in value) return value.boolValue;
  if ('structValue' in value) return fromStruct(value.structValue);
  if ('listValue' in value) return value.listValue.values.map(fromValue);
  return null;
}

// Both ways: the first line of a status or code is the one that the other side is read as.
const CODES: readonly (readonly [http: number, grpc: status])[] = [
  [400, status.INVALID_ARGUMENT],
  [401, status.UNAUTHENTICATED],
  [403, status.PERMISSION_DENIED],
  [404, status.NOT_FOUND],
  [409, status.ABORTED],
  [409, status.ALREADY_EXISTS],
  [422, status.FAILED_PRECONDITION],
  [400, status.OUT_OF_RANGE],
  [429, status.RESOURCE_EXHAUSTED],
  [500, status.INTERNAL],
  [500, status.UNKNOWN],
  [500, status.DATA_LOSS],
  [501, status.UNIMPLEMENTED],
  [502, status.UNAVAILABLE],
  [503, status.UNAVAILABLE],
  [504, status.DEADLINE_EXCEEDED],
  [503, status.CANCELLED],
];

/** The code of gRPC that says what a status of HTTP says. */
export function toGrpcCode(httpStatus: number): status {
  const exact = CODES.find(([http]) => http === httpStatus);
  return exact?.[1] ?? (httpStatus < 500 ? status.FAILED_PRECONDITION : status.INTERNAL);
}

/** The status of HTTP that says what a code of gRPC says. */
export function toHttpStatus(code: status): number {
  return code === status.UNAVAILABLE ? 503 : (CODES.find(([, grpc]) => grpc === code)?.[0] ?? 500);
}

/** The first value of a text in metadata. */
export function metadataText(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name);
  return value === undefined ? undefined : String(value);
}
