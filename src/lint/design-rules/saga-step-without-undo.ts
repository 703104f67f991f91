import { defineRule } from '../rule.ts';

/** Reports steps of declared sagas that change something which nothing takes back when a later step fails. */
export const sagaStepWithoutUndo = defineRule({
  name: 'saga-step-without-undo',
  group: 'core',
  severity: 'warning',
  scope: 'blueprint',
  summary: 'A step of a saga that changes something, with no "undo", and a step behind it that may fail.',
  why: 'When the later step fails, what this one did stays: stock that is reserved for nobody, a card that is charged for nothing. Somebody has to find it and take it back by hand.',
  fix: 'Give the step an "undo", move it behind everything that may fail, or mark the point of no return with "pivot: true": what follows it is tried until it succeeds.',
  limits: [
    'Steps that only read, and the last step.',
    'The pivot and the steps behind it.',
    'Whether the operation under "undo" really takes back what was done.',
  ],
  options: {},
  examples: {
    bad: `services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { as: placeOrder, starts: place-order }]
    sagas:
      place-order:
        steps:
          - { do: inventory.reserve, timeout: 2s }
          - { do: payment.charge }
  inventory:
    owns: [reservations]
    endpoints: [POST /reservations as reserve]
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge]`,
    good: `services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { as: placeOrder, starts: place-order }]
    sagas:
      place-order:
        steps:
          - { do: inventory.reserve, undo: inventory.release, timeout: 2s }
          - { do: payment.charge }
  inventory:
    owns: [reservations]
    endpoints: [POST /reservations as reserve, POST /reservations/release as release]
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge]`,
  },
  references: [
    'https://microservices.io/patterns/data/saga.html',
    'https://learn.microsoft.com/azure/architecture/patterns/saga',
  ],
  evidence: 'related',
  *check(_model, _options, { design }) {
    for (const { service, name, steps } of design?.sagas ?? []) {
      const pivot = steps.findIndex((step) => step.pivot);
      const end = pivot < 0 ? steps.length - 1 : pivot;
      for (const [index, step] of steps.slice(0, end).entries()) {
        if (step.undo !== null || step.reads) continue;
        const [next] = steps.slice(index + 1);
        yield {
          at: step.evidence,
          service,
          message: `nothing undoes "${step.do}", step ${index + 1} of the saga "${name}", when "${next?.do ?? ''}" or a later step fails`,
          evidence: next ? [{ ...next.evidence, note: 'this step may fail' }] : [],
        };
      }
    }
  },
});
