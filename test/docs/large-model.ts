import type { Channel, SystemModel } from '../../src/model/system.ts';
import { at, call, channel, datastore, endpoint, service, system, use } from './shop-model.ts';
import { HANDLED, SENT } from '../support/sound-messaging.ts';

/** A shop with `size` services in a ring, every fourth calling the hub `service-000` too; each has a database and sends an event to the next. */
export function largeSystem(size: number): SystemModel {
  const names = Array.from({ length: size }, (_, n) => `service-${String(n).padStart(3, '0')}`);
  const endpoints = names.map((name) => endpoint(name, 'GET', `/${name}`));
  const next = <T>(items: readonly T[], n: number): T => pick(items, (n + 1) % size);
  const channels: readonly Channel[] = names.map((name) => channel(`${name}.changed`));
  const hub = pick(endpoints, 0);
  return system({
    services: names.map((name) => service(name)),
    endpoints,
    calls: endpoints.flatMap((from, n) => {
      const ring = call(from, next(endpoints, n), { evidence: [at(`${from.service}/next.ts`, 3)] });
      return n % 4 === 2 ? [call(from, hub), ring] : [ring];
    }),
    channels,
    publications: names.map((name, n) => ({
      service: name,
      channel: pick(channels, n).id,
      ...SENT,
      evidence: [at(`${name}/events.ts`, 2)],
    })),
    subscriptions: names.map((_, n) => ({
      service: next(names, n),
      channel: pick(channels, n).id,
      ...HANDLED,
      evidence: [at(`${next(names, n)}/events.ts`, 9)],
    })),
    datastores: names.map(datastore),
    datastoreUses: names.map((name) => use(name, datastore(name), `read ${name}`, `write ${name}`)),
  });
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${String(index)}`);
  return item;
}
