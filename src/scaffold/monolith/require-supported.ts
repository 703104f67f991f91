import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { isLedByEngine } from '../../blueprint/saga-style.ts';
import { UserError } from '../../util/user-error.ts';
import { modulesOf } from './layout.ts';
import { facadePrefixes } from './monolith-view.ts';

/** Throws UserError for what a blueprint asks of a monolith that one process cannot give, with the way out. */
export function requireMonolith(blueprint: Blueprint): void {
  const modules = modulesOf(blueprint);
  const { discovery } = blueprint.defaults;
  if (discovery === 'consul')
    throw new UserError('modules of one process do not find each other through Consul', {
      where: blueprint.where(['defaults', 'discovery']),
      help: 'leave "discovery" out, or set "shape: microservices"',
    });
  const twin = blueprint.services.find(({ name, standalone }) => standalone && name === blueprint.system.name);
  if (twin)
    throw new UserError(`the service "${twin.name}" stands alone, but the monolith itself has that name`, {
      where: blueprint.where(['services', twin.name], true),
      help: 'rename the service, or the system under "system.name"',
    });
  for (const module of modules) requireModule(module, blueprint);
  requireDistinctEndpoints(modules, blueprint);
}

function requireModule(module: ServiceSpec, blueprint: Blueprint): void {
  const { name, http, grpc, calls } = module;
  const at = (...path: string[]) => blueprint.where(['services', name, ...path]);
  const alone = `deploy "${name}" on its own: standalone: true`;
  if (http !== 'fastify')
    throw new UserError(`the module "${name}" would be on ${http}, but modules share one server, which is fastify`, {
      where: at('http'),
      help: `leave "http" out, here and under "defaults", or ${alone}`,
    });
  if (grpc) throw new UserError(`modules do not serve gRPC, as "${name}" would`, { where: at('grpc'), help: alone });
  if (calls.some(({ protocol }) => protocol === 'grpc'))
    throw new UserError(`modules call each other in their process, and others over HTTP: "${name}" would use gRPC`, {
      where: at('calls'),
      help: `leave "protocol" out, or ${alone}`,
    });
  if (module.cpu.length > 0)
    throw new UserError(`"${name}" has jobs for worker threads, which modules of one process do not have`, {
      where: at('cpu'),
      help: `leave "cpu" out, or ${alone}`,
    });
  for (const saga of module.sagas.filter(isLedByEngine))
    throw new UserError(`the modules of one process need no engine to lead their sagas, as "${saga.name}" would have`, {
      where: at('sagas', saga.name, 'style'),
      help: `set style: orchestration, or ${alone}`,
    });
  if (module.auth !== null || module.rateLimit !== null || module.aggregates.some((each) => each.rateLimit !== null))
    throw new UserError(
      `"${name}" would check tokens or limits within the monolith, whose modules could be asked past it`,
      {
        where: blueprint.where(['services', name], true),
        help: `${alone}; it then stands before the monolith`,
      },
    );
  for (const { prefix, protocol, legacy, rateLimit, timeout } of module.routes)
    if (protocol === 'grpc' || legacy !== null || rateLimit !== null || timeout !== null)
      throw new UserError(
        `the route "${prefix}" of "${name}" is a prefix within the monolith: it can be no more than that`,
        {
          where: blueprint.where(['services', name, 'routes', prefix], true),
          help: `leave its protocol, legacy, rateLimit and timeout out, or ${alone}`,
        },
      );
}

/** One server answers all of them: two modules cannot have the same endpoint, nor a module one that is passed on. */
function requireDistinctEndpoints(modules: readonly ServiceSpec[], blueprint: Blueprint): void {
  const owners = new Map<string, string>();
  const shape = (path: string): string => path.replace(/:\w+/g, '{}');
  for (const { name, endpoints, aggregates } of modules)
    for (const { method, path } of [...endpoints, ...aggregates.map((each) => ({ method: 'GET', path: each.path }))]) {
      const owner = owners.get(`${method} ${shape(path)}`);
      if (owner !== undefined)
        throw new UserError(`the modules "${owner}" and "${name}" both have the endpoint "${method} ${path}"`, {
          where: blueprint.where(['services', name, 'endpoints']),
          help: 'one server answers for both: give one of them another path',
        });
      owners.set(`${method} ${shape(path)}`, name);
    }
  for (const service of blueprint.services.filter(({ facade }) => facade))
    for (const prefix of facadePrefixes(service)) {
      const owner = [...owners].find(([endpoint]) => endpoint.endsWith(` ${prefix}`))?.[1];
      if (owner !== undefined)
        throw new UserError(`"${prefix}" cannot be passed on to "${service.name}": the module "${owner}" answers it`, {
          where: blueprint.where(['services', service.name, 'facade']),
          help: 'leave "facade" out, or give one of them another path',
        });
      owners.set(`ALL ${prefix}`, service.name);
    }
}
