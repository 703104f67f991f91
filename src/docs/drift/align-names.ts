import type { SystemModel } from '../../model/system.ts';

/** A name without what packaging, telemetry and deployment add to it: `@shop/orders-service`, `shop_orders`, `Orders` are `orders`. */
export function plainName(name: string, system: string): string {
  const words = (text: string): string =>
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '');
  const own = words(name.replace(/^@[^/]+\//, '').replace(/\.svc(?:\.[\w.-]*)?$/, ''));
  const prefix = `${words(system)}-`;
  const short = own.startsWith(prefix) ? own.slice(prefix.length) : own;
  return short.replace(/-(?:service|svc|api|app|server)$/, '') || own;
}

/**
 * The observed model with the declared names of its services, where a name or a folder says that they are the same.
 * Exact names go first; a declared name is given once.
 */
export function alignNames(declared: SystemModel, observed: SystemModel): SystemModel {
  const exact = new Set(observed.services.map(({ name }) => name));
  const free = declared.services.filter(({ name }) => !exact.has(name));
  const taken = new Set<string>();
  const services = observed.services.map((service) => {
    if (declared.services.some(({ name }) => name === service.name)) return service;
    const near = free.filter(
      ({ name, path }) =>
        !taken.has(name) &&
        (plainName(name, declared.name) === plainName(service.name, declared.name) ||
          (path === service.path && path.endsWith(service.name))),
    );
    const [match] = near;
    if (!match || near.length > 1) return service;
    taken.add(match.name);
    return { ...service, name: match.name };
  });
  return taken.size === 0 ? observed : { ...observed, services };
}
