import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { camel, constant } from '../names.ts';
import { BROKERS } from '../views/broker-view.ts';
import { routeViews } from '../views/route-view.ts';
import { serviceView, type ServiceView } from '../views/service-view.ts';
import { firstSegments, MONOLITH_FOLDER } from '../../blueprint/deployed-model.ts';
import { accessTo, commandsView, type CommandsView } from './commands-view.ts';
import { modulesOf } from './layout.ts';
import { monolithNames, moduleView, type ModuleView } from './module-view.ts';

/** A public prefix, and the path that it stands for. */
interface Mount {
  readonly prefix: string;
  readonly rewrite: string;
  readonly to: string;
}

/** Paths that the monolith passes on to a service that is no module of it (any more). */
interface FacadeView {
  readonly to: string;
  readonly env: string;
  readonly property: string;
  /** Where it is for development, when it is not generated. */
  readonly elsewhere: string | null;
  readonly prefixes: readonly Mount[];
}

/** The monolith as its templates need it: for those of the whole system it is one service among others. */
export interface MonolithView extends ServiceView {
  readonly modules: readonly (ModuleView & {
    readonly needsType: boolean;
    readonly others: string;
    readonly entry: string;
    readonly key: string;
  })[];
  readonly mounts: readonly Mount[];
  readonly facades: readonly FacadeView[];
  /** Nobody but the outside asks it, so that nothing of what callers say of themselves is believed. */
  readonly isEdge: boolean;
  readonly commands: CommandsView;
  /** Environment variables of the services that its modules call, or that it passes requests on to. */
  readonly urls: readonly string[];
  /** For its test: a request of each module. */
  readonly samples: readonly { readonly name: string; readonly method: string; readonly example: string }[];
}

/** The view of the monolith of a blueprint that has one. */
export function monolithView(blueprint: Blueprint): MonolithView {
  const specs = modulesOf(blueprint);
  const base = serviceView(shell(blueprint, specs), blueprint);
  const gateways = specs.filter(({ kind }) => kind === 'gateway');
  const modules = specs
    .filter((spec) => spec.kind !== 'gateway' || spec.aggregates.length > 0)
    .map((spec) => moduleView(spec, blueprint));
  const mounts = gateways.flatMap((gateway) => mountsOf(gateway, blueprint, true));
  const facades = facadeViews(blueprint, gateways);
  const remote = [
    ...modules.flatMap(({ upstreams }) => upstreams),
    ...facades.map(({ to, env, elsewhere }) => ({ service: to, env, isGrpc: false, byEngine: false, elsewhere })),
  ];
  const upstreams = [...new Map(remote.map((upstream) => [upstream.env, upstream])).values()];
  const has = {
    ...base.has,
    store: modules.some((module) => module.has.store),
    bus: modules.some((module) => module.has.bus),
    openapi: modules.some((module) => module.endpoints.length + module.aggregates.length > 0) && !hasDocument(modules),
    entrance: modules.some((module) => module.has.entrance),
    urls: upstreams.length > 0,
    httpClients: upstreams.length > 0,
  };
  const broker = has.bus && blueprint.defaults.bus !== 'in-process';
  const asked = blueprint.services.some((service) => service.standalone && asksModules(service, specs));
  return {
    ...base,
    ...monolithNames(blueprint.system.name),
    has,
    broker,
    needsInfrastructure: has.store || broker,
    code: { ...base.code, ...brokerCode(blueprint, { ...has, broker }) },
    upstreams,
    modules: inCallOrder(modules),
    mounts: mounts.sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
    facades,
    isEdge: !asked,
    urls: upstreams.map(({ env }) => env),
    commands: commandsView(modules),
    samples: samplesOf(modules, mounts, specs),
  };
}

/** A service without anything in it, which has the monolith's name and place. */
function shell({ system }: Blueprint, modules: readonly ServiceSpec[]): ServiceSpec {
  const first = modules.find(({ kind }) => kind === 'gateway') ?? modules[0];
  return {
    name: system.name,
    kind: 'service',
    path: MONOLITH_FOLDER,
    port: first?.port ?? 3000,
    standalone: true,
    facade: false,
    existing: null,
    owner: system.owner,
    http: 'fastify',
    owns: [],
    eventSourced: [],
    views: [],
    copies: [],
    endpoints: [],
    grpc: false,
    calls: [],
    uses: [...new Set(modules.flatMap(({ uses }) => uses))],
    publishes: [],
    subscribes: [],
    cpu: [],
    versions: { publishes: new Map(), subscribes: new Map() },
    sagas: [],
    sagaParts: [],
    routes: [],
    auth: null,
    rateLimit: null,
    aggregates: [],
  };
}

// Who serves a document under that path has their own.
function hasDocument(modules: readonly ModuleView[]): boolean {
  return modules.some(({ endpoints, aggregates }) =>
    [...endpoints, ...aggregates].some(({ path }) => path === '/openapi.json'),
  );
}

