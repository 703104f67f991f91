import type { SystemModel } from './system.ts';

/** Gives the name of a service by its id; the id itself when the model does not know it. */
export function serviceNames({ services }: SystemModel): (id: string) => string {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
