import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, constant, kebab, pascal, snake } from '../names.ts';
import { clientViews, type ClientOperation, type ClientView } from '../views/client-view.ts';
import type { HandlerView } from '../views/handler-view.ts';
import { serviceView, type ServiceView } from '../views/service-view.ts';
import { modulesOf } from './layout.ts';

/** An operation that other modules ask for, as a function of the module's public face. */
interface OfferedOperation {
  readonly operation: string;
  readonly fn: string;
  readonly file: string;
  readonly comment: string;
  readonly parameters: string;
  readonly args: string;
  /** For a stand-in: its parameters, and the request that it makes. */
  readonly names: string;
  readonly request: string;
}

/** A client of another module, and what stands in for that module in tests. */
interface LocalClientView extends ClientView {
  /** `PaymentApi`, `payment`. */
  readonly apiType: string;
  readonly apiName: string;
  readonly calls: readonly (ClientOperation & { readonly given: string })[];
  readonly standIns: readonly OfferedOperation[];
  readonly takesBodies: boolean;
}

/** A module as its templates need it: a service's view, whose clients are those of services that stand alone. */
export interface ModuleView extends ServiceView {
  readonly schema: string;
  /** `payment`, `createPayment`, `PaymentModule`. */
  readonly variable: string;
  readonly createFn: string;
  readonly typeName: string;
  readonly apiType: string;
  readonly apiFn: string;
  readonly othersType: string;
  readonly localClients: readonly LocalClientView[];
  readonly offered: readonly OfferedOperation[];
  readonly offers: {
    readonly any: boolean;
    readonly fields: boolean;
    readonly keyOptions: boolean;
    /** Functions of platform/idempotency.ts. */
    readonly keyedFns: readonly string[];
  };
  readonly isModule: true;
}

/** The view of one module of the monolith. */
export function moduleView(service: ServiceSpec, blueprint: Blueprint): ModuleView {
  const view = serviceView(service, blueprint);
  const modules = modulesOf(blueprint);
  const names = new Set(modules.map(({ name }) => name));
  const remote = view.clients.filter(({ callee }) => !names.has(callee));
  const local = view.clients.filter(({ callee }) => names.has(callee));
  const offered = offeredOperations(service, view.endpoints, modules);
  const keyedFns = offered.flatMap(({ args }) => /\b(keyedRequest|requireKeyed)\(/.exec(args)?.[1] ?? []);
  return {
    ...view,
    has: {
      ...view.has,
      clients: view.clients.length > 0,
      httpClients: view.clients.length > 0,
      grpcClients: false,
      urls: view.clients.length > 0,
      gateway: false,
    },
    // Within the monolith a gateway's routes are prefixes of its server.
    routes: [],
    schema: snake(service.name),
    variable: camel(service.name),
    createFn: `create${pascal(service.name)}`,
    typeName: `${pascal(service.name)}Module`,
    apiType: `${pascal(service.name)}Api`,
    apiFn: `${camel(service.name)}Api`,
    othersType: `${pascal(service.name)}Needs`,
    upstreams: view.upstreams.filter((upstream) => remote.some(({ env }) => env === upstream.env)),
    clients: view.clients,
    localClients: local.map((client) => localClientView(client, blueprint)),
    offered,
    offers: {
      any: offered.length > 0,
      fields: offered.some(({ parameters }) => parameters.includes('Fields')),
      keyOptions: offered.some(({ parameters }) => parameters.includes('KeyOptions')),
      keyedFns: [...new Set(keyedFns)].sort(),
    },
    isModule: true,
  };
}

/** What the modules together call of this one, in the order of its endpoints. */
function offeredOperations(
  service: ServiceSpec,
  handlers: readonly HandlerView[],
  modules: readonly ServiceSpec[],
): OfferedOperation[] {
  const wanted = new Map<string, ClientOperation>();
  for (const module of modules)
    for (const { callee, operations } of clientViews(module))
      if (callee === service.name) for (const each of operations) wanted.set(each.operation, each);
  return handlers.flatMap((handler) => {
    const operation = wanted.get(handler.operation);
    return operation === undefined ? [] : offeredOperation(handler, operation);
  });
}

function offeredOperation(handler: HandlerView, operation: ClientOperation): OfferedOperation {
  const { body, takesKey, parameters } = operation;
  const members = handler.takes.map(({ name, type }) => memberOf(name, type, handler, operation));
  const usesKey = members.some((member) => member.includes('options.'));
  const usesBody = members.some((member) => /\bbody\b/.test(member));
  const all = [
    ...parameters.map((name) => ({ name, type: 'string', used: /\bparams\b/.test(members.join(' ')) })),
    ...(body ? [{ name: 'body', type: 'Fields', used: usesBody }] : []),
    ...(takesKey ? [{ name: 'options', type: 'KeyOptions', used: usesKey }] : []),
  ];
  const names = all.map(({ name }) => name);
  return {
    operation: handler.operation,
    fn: handler.fn,
    file: handler.file,
    comment: `${handler.method} ${handler.path}`,
    parameters: all.map(({ name, type, used }) => `${used ? name : `_${name}`}: ${type}`).join(', '),
    args: ['deps', ...(members.length > 0 ? [`{ ${members.join(', ')} }`] : [])].join(', '),
    names: names.join(', '),
    request: [
      `'${handler.method}'`,
      pathText(handler),
      ...(body ? ['body'] : []),
      ...(takesKey ? ['options'] : []),
    ].join(', '),
  };
}

// What the handler takes, as a route would have read it from a request.
function memberOf(name: string, type: string, handler: HandlerView, { body }: ClientOperation): string {
  if (name === 'params') return `params: { ${handler.parameters.join(', ')} }`;
  if (name === 'query') return type === 'Fields' ? 'query: {}' : 'query: { limit: 50 }';
  if (name === 'idempotencyKey') return 'idempotencyKey: options.idempotencyKey';
  if (name !== 'keyed') return name;
  const headers = "headers: { 'idempotency-key': options.idempotencyKey }";
  const request = `{ ${headers}, url: ${pathText(handler)}${body ? ', body' : ''} }`;
  return `keyed: ${handler.keyedFn}('${handler.operation}', ${request})`;
}

function pathText({ path }: HandlerView): string {
  const text = path.replace(/:(\w+)/g, (_, name: string) => `\${encodeURIComponent(${name})}`);
  return text === path ? `'${text}'` : `\`${text}\``;
}

function localClientView(client: ClientView, blueprint: Blueprint): LocalClientView {
  const callee = blueprint.services.find(({ name }) => name === client.callee);
  if (callee === undefined) throw new Error(`there is no "${client.callee}"`);
  const handlers = serviceView(callee, blueprint).endpoints;
  return {
    ...client,
    apiType: `${pascal(client.callee)}Api`,
    apiName: camel(client.callee),
    pools: client.pools.map((pool) => ({ ...pool, http: localField(pool.http) })),
    calls: client.operations.map((operation) => ({
      ...operation,
      http: localField(operation.http),
      given: [
        ...operation.parameters,
        ...(operation.body ? ['copy(body)'] : []),
        ...(operation.takesKey ? ['options'] : []),
      ].join(', '),
    })),
    standIns: offeredOperations(callee, handlers, modulesOf(blueprint)),
    takesBodies: client.operations.some(({ body }) => body),
  };
}

/** Fields of a client that stays in the process do not speak of HTTP. */
function localField(http: string): string {
  return http.replace(/^http/, 'local');
}

/** Names under which the monolith itself goes. */
export function monolithNames(system: string): { name: string; constant: string; database: string } {
  return { name: kebab(system), constant: constant(system), database: snake(system) };
}
