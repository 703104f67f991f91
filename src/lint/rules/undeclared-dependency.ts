import { deed, dependencyDifferences, isDependency, type DependencyDifference } from '../blueprint-differences.ts';
import { isUnknownName } from '../channel-names.ts';
import { defineRule } from '../rule.ts';
import { otherSites } from '../sites.ts';

/** Reports what code does and the blueprint does not declare. */
export const undeclaredDependency = defineRule({
  name: 'undeclared-dependency',
  group: 'core',
  severity: 'warning',
  summary: 'Code calls, publishes, consumes or stores what archwright.yaml does not declare.',
  why: 'The blueprint is where people look before they change or remove something, and what diagrams, generated clients and reviews are made from. A dependency that it does not know is one that nobody has agreed to and that breaks without warning.',
  fix: 'Declare it in archwright.yaml when it is meant, so that it is reviewed as a change of the architecture; otherwise remove it from the code.',
  limits: [
    'Repositories whose archwright.yaml declares no service, and modular monoliths.',
    'What a service that the blueprint does not know does: that it is there is one finding.',
    'Front ends, calls that leave the system, and names that are not known.',
    'Tables that a platform keeps for itself: migrations, outbox, processed messages, sagas; and channels for dead letters.',
  ],
  options: {
    ignoreTables: {
      type: 'text-list',
      default: [],
      description: 'Further tables that the blueprint need not speak of.',
    },
  },
  examples: {
    bad: "# archwright.yaml: orders calls payment\n// orders also does\nawait axios.post('http://inventory:3000/reservations', items, { timeout: 2000 });",
    good: '# archwright.yaml\n#   orders: { calls: { payment: [POST /charges], inventory: [POST /reservations] } }',
    systems: { bad: 'invalid-call-and-event', good: 'valid-as-declared' },
  },
  references: ['https://c4model.com/', 'https://www.thoughtworks.com/radar/techniques/architectural-fitness-function'],
  evidence: 'related',
  *check(model, { ignoreTables }, { declared }) {
    if (!declared) return;
    const found = dependencyDifferences(declared, model).observedOnly.filter(isDependency);
    for (const difference of found) {
      const { kind, what, evidence } = difference;
      const name = difference.service ?? what;
      const service = model.services.find((one) => one.name === name);
      const [at] = evidence;
      if (!at || service?.kind === 'frontend' || isUnknownName(what)) continue;
      if (kind === 'table' && ignoreTables.includes(what)) continue;
      yield {
        at,
        service: service?.id ?? '',
        message: textOf(difference, name),
        evidence: otherSites(evidence, at),
      };
    }
  },
});

function textOf(difference: DependencyDifference, name: string): string {
  return difference.kind === 'service'
    ? `service "${name}" is not declared in archwright.yaml`
    : `"${name}" ${deed(difference)}, which archwright.yaml does not declare`;
}