function brokerCode(
  { defaults }: Blueprint,
  has: { store: boolean; broker: boolean },
): Pick<
  ServiceView['code'],
  'brokerName' | 'busUrl' | 'busProtocol' | 'productionNames' | 'brokerClass' | 'brokerFile'
> {
  const broker = BROKERS[has.broker ? defaults.bus : 'in-process'];
  return {
    brokerName: broker.name,
    busUrl: broker.url,
    busProtocol: broker.protocol,
    productionNames: [...(has.store ? ['DATABASE_URL'] : []), ...(has.broker ? ['BUS_URL'] : [])],
    brokerClass: broker.className,
    brokerFile: broker.file,
  };
}

/** The routes of a gateway to modules, or those to services that stand alone. */
function mountsOf(gateway: ServiceSpec, blueprint: Blueprint, toModules: boolean): Mount[] {
  const modules = new Set(modulesOf(blueprint).map(({ name }) => name));
  return routeViews(gateway, blueprint)
    .filter(({ to }) => modules.has(to) === toModules)
    .map(({ prefix, rewrite, to }) => ({ prefix, rewrite, to }));
}

function facadeViews(blueprint: Blueprint, gateways: readonly ServiceSpec[]): FacadeView[] {
  const routed = gateways.flatMap((gateway) => mountsOf(gateway, blueprint, false));
  return blueprint.services
    .filter(({ standalone, existing }) => standalone || existing !== null)
    .map((service) => {
      const own = service.facade ? facadePrefixes(service) : [];
      const kept = own.map((prefix) => ({ prefix, rewrite: prefix, to: service.name }));
      const prefixes = [...kept, ...routed.filter(({ to }) => to === service.name)];
      return {
        to: service.name,
        env: `${constant(service.name)}_URL`,
        property: camel(service.name),
        elsewhere: service.existing ? `http://127.0.0.1:${service.port || 9}` : null,
        prefixes: prefixes.sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
      };
    })
    .filter(({ prefixes }) => prefixes.length > 0);
}

/** The prefixes that the monolith passes on for a service that has left it. */
export function facadePrefixes({ endpoints, aggregates }: ServiceSpec): readonly string[] {
  return firstSegments([...endpoints, ...aggregates]);
}

function asksModules(service: ServiceSpec, modules: readonly ServiceSpec[]): boolean {
  const names = new Set(modules.map(({ name }) => name));
  return [
    ...service.calls,
    ...service.routes,
    ...service.aggregates.flatMap(({ parts }) => parts.map(({ service: to }) => ({ to }))),
    ...service.sagas.flatMap(({ steps }) => steps.map((step) => ({ to: step.do.service }))),
  ].some(({ to }) => names.has(to));
}

/** Callees before their callers. A module that calls one made later is told its type, which cannot be inferred in a circle. */
function inCallOrder(modules: readonly ModuleView[]): MonolithView['modules'] {
  const order: ModuleView[] = [];
  const seen = new Set<string>();
  const visit = (module: ModuleView): void => {
    if (seen.has(module.name)) return;
    seen.add(module.name);
    for (const { callee } of module.localClients) {
      const found = modules.find(({ name }) => name === callee);
      if (found) visit(found);
    }
    order.push(module);
  };
  for (const module of modules) visit(module);
  const place = new Map(order.map(({ name }, index) => [name, index]));
  return order.map((module, index) => ({
    ...module,
    needsType: order
      .slice(0, index)
      .some(({ localClients }) => localClients.some(({ callee }) => callee === module.name)),
    entry: module.variable === module.name ? module.name : `'${module.name}': ${module.variable}`,
    key: accessTo(module.name).startsWith('.') ? module.name : `'${module.name}'`,
    others: module.localClients
      .map(({ apiName, callee }) => `${apiName}: () => ${order[place.get(callee) ?? 0]?.variable ?? apiName}.api`)
      .join(', '),
  }));
}

function samplesOf(
  modules: readonly ModuleView[],
  mounts: readonly Mount[],
  specs: readonly ServiceSpec[],
): MonolithView['samples'] {
  const own = modules.flatMap(({ name, endpoints, aggregates }) => {
    const [endpoint] = endpoints;
    if (endpoint) return [{ name, method: endpoint.method, example: example(endpoint.path) }];
    const [aggregate] = aggregates;
    return aggregate ? [{ name, method: 'GET', example: aggregate.example }] : [];
  });
  const mounted = mounts.flatMap(({ prefix, rewrite, to }) => {
    const below = specs
      .find(({ name }) => name === to)
      ?.endpoints.find(({ path }) => path === rewrite || path.startsWith(`${rewrite}/`));
    if (below === undefined) return [];
    return [{ name: to, method: below.method, example: `${prefix}${example(below.path).slice(rewrite.length)}` }];
  });
  return [...own, ...mounted];
}

function example(path: string): string {
  return path.replace(/:\w+/g, '7');
}
