import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey } from '../sites.ts';
import { quoteList } from '../wording.ts';

/** Reports functions that change several services one after the other and undo nothing when a later change fails. */
export const sagaWithoutCompensation = defineRule({
  name: 'saga-without-compensation',
  group: 'advice',
  severity: 'info',
  summary: 'A request that changes what several services own, and undoes nothing when a later change fails.',
  why: 'No transaction spans several services. When the second step is refused or times out, the first one stays: the seat is reserved for nobody, the money is taken for an order that does not exist. Trying again makes it worse.',
  fix: 'Give each step a compensation and run those of the steps that were done, last first, when a later one fails; or write the progress down and let an orchestrator (a saga of your own, Temporal, Step Functions) finish or undo it. Put the step that is most likely to fail, or that cannot be undone, last.',
  limits: [
    'Steps of which one excludes the other, as branches of the code say.',
    'Functions in, above or below which a failure changes, publishes or undoes anything.',
    'Requests that only ask, by their path or by what the endpoint does; notifications, logs, statistics, caches, search indexes.',
    'Steps that may simply be made again: deletions, PUT and PATCH, updates of the own store.',
    'Writes in a transaction of the own database, and those that note the state before and after the call.',
    'Handlers of messages, which the broker starts again, and calls that leave the system.',
  ],
  options: {},
  examples: {
    bad: "await axios.post('http://stock/reservations', order);\nawait axios.post('http://payment/charges', order);",
    good: "await axios.post('http://stock/reservations', order);\ntry {\n  await axios.post('http://payment/charges', order);\n} catch (error) {\n  await axios.delete(`http://stock/reservations/${order.id}`);\n  throw error;\n}",
    systems: { bad: 'invalid-two-services', good: 'valid-compensated' },
  },
  references: [
    'https://microservices.io/patterns/data/saga.html',
    'https://learn.microsoft.com/azure/architecture/patterns/compensating-transaction',
  ],
  evidence: 'path',
  *check(model) {
    const nameOf = serviceNames(model);
    const seen = new Set<string>();
    for (const { service, steps, compensation, evidence } of model.distributedChanges) {
      // A function is mended where the second step stands: what was done before it has to be undone there.
      const at = steps[1]?.evidence[0];
      if (!at || compensation.state !== 'absent' || seen.has(siteKey(at))) continue;
      seen.add(siteKey(at));
      const name = /"(.+)"/.exec(evidence[0]?.note ?? '')?.[1];
      const owners = steps.map(({ owner }) => (owner === service ? 'its own store' : `"${nameOf(owner)}"`));
      const [first = '', ...later] = owners;
      yield {
        at,
        service,
        message: `${name === undefined ? 'a function' : quoteList([name])} of "${nameOf(service)}" changes ${first} and then ${later.join(' and ')}; when a later step fails, nothing undoes the earlier ones`,
        evidence: otherSites(
          steps.flatMap((step) => step.evidence),
          at,
        ),
      };
    }
  },
});
