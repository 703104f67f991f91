import type { Service } from './system.ts';

/**
 * The ports by which a service is told from the others: in containers all may listen on one port, which then says nothing
 * about where each listens outside of them.
 */
export function ownPorts({ id, ports }: Service, services: readonly Service[]): readonly number[] {
  return ports.filter((port) => services.every((other) => other.id === id || !other.ports.includes(port)));
}

/** The first of these, or undefined. */
export function ownPort(service: Service, services: readonly Service[]): number | undefined {
  return ownPorts(service, services)[0];
}
