import type { EndpointSpec, ServiceSpec } from '../../blueprint/blueprint.ts';
import { kebab } from '../names.ts';
import { hasBody } from './client-view.ts';
import { endpointRole, pathParameters, type EndpointRole } from './endpoint-kind.ts';
import { endpointTest } from './endpoint-test.ts';
import { expressRoute, type ExpressRoute } from './express-route.ts';
import { publishFunction } from './event-view.ts';
import { handlerFunction } from './handler-names.ts';
import { handlerStatements } from './handler-statements.ts';
import { nestRoute, type NestRoute } from './nest-route.ts';
import type { SagaPart } from './saga-participation.ts';
import { tableFunctionOf, tableNames } from './table-view.ts';
import { tableNamesOf } from './service-parts.ts';

/** How the route of an endpoint is registered, as TypeScript. */
export interface RouteCode {
  readonly generic: string;
  readonly schema: string;
  readonly requestName: string;
  readonly args: string;
  /** Schemas that the route names. */
  readonly uses: readonly ('text' | 'fields' | 'optionalFields' | 'page' | 'keyed')[];
}

/** What a handler takes of the request: a member's name, its type, and what the route passes for it. */
export interface Taken {
  readonly name: string;
  readonly type: string;
  readonly from: string;
}

/** An endpoint as its templates need it: the route, and the statements of its handler. */
export interface HandlerView {
  readonly method: string;
  /** Fastify's name of the method: `post`. */
  readonly verb: string;
  readonly path: string;
  readonly operation: string;
  readonly fn: string;
  readonly file: string;
  readonly kind: EndpointRole['kind'];
  readonly status: number;
  readonly summary: string;
  readonly parameters: readonly string[];
  /** Members of the request that the handler takes. */
  readonly takes: readonly Taken[];
  readonly signature: string;
  readonly route: RouteCode;
  readonly expressRoute: ExpressRoute;
  readonly nestRoute: NestRoute;
  readonly statements: readonly string[];
  readonly inTransaction: readonly string[];
  readonly transaction: string | null;
  /** Of a request that may, or has to, carry an Idempotency-Key: its type, and the function that reads it; else null. */
  readonly keyedType: string | null;
  readonly keyedFn: string | null;
  /** Functions of platform/saga-participant.ts. */
  readonly sagaFunctions: readonly string[];
  readonly reply: string | null;
  readonly replyType: string;
  readonly publishFns: readonly string[];
  readonly tableFunctions: readonly string[];
  readonly tableFile: string | null;
  readonly fieldsImport: string;
  readonly usesUuid: boolean;
  readonly starts: string | null;
  /** Its test in test/service.test.ts. */
  readonly example: string;
  readonly calls: EndpointSpec['calls'];
}

/** The view of one endpoint of `service`, which may have a part in sagas of others. */
export function handlerView(endpoint: EndpointSpec, service: ServiceSpec, sagaPart: SagaPart | undefined): HandlerView {
  const role = endpointRole(endpoint, tableNamesOf(service));
  const { statements, inTransaction, transaction, reply, replyType } = handlerStatements(endpoint, service, sagaPart);
  const names = role.table === null ? null : tableNames(role.table);
  const tableFunction = tableFunctionOf(role);
  const text = [...statements, transaction ?? '', ...inTransaction, reply ?? ''].join('\n');
  const takes = takesOf(endpoint, text);
  return {
    method: endpoint.method,
    verb: endpoint.method.toLowerCase(),
    path: endpoint.path,
    operation: endpoint.operation,
    fn: handlerFunction(endpoint, service),
    file: kebab(endpoint.operation),
    kind: role.kind,
    status: statusOf(endpoint, role),
    summary: summaryOf(endpoint, role),
    parameters: pathParameters(endpoint.path),
    signature: signatureOf(handlerFunction(endpoint, service), takes, transaction === null ? text : 'deps', replyType),
    route: routeCode(endpoint, role, takes),
    nestRoute: nestRoute(endpoint, takes, { optionalBody: isBodyOptional(endpoint, role) }),
    expressRoute: expressRoute(takes, { optionalBody: isBodyOptional(endpoint, role) }),
    takes,
    statements,
    inTransaction,
    transaction,
    keyedType: keyedOf(endpoint)?.type ?? null,
    keyedFn: keyedOf(endpoint)?.fn ?? null,
    sagaFunctions: ['ifThere', 'takeEffect', 'undoEffect'].filter((name) => callsFunction(text, name)),
    reply,
    replyType,
    publishFns: endpoint.publishes.map(publishFunction),
    tableFunctions: names === null || tableFunction === null ? [] : [names[tableFunction]],
    tableFile: names?.file ?? null,
    fieldsImport: fieldsImport([...takes.map(({ type }) => type), replyType].join(' '), text),
    usesUuid: callsFunction(text, 'randomUUID'),
    starts: endpoint.starts,
    example: endpointTest(endpoint, service, { status: statusOf(endpoint, role), sagaPart, asks: asksOf(text) }),
    calls: endpoint.calls,
  };
}

function asksOf(text: string): string[] {
  const names = [...text.matchAll(/requireText\(request\.(?:body|query), '(\w+)'\)/g)].map(([, name = '']) => name);
  return [...new Set(names)];
}

function keyedOf({ idempotency }: EndpointSpec): { fn: string; type: string } | null {
  if (idempotency === 'none') return null;
  if (idempotency === 'required') return { fn: 'requireKeyed', type: 'KeyedRequest' };
  return { fn: 'keyedRequest', type: 'KeyedRequest | undefined' };
}

