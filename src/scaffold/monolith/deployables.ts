import type { Blueprint } from '../../blueprint/blueprint.ts';
import { serviceView, type ServiceView } from '../views/service-view.ts';
import { modulesOf } from './layout.ts';
import { monolithView, type MonolithView } from './monolith-view.ts';
import { requireMonolith } from './require-supported.ts';

/** What a blueprint deploys: its services, and the monolith that the others are modules of, if there is one. */
interface Deployables {
  readonly monolith: MonolithView | undefined;
  readonly services: readonly ServiceView[];
  /** Both, the monolith first. */
  readonly all: readonly ServiceView[];
  /** The services, and the modules with what of them leaves the process: where edges can be broken. */
  readonly edges: readonly ServiceView[];
}

/** The views of everything that runs in a process of its own. Throws UserError for what a monolith cannot give. */
export function deployables(blueprint: Blueprint): Deployables {
  const modules = new Set(modulesOf(blueprint).map(({ name }) => name));
  if (modules.size === 0) {
    const generated = blueprint.services.filter(({ existing }) => existing === null);
    const services = generated.map((service) => serviceView(service, blueprint));
    return { monolith: undefined, services, all: services, edges: services };
  }
  requireMonolith(blueprint);
  const monolith = monolithView(blueprint);
  const services = blueprint.services
    .filter(({ standalone, existing }) => standalone && existing === null)
    .map((service) => askingMonolith(serviceView(service, blueprint), modules, monolith.name));
  const remote = (clients: ServiceView['clients']): ServiceView['clients'] =>
    clients.filter(({ callee }) => !modules.has(callee));
  const leaving = monolith.modules.map((module) => ({ ...module, clients: remote(module.clients) }));
  return { monolith, services, all: [monolith, ...services], edges: [...leaving, ...services] };
}

/** Whoever asks a module is to find it where the monolith is. */
function askingMonolith(view: ServiceView, modules: ReadonlySet<string>, monolith: string): ServiceView {
  const upstreams = view.upstreams.map((upstream) =>
    modules.has(upstream.service) ? { ...upstream, service: monolith } : upstream,
  );
  return { ...view, upstreams };
}
