import type { Service, SystemModel } from '../model/system.ts';
import { bareHost, hostKind } from './hosts.ts';

/**
 * Whether two services that open a store of "localhost" can be of one system: programs that listen on one port never run
 * beside each other on one machine, and those that have nothing to say to each other were not made to. Such are the
 * chapters of a tutorial that lie in one repository.
 */
export function besideOnOneMachine(model: SystemModel, host: string | null): (a: Service, b: Service) => boolean {
  if (host === null || hostKind(bareHost(host)) !== 'own-machine') return () => true;
  const groupOf = groups(model);
  return (a, b) => !samePorts(a, b) || groupOf(a.id) === groupOf(b.id);
}

function samePorts(a: Service, b: Service): boolean {
  return a.ports.length > 0 && a.ports.length === b.ports.length && a.ports.every((port) => b.ports.includes(port));
}

// Services that call each other, or of which one takes what the other sends, stand for one of them.
function groups({ calls, publications, subscriptions }: SystemModel): (id: string) => string {
  const parents = new Map<string, string>();
  const top = (id: string): string => {
    const parent = parents.get(id);
    return parent === undefined ? id : top(parent);
  };
  const join = (a: string, b: string): void => void (top(a) !== top(b) && parents.set(top(a), top(b)));
  for (const { from, to } of calls) if (to !== null) join(from, to);
  for (const { service, channel } of [...publications, ...subscriptions]) join(service, `channel ${channel}`);
  return top;
}
