import type { Call, Evidence, SystemModel } from '../../model/system.ts';
import { findCycles, type Edge } from '../cycles.ts';
import { defineRule, type Report } from '../rule.ts';
import { sagaChannels } from '../../model/saga-events.ts';
import { serviceNames } from '../../model/service-names.ts';
import { endpointNames, otherSites, withNote } from '../sites.ts';
import { quoteList } from '../wording.ts';

/** Reports sets of services that need each other: through synchronous calls an error, through events alone a hint. */
export const cyclicDependency = defineRule({
  name: 'cyclic-dependency',
  group: 'core',
  severity: 'error',
  summary: 'Services that call each other in a circle, synchronously; through events alone it is a hint.',
  why: 'None of them can start, change, be deployed or be understood without the others, and a slow answer of one comes back to itself: the circle fails as a whole. Such services are often one service that was cut in two.',
  fix: 'Turn one direction into an event that the other stores, move the data to the service that needs it, or merge the services.',
  limits: [
    'compose "depends_on" and imports: only calls and messages count.',
    'A call one way and an event back, which is how a circle is usually opened.',
    'Calls whose target could not be resolved.',
    'Events of a choreographed saga (`place-order.started`, `place-order.reserve-done`, `place-order.timed-out`): its end is limited in time.',
  ],
  options: {},
  examples: {
    bad: `// orders/src/stock.ts
export const stockOf = (sku: string) => axios.get(\`\${process.env.INVENTORY_URL}/stock/\${sku}\`);

// inventory/src/demand.ts
export const demandFor = (sku: string) => axios.get(\`\${process.env.ORDERS_URL}/orders?sku=\${sku}\`);`,
    good: `// orders/src/stock.ts
export const stockOf = (sku: string) => axios.get(\`\${process.env.INVENTORY_URL}/stock/\${sku}\`);

// inventory/src/demand.ts
await channel.consume('inventory.order-placed', keepDemand);`,
  },
  references: [
    'https://microservices.io/patterns/decomposition/decompose-by-subdomain.html',
    'https://learn.microsoft.com/azure/architecture/microservices/design/interservice-communication',
  ],
  evidence: 'path',
  *check(model) {
    const synchronous = callEdges(model);
    const sets = findCycles(synchronous);
    for (const { members, cycle } of sets) yield synchronousReport(model, members, cycle);
    for (const { members, cycle } of findCycles(eventEdges(model))) {
      const known = sets.some((set) => members.every((member) => set.members.includes(member)));
      if (!known) yield eventReport(model, members, cycle);
    }
  },
});

function callEdges(model: SystemModel): Edge<Call>[] {
  const edges: Edge<Call>[] = [];
  for (const call of model.calls) {
    if (call.toKind === 'service' && call.to !== null) edges.push({ from: call.from, to: call.to, proof: call });
  }
  return edges;
}

interface Message {
  readonly channel: string;
  readonly sent: Evidence | undefined;
  readonly received: Evidence | undefined;
}

function eventEdges(model: SystemModel): Edge<Message>[] {
  const channels = new Map(model.channels.map((channel) => [channel.id, channel.name]));
  const ofSagas = sagaChannels(channels.values());
  const edges: Edge<Message>[] = [];
  for (const publication of model.publications) {
    if (ofSagas.has(channels.get(publication.channel) ?? '')) continue;
    for (const subscription of model.subscriptions) {
      if (subscription.channel !== publication.channel) continue;
      const channel = channels.get(publication.channel) ?? publication.channel;
      const proof = { channel, sent: publication.evidence[0], received: subscription.evidence[0] };
      edges.push({ from: publication.service, to: subscription.service, proof });
    }
  }
  return edges;
}

function synchronousReport(model: SystemModel, members: readonly string[], cycle: readonly Edge<Call>[]): Report {
  const nameOf = serviceNames(model);
  const endpointOf = endpointNames(model);
  const sites = cycle.flatMap(({ from, to, proof }) => {
    const [site] = proof.evidence;
    const endpoint = proof.toEndpoint === null ? '' : ` (${endpointOf(proof.toEndpoint)})`;
    return site ? [withNote(site, `"${nameOf(from)}" calls "${nameOf(to)}"${endpoint}`)] : [];
  });
  const message = `services call each other in a circle: ${route(cycle, nameOf)}${rest(members, cycle, nameOf)}`;
  return assemble(cycle, sites, message);
}

function eventReport(model: SystemModel, members: readonly string[], cycle: readonly Edge<Message>[]): Report {
  const nameOf = serviceNames(model);
  const sites = cycle.flatMap(({ from, to, proof: { channel, sent, received } }) => [
    ...(sent ? [withNote(sent, `"${nameOf(from)}" publishes "${channel}"`)] : []),
    ...(received ? [withNote(received, `"${nameOf(to)}" receives "${channel}"`)] : []),
  ]);
  const message = `services depend on each other's events in a circle: ${route(cycle, nameOf)}${rest(members, cycle, nameOf)}`;
  return {
    ...assemble(cycle, sites, message),
    severity: 'info',
    help: 'make sure that the events cannot go round for ever, and that one service owns the process',
  };
}

function assemble(cycle: readonly Edge<unknown>[], sites: readonly Evidence[], message: string): Report {
  const at = sites[0] ?? { file: '.', line: 1, column: 1 };
  return { at, service: cycle[0]?.from ?? '', message, evidence: otherSites(sites, at) };
}

function route(cycle: readonly Edge<unknown>[], nameOf: (id: string) => string): string {
  return [...cycle.map(({ from }) => from), cycle[0]?.from ?? ''].map(nameOf).join(' → ');
}

function rest(members: readonly string[], cycle: readonly Edge<unknown>[], nameOf: (id: string) => string): string {
  const others = members.filter((member) => !cycle.some(({ from }) => from === member));
  return others.length === 0
    ? ''
    : `; ${quoteList(others.map(nameOf))} ${others.length === 1 ? 'is' : 'are'} caught in it too`;
}
