import type { Service } from './system.ts';

/**
 * The port by which a service is told from the others, or undefined: in containers all may listen on one port, which then
 * says nothing about where each listens outside of them.
 */
export function ownPort({ id, ports }: Service, services: readonly Service[]): number | undefined {
  return ports.find((port) => services.every((other) => other.id === id || !other.ports.includes(port)));
}
