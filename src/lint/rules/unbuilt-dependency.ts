import type { Service, SystemModel } from '../../model/system.ts';
import { deed, dependencyDifferences, isDependency, type DependencyDifference } from '../blueprint-differences.ts';
import { isUnknownName } from '../channel-names.ts';
import { defineRule } from '../rule.ts';
import { otherSites } from '../sites.ts';

/** Reports what the blueprint declares and code does not do. */
export const unbuiltDependency = defineRule({
  name: 'unbuilt-dependency',
  group: 'core',
  severity: 'warning',
  summary: 'archwright.yaml declares a call, publication, subscription or table that the code does not have.',
  why: 'Whoever reads the blueprint believes that it is there: an event is taken for published, a table for owned. Either something is still to be built, or it was removed and the blueprint now misleads.',
  fix: 'Build it, or remove it from archwright.yaml.',
  limits: [
    'Repositories whose archwright.yaml declares no service, and modular monoliths.',
    'What a declared service that is not in the repository was to do, and calls of it: that it is missing is one finding.',
    'Services in which something of the kind is not known: a call whose target could not be resolved, a channel or table whose name is computed, files that were not understood.',
    'Events on the bus `in-process`: code shows those that reach a broker.',
    'Endpoints: other rules look at them from the side of their callers.',
  ],
  options: {},
  examples: {
    bad: '# archwright.yaml\n#   orders: { publishes: [order.placed, order.cancelled] }\n// in the code of orders, only\nawait bus.publish("order.placed", order);',
    good: '# archwright.yaml\n#   orders: { publishes: [order.placed] }',
    systems: { bad: 'invalid-events-and-table', good: 'valid-as-declared' },
  },
  references: ['https://c4model.com/', 'https://www.thoughtworks.com/radar/techniques/architectural-fitness-function'],
  evidence: 'related',
  *check(model, _, { declared }) {
    if (!declared) return;
    const found = dependencyDifferences(declared, model).declaredOnly.filter(isDependency);
    for (const difference of found) {
      const name = difference.service ?? difference.what;
      const service = model.services.find((one) => one.name === name);
      const [at] = difference.evidence;
      if (!at || (service && !isDecided(model, service, difference))) continue;
      if (difference.kind === 'call' && !isThere(difference, model)) continue;
      yield {
        at,
        service: service?.id ?? name,
        message: textOf(difference, name),
        evidence: otherSites(difference.evidence, at),
      };
    }
  },
});

function textOf(difference: DependencyDifference, name: string): string {
  return difference.kind === 'service'
    ? `service "${name}" is declared here and not in the repository`
    : `it is declared here that "${name}" ${deed(difference)}, which its code does not do`;
}

// A call of a service that is not there has the same cause: it is built together with the service.
function isThere({ what }: DependencyDifference, { services }: SystemModel): boolean {
  return services.some(({ name }) => what.startsWith(`${name} `));
}

// What is not known may be what is looked for.
function isDecided(model: SystemModel, { id, path, language }: Service, { kind }: DependencyDifference): boolean {
  const { coverage } = model;
  const isRead = /^(?:java|type)script$/.test(language) && !coverage.opaqueServices.includes(id);
  const hasGap = coverage.gaps.some(({ file }) => path === '.' || file.startsWith(`${path}/`));
  if (!isRead || hasGap) return false;
  const ofService = <T extends { readonly service: string }>(items: readonly T[]): T[] =>
    items.filter(({ service }) => service === id);
  const channels = new Map(model.channels.map((channel) => [channel.id, channel.name]));
  const isNamed = ({ channel }: { readonly channel: string }): boolean => !isUnknownName(channels.get(channel) ?? '');
  switch (kind) {
    case 'call':
      return !model.calls.some(({ from, toKind }) => from === id && toKind === 'unresolved');
    case 'publication':
      return ofService(model.publications).every(isNamed);
    case 'subscription':
      return ofService(model.subscriptions).every(isNamed);
    default:
      return ofService(model.datastoreUses).every(({ accesses }) => accesses.every(({ table }) => table !== null));
  }
}