function takesOf(endpoint: EndpointSpec, text: string): Taken[] {
  const parameters = pathParameters(endpoint.path).map((name) => `${name}: string`);
  const keyed = keyedOf(endpoint);
  const query = text.includes('request.query.limit') ? '{ limit: number }' : 'Fields';
  const all: Taken[] = [
    { name: 'params', type: `{ ${parameters.join('; ')} }`, from: 'request.params' },
    { name: 'query', type: query, from: 'request.query' },
    { name: 'body', type: 'Fields', from: 'request.body' },
    { name: 'idempotencyKey', type: 'string | undefined', from: "request.headers['idempotency-key']" },
    { name: 'keyed', type: keyed?.type ?? '', from: `${keyed?.fn}('${endpoint.operation}', request)` },
  ];
  return all.filter(({ name }) => text.includes(`request.${name}`));
}

function signatureOf(name: string, takes: readonly Taken[], code: string, replyType: string): string {
  const members = takes.map(({ name: member, type }) => `${member}: ${type}`).join('; ');
  const parameters = [`${/\bdeps\b/.test(code) ? 'deps' : '_deps'}: Dependencies`];
  if (takes.length > 0) parameters.push(`request: { ${members} }`);
  const head = `export async function ${name}(`;
  const line = `${head}${parameters.join(', ')}): Promise<${replyType}>`;
  if (line.length <= 118) return line;
  return `${head}\n${parameters.map((parameter) => `  ${parameter},\n`).join('')}): Promise<${replyType}>`;
}

function isBodyOptional(endpoint: EndpointSpec, { kind }: EndpointRole): boolean {
  return kind === 'change' && pathParameters(endpoint.path).length > 0;
}

function routeCode(endpoint: EndpointSpec, role: EndpointRole, takes: readonly Taken[]): RouteCode {
  const takesOne = (name: string): Taken | undefined => takes.find((taken) => taken.name === name);
  const optional = isBodyOptional(endpoint, role);
  const generic: string[] = [];
  const schema: string[] = [];
  const uses: RouteCode['uses'][number][] = [];
  const use = (member: string, name: RouteCode['uses'][number], text: string = name): void => {
    schema.push(`${member}: ${text}`);
    uses.push(name);
  };
  const parameters = pathParameters(endpoint.path);
  if (parameters.length > 0) {
    const properties = parameters.map((name) => `${name}: text`).join(', ');
    use('params', 'text', `{ type: 'object', properties: { ${properties} } }`);
  }
  const params = takesOne('params');
  if (params) generic.push(`Params: ${params.type}`);
  const query = takesOne('query');
  if (query) generic.push(`Querystring: ${query.type}`);
  if (query && query.type !== 'Fields') use('querystring', 'page');
  if (hasBody(endpoint.method)) use('body', optional ? 'optionalFields' : 'fields');
  if (takesOne('body')) generic.push(optional ? 'Body: Fields | null' : 'Body: Fields');
  if (takesOne('idempotencyKey')) {
    generic.push("Headers: { 'idempotency-key'?: string }");
    use('headers', 'keyed');
  }
  const members = takes.map(({ name, from }) => `${name}: ${name === 'body' && optional ? `${from} ?? {}` : from}`);
  return {
    generic: generic.length > 0 ? `<{ ${generic.join('; ')} }>` : '',
    schema: schema.join(', '),
    requestName: takes.length > 0 ? 'request' : '_request',
    args: ['deps', ...(members.length > 0 ? [`{ ${members.join(', ')} }`] : [])].join(', '),
    uses,
  };
}

// A method of a client may have the name of a function.
function callsFunction(code: string, name: string): boolean {
  return new RegExp(`(?<![.\\w])${name}\\(`).test(code);
}

function fieldsImport(types: string, code: string): string {
  const names = ['Fields', 'Resource'].filter((name) => new RegExp(`\\b${name}\\b`).test(types));
  const functions = ['derivedKey', 'requireText'].filter((name) => callsFunction(code, name));
  if (functions.length === 0) return names.length > 0 ? `type { ${names.join(', ')} }` : '';
  return `{ ${[...functions, ...names.map((name) => `type ${name}`)].join(', ')} }`;
}

function statusOf(endpoint: EndpointSpec, { kind }: EndpointRole): number {
  if (endpoint.starts !== null) return 202;
  return kind === 'create' ? 201 : kind === 'remove' ? 204 : 200;
}

function summaryOf(endpoint: EndpointSpec, { kind, table }: EndpointRole): string {
  const what = {
    create: `stores a row of "${table}", once per Idempotency-Key`,
    list: `lists the newest rows of "${table}"`,
    read: `reads a row of "${table}"`,
    put: `writes a row of "${table}" under the id given`,
    change: `changes a row of "${table}"`,
    remove: `deletes a row of "${table}"; one that is not there is deleted already`,
    plain: 'answers with what it was asked',
  }[kind];
  const calls = endpoint.calls.map(({ service, operation }) => `${service}.${operation}`);
  const parts = [what];
  if (calls.length > 0) parts.push(`calls ${calls.join(', ')}`);
  if (endpoint.idempotency !== 'none')
    parts[0] = `${what.replace(', once per Idempotency-Key', '')}, once per Idempotency-Key`;
  if (endpoint.publishes.length > 0) parts.push(`publishes ${endpoint.publishes.join(', ')}`);
  if (endpoint.starts !== null) parts.push(`starts the saga ${endpoint.starts}`);
  return parts.join('; ');
}
