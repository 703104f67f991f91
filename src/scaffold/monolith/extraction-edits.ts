import type { Blueprint, BusKind, ServiceSpec } from '../../blueprint/blueprint.ts';
import type { BlueprintEdit } from '../../blueprint/edit-blueprint.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { UserError } from '../../util/user-error.ts';
import { modulesOf } from './layout.ts';

/** What is said about an extraction beside the module's name. */
export interface ExtractionWishes {
  /** The broker that events are to go through; undefined: that of the blueprint. */
  readonly bus: Exclude<BusKind, 'in-process'> | undefined;
  /** Whether the monolith goes on answering the module's paths. */
  readonly facade: boolean;
}

/** The edits that make a service of a module. Throws UserError where that cannot be, with what to do instead. */
export function extractionEdits(
  name: string,
  blueprint: Blueprint,
  { bus, facade }: ExtractionWishes,
): BlueprintEdit[] {
  const module = requireModule(name, blueprint);
  const edits: BlueprintEdit[] = [{ path: ['services', name, 'standalone'], value: true }];
  if (facade && (module.endpoints.length > 0 || module.aggregates.length > 0))
    edits.push({ path: ['services', name, 'facade'], value: true });
  const present = blueprint.defaults.bus;
  if (bus !== undefined && present !== 'in-process' && bus !== present)
    throw new UserError(`events go through ${present} already`, {
      where: blueprint.where(['defaults', 'bus']),
      help: 'leave --bus out; another broker is a change of its own, in the blueprint',
    });
  if (present !== 'in-process') return edits;
  if (bus !== undefined) return [...edits, { path: ['defaults', 'bus'], value: bus }];
  if (!hasEvents(module)) return edits;
  throw new UserError(`the events of "${name}" have to leave the process, and there is no broker yet`, {
    where: blueprint.where(['services', name], true),
    help: 'name one: --bus nats, rabbitmq, redis, kafka or sqs; it becomes "bus" under "defaults"',
  });
}

function requireModule(name: string, blueprint: Blueprint): ServiceSpec {
  const { shape } = blueprint.system;
  if (shape !== 'modular-monolith')
    throw new UserError('there is no monolith from which something could be extracted', {
      where: blueprint.where(['system', 'shape']),
      help: `the shape is ${shape}: each service is deployed on its own already`,
    });
  const modules = modulesOf(blueprint);
  const module = blueprint.services.find((service) => service.name === name);
  if (module === undefined) {
    const names = modules.map((each) => each.name);
    const near = didYouMean(name, names);
    throw new UserError(`there is no module "${name}"`, {
      where: { file: blueprint.file },
      help: near === undefined ? `the modules are ${names.join(', ')}` : `did you mean "${near}"?`,
    });
  }
  const where = blueprint.where(['services', name], true);
  if (module.standalone)
    throw new UserError(`"${name}" is a service of its own already`, { where, help: 'there is nothing to do' });
  if (module.kind === 'gateway')
    throw new UserError(`"${name}" is a gateway: it has no code in the monolith that could be moved`, {
      where,
      help: 'set "standalone: true" and generate; it then stands before the monolith, on a port of its own',
    });
  if (modules.every((each) => each.name === name || each.kind === 'gateway'))
    throw new UserError(`"${name}" is the last module: nothing would be left of the monolith`, {
      where,
      help: 'set "shape: microservices" under "system", and generate',
    });
  return module;
}

function hasEvents({ publishes, subscribes, sagas, sagaParts }: ServiceSpec): boolean {
  const choreographed = sagas.some(({ style }) => style === 'choreography');
  return publishes.length + subscribes.length + sagaParts.length > 0 || choreographed;
}
