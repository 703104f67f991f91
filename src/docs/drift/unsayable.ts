import type { Difference } from '../../model/difference.ts';
import type { SystemModel } from '../../model/system.ts';

/** Why a blueprint has no words for something that the code does; undefined where it has. */
export function whyUnsayable(declared: SystemModel, observed: SystemModel, difference: Difference): string | undefined {
  const { kind, what, service } = difference;
  // Routes of a gateway answer every method, and are declared.
  const isGateway = declared.services.some((one) => one.name === service && /^(?:gateway|bff)$/.test(one.kind));
  if (kind === 'endpoint' && what.startsWith('ALL ') && !isGateway)
    return 'a blueprint declares HTTP endpoints with one method, and this answers all of them';
  if (kind !== 'publication' && kind !== 'subscription') return undefined;
  const buses = new Set(declared.channels.map(({ broker }) => broker).filter((broker) => broker !== 'in-process'));
  const isKept = observed.channels.some(({ broker }) => buses.has(broker));
  const others = brokersOf(observed, difference);
  // A system that left its bus altogether has drifted; one that has a queue of jobs beside it has not.
  if (!isKept || others.length === 0 || others.some((broker) => buses.has(broker))) return undefined;
  return `it goes over ${others.join(', ')}, and a blueprint has one bus: ${[...buses].join(', ')}`;
}

function brokersOf(model: SystemModel, { kind, service, what }: Difference): string[] {
  const owner = model.services.find(({ name }) => name === service)?.id;
  const uses = kind === 'publication' ? model.publications : model.subscriptions;
  const own = new Set(uses.filter((use) => use.service === owner).map(({ channel }) => channel));
  const channels = model.channels.filter(({ id, name }) => own.has(id) && (name === what || name.endsWith(`/${what}`)));
  return [...new Set(channels.map(({ broker }) => broker))].sort();
}
