import type { DriftAttribute, DriftItem } from '../../model/drift.ts';
import { ownPorts } from '../../model/own-port.ts';
import type { Evidence, Service, SystemModel } from '../../model/system.ts';

/** Services that both sides have, and what of them differs: folder, port, kind. */
export function serviceDrift(declared: SystemModel, observed: SystemModel): readonly DriftItem[] {
  return declared.services.flatMap((service) => {
    const other = observed.services.find(({ name }) => name === service.name);
    return other ? differences(service, other, observed) : [];
  });
}

function differences(declared: Service, found: Service, observed: SystemModel): readonly DriftItem[] {
  const changed = (
    attribute: DriftAttribute,
    before: string,
    after: string,
    inCode: readonly Evidence[],
  ): DriftItem => ({
    state: 'changed',
    kind: 'service',
    service: declared.name,
    what: declared.name,
    attribute,
    declared: before,
    observed: after,
    inBlueprint: declared.evidence,
    inCode,
  });
  const items: DriftItem[] = [];
  if (declared.path !== found.path) items.push(changed('path', declared.path, found.path, found.evidence));
  const [port] = declared.ports;
  // In a container it may listen elsewhere: one of its ports has to be the declared one, and what all share is not told.
  const own = ownPorts(found, observed.services);
  if (port !== undefined && declared.kind !== 'worker' && own.length > 0 && !found.ports.includes(port))
    items.push(changed('port', String(port), own.join(', '), [...found.listens, ...found.evidence]));
  const kind = kindInCode(declared, found, observed);
  if (kind && kind.kind !== declared.kind) items.push(changed('kind', declared.kind, kind.kind, kind.evidence));
  return items;
}

// What a service is shows in what it does, and that not always: a worker answers nobody but those who ask for its health.
function kindInCode(
  declared: Service,
  found: Service,
  observed: SystemModel,
): { readonly kind: string; readonly evidence: readonly Evidence[] } | undefined {
  if (found.kind === 'gateway' || found.kind === 'bff' || found.kind === 'worker')
    return { kind: found.kind, evidence: found.evidence };
  const answers = observed.endpoints.find(
    ({ service, path }) => service === found.id && !/health|live|ready|startup|metrics|ping|status/i.test(path),
  );
  if (declared.kind === 'worker' && answers) return { kind: 'service', evidence: answers.evidence };
  return undefined;
}

/** Channels that both sides have, on another broker: one item for the system when it is the same for all of them. */
export function brokerDrift(declared: SystemModel, observed: SystemModel): readonly DriftItem[] {
  const usesOf = (model: SystemModel, id: string): readonly Evidence[] =>
    [...model.publications, ...model.subscriptions]
      .filter(({ channel }) => channel === id)
      .flatMap((use) => use.evidence);
  const moved = declared.channels.flatMap((channel) => {
    const others = observed.channels.filter(({ name }) => name === channel.name || name.endsWith(`/${channel.name}`));
    const [other] = others;
    if (!other || channel.broker === 'in-process' || others.some(({ broker }) => broker === channel.broker)) return [];
    return [{ from: channel.broker, to: other.broker, channel, other }];
  });
  const [first] = moved;
  if (!first) return [];
  return [
    {
      state: 'changed',
      kind: 'bus',
      service: null,
      what: moved.map(({ channel }) => channel.name).join(', '),
      attribute: 'broker',
      declared: first.from,
      observed: [...new Set(moved.map(({ to }) => to))].join(', '),
      inBlueprint: usesOf(declared, first.channel.id),
      inCode: usesOf(observed, first.other.id),
    },
  ];
}
