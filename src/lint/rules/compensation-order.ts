import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey } from '../sites.ts';

/** Reports compensations that run first to last, and those that are tried again for ever. */
export const compensationOrder = defineRule({
  name: 'compensation-order',
  group: 'advice',
  severity: 'info',
  summary: 'Compensations that run in the order of the steps, or that are tried again without end.',
  why: 'A later step builds on an earlier one: who gives the money back after the order is deleted finds no order. And a compensation that can never succeed holds the worker, and with it all that wait behind, while nobody is told.',
  fix: 'Undo the last step first: go through the list from its end. Try a compensation a few times with growing delays, then write down what is left, tell a person, and go on.',
  limits: [
    'Lists that are reversed, filled from the front or emptied from the end anywhere in the file.',
    'Lists that are handed to another function or file, and steps that say by no name that they undo.',
    'Loops with a limit, or with a failure that leaves them.',
    'Workflow engines, which keep the order and the tries themselves.',
  ],
  options: {},
  examples: {
    bad: 'const done = [];\ntry {\n  for (const step of steps) {\n    await step.run(order);\n    done.push(step);\n  }\n} catch (error) {\n  for (const step of done) await step.compensate(order);\n  throw error;\n}',
    good: 'const done = [];\ntry {\n  for (const step of steps) {\n    await step.run(order);\n    done.push(step);\n  }\n} catch (error) {\n  for (const step of done.reverse()) await step.compensate(order);\n  throw error;\n}',
    systems: { bad: 'invalid-forward', good: 'valid-reverse' },
  },
  references: [
    'https://learn.microsoft.com/azure/architecture/patterns/compensating-transaction',
    'https://microservices.io/patterns/data/saga.html',
  ],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const seen = new Set<string>();
    for (const { service, fault, evidence } of model.compensations) {
      const [at, ...more] = evidence;
      if (!at || seen.has(siteKey(at))) continue;
      seen.add(siteKey(at));
      const what =
        fault === 'forward'
          ? 'undoes the first step first, though later steps build on it'
          : 'tries a compensation again without end when it fails';
      yield { at, service, message: `"${nameOf(service)}" ${what}`, evidence: otherSites(more, at) };
    }
  },
});
